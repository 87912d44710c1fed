/**
 * The spreadsheet: the headline figures on the first sheet, then each table on its own, the control
 * totals and where each figure comes from. Numbers are numbers and days are days.
 */
import { writeXlsx } from 'hucre/xlsx'
import { wordsFor } from '#kit/words.ts'
import type { Control, Figure, Kind, Receipt, Report, Section } from '../report.ts'
import { excelFormats } from './excel-cell.ts'
import { momentOf } from './moment.ts'
import { sheetNames } from './sheet-names.ts'
import { type Look, openPage, type Page, type Piece } from './xlsx-page.ts'

/** The same report gives the same bytes: the file is as old as the report's moment. */
export async function reportXlsx(report: Report): Promise<Uint8Array> {
  const look: Look = { formats: excelFormats(report.org), words: wordsFor(report.org) }
  const pages = [headline(report, look), ...report.sections.map((each) => table(each, look))]
  if (report.controls.length > 0) pages.push(controls(report.controls, look))
  if (report.receipts.length > 0) pages.push(sources(report.receipts, look))
  const names = sheetNames(pages.map(({ title }) => title))
  const made = new Date(report.asOf)
  return writeXlsx({
    sheets: pages.map((page, at) => page.sheet(names[at]!)),
    properties: {
      ...{ title: `${report.title}, ${report.period.label}`, company: report.org.name },
      ...{ creator: 'Tillie', created: made, modified: made },
    },
  })
}

function headline(report: Report, look: Look): Page {
  const { title, org, period, figures, controls, notes } = report
  const page = openPage(title, look)
  const days = period.from === period.to ? look.words.day(period.from) : look.words.period(period)
  const untied = controls.filter(({ ties }) => !ties).length
  page.say(title, 'title')
  page.say(`${org.name}, ${days}`, 'heading')
  page.say(`as of ${momentOf(report)}, business days in ${org.timezone}`, 'detail')
  page.say(`amounts in ${org.currency}`, 'detail')
  if (untied > 0)
    page.say(`${untied} of ${controls.length} control totals DO NOT TIE: see there.`, 'alarm')
  else if (controls.length > 0) page.say(`All ${controls.length} control totals PASS.`, 'detail')
  page.gap()
  if (figures.length > 0) putFigures(page, figures)
  if (notes.length > 0) page.say('Notes', 'heading')
  for (const note of notes) page.say(note, 'note')
  return page
}

function putFigures(page: Page, figures: Figure[]) {
  const hasThan = figures.some(({ than }) => than)
  const beside = hasThan ? [text('Compared with'), number('Then'), number('Change')] : []
  page.head([text('Figure'), number('Value'), ...beside])
  for (const { label, kind, value, than } of figures) {
    page.cells([
      { value: label, kind: 'text' },
      { value, kind },
      { value: than?.label ?? null, kind: 'text' },
      { value: than?.value ?? null, kind },
      { value: than?.change ?? null, kind: 'percent' },
    ])
  }
  page.gap()
}

function table({ title, columns, rows, totals }: Section, look: Look): Page {
  const page = openPage(title, look)
  const pieces = (row: Section['rows'][number]) =>
    columns.map(({ key, kind }) => ({ value: row[key] ?? null, kind }))
  page.head(columns, 'frozen')
  for (const row of rows) page.cells(pieces(row))
  if (totals) page.cells(pieces(totals), 'total')
  return page
}

function controls(all: Control[], look: Look): Page {
  const page = openPage('Control totals', look)
  const left = [text('Control'), text('Counted as'), number('Counted')]
  const right = [text('Reported as'), number('Reported'), number('Difference'), text('Result')]
  page.head([...left, ...right], 'frozen')
  for (const { name, left, right, difference, ties, kind = 'money' } of all) {
    const pieces: Piece[] = [
      { value: name, kind: 'text' },
      { value: left.label, kind: 'text' },
      { value: left.value, kind },
      { value: right.label, kind: 'text' },
      { value: right.value, kind },
      { value: difference, kind },
      { value: ties ? 'PASS' : 'DOES NOT TIE', kind: 'text' },
    ]
    page.cells(pieces, ties ? 'plain' : 'alarm')
  }
  return page
}

function sources(receipts: Receipt[], look: Look): Page {
  const page = openPage('Where they come from', look)
  const what = [text('Figure'), text('Definition'), text('Only')]
  const counted = [text('From'), text('To'), number('Records'), text('Ties to'), number('Amount')]
  page.head([...what, ...counted], 'frozen')
  for (const { metric, definition, filters, period, rowsCounted, tiesTo } of receipts) {
    page.cells([
      { value: metric, kind: 'text' },
      { value: definition, kind: 'text' },
      { value: filters.join(', ') || null, kind: 'text' },
      { value: period.from, kind: 'day' },
      { value: period.to, kind: 'day' },
      { value: String(rowsCounted), kind: 'count' },
      { value: tiesTo?.label ?? null, kind: 'text' },
      { value: tiesTo?.value ?? null, kind: 'money' },
    ])
  }
  return page
}

const text = (title: string): { title: string; kind: Kind } => ({ title, kind: 'text' })
const number = (title: string): { title: string; kind: Kind } => ({ title, kind: 'money' })
