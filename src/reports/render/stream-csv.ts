/** Lines in any number as CSV, written as they come: the same bytes as of a CSV that is made whole. */
import type { Cell, Column, Kind, Row } from '../report.ts'
import { csvCell, fractionDigits, neutral } from './csv-cell.ts'

/** Of one column. */
const rememberedMax = 2_000

/** UTF-8 with a byte order mark, lines ended as RFC 4180 has it; a piece for each batch. */
export async function* csvChunks(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
  currency: string,
): AsyncGenerator<Uint8Array, void, void> {
  const digits = fractionDigits(currency)
  const keys = columns.map(({ key }) => key)
  const write = columns.map(({ kind }) => writerOf(kind, digits))
  yield Buffer.from(`\ufeff${columns.map(({ title }) => quoted(neutral(title))).join(',')}\r\n`)
  for await (const rows of batches) {
    if (rows.length === 0) continue
    const lines = rows.map((row) => keys.map((key, at) => write[at]!(row[key] ?? null)).join(','))
    yield Buffer.from(`${lines.join('\r\n')}\r\n`)
  }
}

/** Prices and quantities come again and again; what is text is looked at each time. */
function writerOf(kind: Kind, digits: number): (value: Cell) => string {
  if (kind !== 'money') return (value) => quoted(csvCell(value, kind, digits))
  const known = new Map<Cell, string>()
  return (value) => {
    const before = known.get(value)
    if (before !== undefined) return before
    const cell = quoted(csvCell(value, kind, digits))
    if (known.size < rememberedMax) known.set(value, cell)
    return cell
  }
}

function quoted(cell: string): string {
  return needsQuotes(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** Holds a quote, a comma or the end of a line; looked at by hand, since most cells are short. */
function needsQuotes(cell: string): boolean {
  for (let at = 0; at < cell.length; at += 1) {
    const code = cell.charCodeAt(at)
    if (code === 34 || code === 44 || code === 10 || code === 13) return true
  }
  return false
}
