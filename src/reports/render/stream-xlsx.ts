/** Lines in any number as a spreadsheet, written as they come: one table, its headings in sight. */
import { type CellValue, writeXlsxStream } from 'hucre/xlsx'
import type { Column, Kind, Row } from '../report.ts'
import { excelCell, excelFormats, excelText } from './excel-cell.ts'
import { sheetNames } from './sheet-names.ts'

interface Table {
  title: string
  columns: readonly Column[]
  org: { currency: string; locale: string }
}

const widths: Record<Kind, number> = {
  ...{ text: 24, money: 14, count: 10, quantity: 10, percent: 10 },
  ...{ day: 12, hour: 8, moment: 20 },
}

/** What does not fit on one sheet goes on on the next, under the same headings. */
export function xlsxChunks(
  { title, columns, org }: Table,
  batches: AsyncIterable<readonly Row[]>,
): AsyncIterable<Uint8Array> {
  const formats = excelFormats(org)
  return writeXlsxStream(cells(columns, batches), {
    name: sheetNames([title])[0]!,
    columns: columns.map(({ title, kind }) => ({
      header: excelText(title),
      width: Math.max(widths[kind], title.length + 3),
      ...(kind !== 'text' && { style: { numFmt: formats[kind] } }),
    })),
    freezePane: { rows: 1 },
  })
}

async function* cells(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<CellValue[], void, void> {
  for await (const rows of batches)
    for (const row of rows) yield columns.map(({ key, kind }) => excelCell(row[key] ?? null, kind))
}
