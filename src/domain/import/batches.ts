/** The file's lines in batches that end where a document ends. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { documentKey, type SaleLine } from '#domain/sales/sale-line.ts'
import { type ImportResult, note } from './import-result.ts'
import type { SaleReader } from './sale-reader.ts'
import { isBlank, type Survey } from './survey.ts'
import type { FileRow, TableFile } from './table.ts'

const linesPerBatch = 5_000
/** A document of more lines than this is cut all the same: memory has an end. */
const linesPerBatchMax = 20_000
/** After so many, whoever waits for an answer of the database gets it first. */
const rowsPerTurn = 250

/** Counts what is read, notes what is refused and what repeats itself in `result`. */
export async function* batches(
  file: TableFile,
  { plan, reader, result }: { plan: Survey; reader: SaleReader; result: ImportResult },
): AsyncGenerator<SaleLine[]> {
  let batch: SaleLine[] = []
  const repeats = new Repeats()
  for await (const group of file.rows())
    for (const row of group) {
      if (row.number <= plan.row || isBlank(row)) continue
      result.read += 1
      if (result.read % rowsPerTurn === 0) await nextTurn()
      const read = reader.read(row)
      if (read.is === 'refused') {
        note(result.refused, row.number, read.reason)
        continue
      }
      const { line } = read
      const first = repeats.firstRow(row, line)
      if (first)
        note(result.duplicates, row.number, `repeats row ${first} of ${line.document.number}; kept`)
      const isNewDocument = batch.at(-1)?.document !== line.document
      if ((batch.length >= linesPerBatch && isNewDocument) || batch.length >= linesPerBatchMax) {
        yield batch
        batch = []
      }
      batch.push(line)
    }
  if (batch.length > 0) yield batch
}

/** Exact repeats of a row within the document at hand. */
class Repeats {
  #document = ''
  readonly #rows = new Map<string, number>()

  firstRow(row: FileRow, { document }: SaleLine): number | null {
    const key = documentKey(document)
    if (key !== this.#document) this.#rows.clear()
    this.#document = key
    const content = row.cells.join('\u001f')
    const first = this.#rows.get(content)
    if (first !== undefined) return first
    this.#rows.set(content, row.number)
    return null
  }
}
