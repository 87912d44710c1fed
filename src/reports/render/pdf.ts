/** The report as a page an owner would print. The same report gives the same bytes. */
import { buffer } from 'node:stream/consumers'
import svgToPdf from 'svg-to-pdfkit'
import { type Words, wordsFor } from '#kit/words.ts'
import type { Report, Section } from '../report.ts'
import { chartOption } from './chart.ts'
import { chartSvg } from './chart-image.ts'
import { font, printable, unprintable } from './fonts.ts'
import { putCards } from './pdf-cards.ts'
import { putFeet, putHeader } from './pdf-header.ts'
import { makeRoom, muted, openSheet, put, type Sheet } from './pdf-page.ts'
import { putControls, putNotes, putReceipts } from './pdf-proof.ts'
import { putHeading, putTable } from './pdf-table.ts'

const chartHeight = 158
/** Points on paper for one of the drawing's units. */
const chartScale = 0.5
const chartGrid = { left: 4, right: 12, top: 28, bottom: 4, containLabel: true }

export async function reportPdf(report: Report): Promise<Uint8Array> {
  const words = wordsFor(report.org)
  const sheet = openSheet({
    Title: `${report.title} ${report.period.from}`,
    Author: report.org.name,
    Creator: 'Tillie',
    Producer: 'Tillie',
    CreationDate: new Date(report.asOf),
  })
  const written = buffer(sheet.doc)
  putHeader(sheet, report, words)
  putCards(sheet, report.figures, words)
  for (const section of report.sections) putSection(sheet, report, section, words)
  putControls(sheet, report.controls, words)
  putNotes(sheet, notesOf(report))
  putReceipts(sheet, report, words)
  putFeet(sheet, report, words)
  sheet.doc.end()
  return new Uint8Array(await written)
}

function putSection(sheet: Sheet, report: Report, section: Section, words: Words) {
  if (section.rows.length === 0) return putEmpty(sheet, section)
  if (section.chart) putChart(sheet, report, section)
  putTable(sheet, section, words, section.chart === undefined)
}

function putEmpty(sheet: Sheet, section: Section) {
  makeRoom(sheet, 60)
  putHeading(sheet, section.title)
  put(sheet, 'Nothing to show.', sheet.left, sheet.y, sheet.width, { size: 8.5, color: muted })
  sheet.y += 28
}

/** The same drawing as the PNG, without its title: the section's heading stands above it. */
function putChart(sheet: Sheet, report: Report, section: Section) {
  makeRoom(sheet, chartHeight + 26)
  putHeading(sheet, section.title)
  const { doc, width } = sheet
  const size = { width: width / chartScale, height: chartHeight / chartScale }
  const { title: _, ...option } = chartOption(report, section)
  const svg = chartSvg({ ...option, grid: chartGrid }, size)
  doc.registerFont('chart', font('regular') as unknown as string)
  doc.save().translate(sheet.left, sheet.y).scale(chartScale)
  svgToPdf(doc, svg, 0, 0, { ...size, assumePt: true, fontCallback: () => 'chart' })
  doc.restore()
  sheet.y += chartHeight + 12
}

/** What a reader of this page must know of it. */
function notesOf(report: Report): string[] {
  const cells = report.sections.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row)))
  const isCut = [report.org.name, ...cells].some(
    (text) => text && printable(text) !== text && printable(text).includes(unprintable),
  )
  const note = `${unprintable} stands for letters that this page cannot print; the CSV has them.`
  return isCut ? [...report.notes, note] : report.notes
}
