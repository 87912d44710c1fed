/** The report as a page an owner would print. The same report gives the same bytes. */
import { buffer } from 'node:stream/consumers'
import { type Words, wordsFor } from '#kit/words.ts'
import type { Report, Section } from '../report.ts'
import { chartOf } from './chart.ts'
import { printable, unprintable } from './fonts.ts'
import { putCards } from './pdf-cards.ts'
import { putChart } from './pdf-chart.ts'
import { putFeet, putHeader } from './pdf-header.ts'
import { makeRoom, muted, openSheet, put, type Sheet } from './pdf-page.ts'
import { chartHeight } from './pdf-plot.ts'
import { putControls, putNotes, putReceipts } from './pdf-proof.ts'
import { putHeading, putTable } from './pdf-table.ts'

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
  if (section.chart) putDrawing(sheet, report, section)
  putTable(sheet, section, words, section.chart === undefined)
}

function putEmpty(sheet: Sheet, section: Section) {
  makeRoom(sheet, 60)
  putHeading(sheet, section.title)
  put(sheet, 'Nothing to show.', sheet.left, sheet.y, sheet.width, { size: 8.5, color: muted })
  sheet.y += 28
}

/** Without the chart's own title: the section's heading stands above it. */
function putDrawing(sheet: Sheet, report: Report, section: Section) {
  const chart = chartOf(report, section)
  const height = chartHeight(chart)
  makeRoom(sheet, height + 26)
  putHeading(sheet, section.title)
  putChart(sheet, chart)
  sheet.y += height + 12
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
