/** Excel workbooks. What a small file may unpack to is limited before anything is unpacked. */
import { readFile, stat } from 'node:fs/promises'
import { streamXlsxRows } from 'hucre/xlsx'
import { Refusal } from '#kit/refusal.ts'
import type { Mapping } from './mapping.ts'
import type { FileRow, TableFile } from './table.ts'

const fileBytesMax = 100_000_000
const unpackedBytesMax = 1_000_000_000
const entriesMax = 5_000
const rowsMax = 1_048_576
const rowsPerGroup = 2_000

export async function xlsxFile(path: string, { sheet }: Mapping): Promise<TableFile> {
  const { size } = await stat(path)
  if (size > fileBytesMax)
    throw new Refusal(`${path} is larger than 100 MB: save it as CSV, or in parts.`)
  const bytes = await readFile(path)
  checkUnpackedSize(path, bytes)
  return { form: 'XLSX', delimiter: null, rows }

  async function* rows(): AsyncGenerator<FileRow[]> {
    let group: FileRow[] = []
    try {
      for await (const { index, values } of streamXlsxRows(bytes, { sheet, maxRows: rowsMax })) {
        group.push({ number: index + 1, cells: values.map(cellText) })
        if (group.length < rowsPerGroup) continue
        yield group
        group = []
      }
    } catch (fault) {
      throw new Refusal(`${path} cannot be read as a workbook: ${(fault as Error).message}`)
    }
    if (group.length > 0) yield group
  }
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

const directoryEnd = 0x06054b50
const directoryEntry = 0x02014b50

/** Adds up what the archive's directory declares; the reader holds every entry to its word. */
function checkUnpackedSize(path: string, bytes: Buffer): void {
  let entries = 0
  let unpacked = 0
  for (let at = directoryStart(path, bytes); at + 46 <= bytes.length; ) {
    if (bytes.readUInt32LE(at) !== directoryEntry) break
    const [packedSize, size] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)]
    entries += 1
    unpacked += size === 0 && packedSize > 2 ? Number.POSITIVE_INFINITY : size
    at +=
      46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  if (entries > entriesMax || unpacked > unpackedBytesMax)
    throw new Refusal(`${path} unpacks to more than 1 GB: save it as CSV, or in parts.`)
}

function directoryStart(path: string, bytes: Buffer): number {
  const lowest = Math.max(0, bytes.length - 65_557)
  for (let at = bytes.length - 22; at >= lowest; at--)
    if (bytes.readUInt32LE(at) === directoryEnd) return bytes.readUInt32LE(at + 16)
  throw new Refusal(`${path} is a damaged or unfinished workbook: save it again.`)
}
