/** Excel workbooks: one sheet's cells as text. Of a formula the value that was last worked out counts. */
import { readFile } from 'node:fs/promises'
import { streamXlsxRows } from 'hucre/xlsx'
import { Refusal } from '#kit/refusal.ts'
import { checkArchive } from './archive.ts'
import type { Mapping } from './mapping.ts'
import type { FileRow, TableFile } from './table.ts'

const rowsMax = 1_048_576
const columnsMax = 1_000
const rowsPerGroup = 2_000

export async function xlsxFile(path: string, { sheet }: Mapping): Promise<TableFile> {
  await checkArchive(path)
  const bytes = await readFile(path)
  return { form: 'XLSX', delimiter: null, rows }

  async function* rows(): AsyncGenerator<FileRow[]> {
    let group: FileRow[] = []
    try {
      for await (const { index, values } of streamXlsxRows(bytes, { sheet, maxRows: rowsMax })) {
        if (values.length > columnsMax)
          throw new Refusal(`${path} has ${values.length} columns in row ${index + 1}: ${howMany}`)
        group.push({ number: index + 1, cells: values.map(cellText) })
        if (group.length < rowsPerGroup) continue
        yield group
        group = []
      }
    } catch (fault) {
      throw fault instanceof Refusal ? fault : unreadable(path, fault)
    }
    if (group.length > 0) yield group
  }
}

const howMany = `a table of sales has ${columnsMax} at most.`

/** The reader's own errors are sentences; whatever else goes wrong in a strange file is its damage. */
function unreadable(path: string, fault: unknown): Refusal {
  const { name, message } = fault as Error
  const isSentence = /^(Parse|Zip|EncryptedFile)Error$/.test(name)
  return new Refusal(
    isSentence
      ? `${path} cannot be read as a workbook: ${message}`
      : `${path} is a damaged or unfinished workbook: save it again.`,
  )
}

/** A number as Excel shows it: 15 digits, so that 0.1 + 0.2 is 0.3. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(Number(value.toPrecision(15)))
  if (value instanceof Date) return dateText(value)
  return String(value)
}

/** Excel keeps days as fractions; the nearest second is what was meant. */
function dateText(date: Date): string {
  const seconds = Math.round(date.getTime() / 1000)
  const text = new Date(seconds * 1000).toISOString().slice(0, 19)
  return text.endsWith('T00:00:00') ? text.slice(0, 10) : text.replace('T', ' ')
}
