/** The same tables by bare pdfkit, in our typeface. */
import { buffer } from 'node:stream/consumers'
import PDFDocument from 'pdfkit'
import { wordsFor } from '#kit/words.ts'
import { isNumeric, written } from '#reports/render/figures.ts'
import { fontFile } from '#reports/render/fonts.ts'
import type { Report } from '#reports/report.ts'

export interface Cell {
  text: string
  isFigure: boolean
}

const size = 8.5
const rowHeight = 14
const margin = 44

/** No headings but the columns', no page numbers, no chart: each cell where it stands. */
export async function barePdf(report: Report): Promise<Uint8Array> {
  const doc = new PDFDocument({ size: 'A4', margin, font: fontFile('regular') })
  const done = buffer(doc)
  const [width, bottom] = [doc.page.width - 2 * margin, doc.page.height - margin]
  doc.fontSize(size)
  let y = margin
  for (const table of tablesOf(report))
    for (const cells of table) {
      if (y + rowHeight > bottom) {
        doc.addPage()
        y = margin
      }
      const each = width / cells.length
      for (const [at, { text, isFigure }] of cells.entries()) {
        const align = isFigure ? 'right' : 'left'
        doc.text(text, margin + at * each, y, { width: each - 6, align, lineBreak: false })
      }
      y += rowHeight
    }
  doc.end()
  return new Uint8Array(await done)
}

/** Every cell of every table as our page writes it: the headings, the rows, the totals. */
export function tablesOf({ org, sections }: Report): Cell[][][] {
  const words = wordsFor(org)
  return sections.map(({ columns, rows, totals }) => {
    const head = columns.map(({ title, kind }) => ({ text: title, isFigure: isNumeric(kind) }))
    const body = (totals ? [...rows, totals] : rows).map((row) =>
      columns.map(({ key, kind }) => ({
        text: row[key] == null ? '' : written(row[key], kind, words),
        isFigure: isNumeric(kind),
      })),
    )
    return [head, ...body]
  })
}
