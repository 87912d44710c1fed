/** Whose report it is, of which day, and as of when; and the foot of every page. */
import type { Words } from '#kit/words.ts'
import type { Report } from '../report.ts'
import { momentOf } from './moment.ts'
import { accent, alarm, faint, margin, muted, put, type Sheet, wrapped } from './pdf-page.ts'

const asideWidth = 190

export function putHeader(sheet: Sheet, report: Report, words: Words) {
  const { doc, left, right, width } = sheet
  doc.rect(0, 0, doc.page.width, 6).fill(accent)
  const name = { size: 12, weight: 'bold' as const, color: accent }
  const title = { size: 22, weight: 'bold' as const }
  const mainWidth = width - asideWidth - 16
  putAside(sheet, report, right - asideWidth)
  for (const line of wrapped(report.org.name, mainWidth, name, 3)) {
    put(sheet, line, left, sheet.y, mainWidth, name)
    sheet.y += 15.5
  }
  sheet.y += 3
  for (const line of wrapped(report.title, mainWidth, title, 2)) {
    put(sheet, line, left, sheet.y, mainWidth, title)
    sheet.y += 27
  }
  sheet.y += 3
  put(sheet, daysOf(report, words), left, sheet.y, width, { size: 11 })
  sheet.y += 26
  putAlarm(sheet, report)
}

/** "page 1 of 2" needs to know how many there are, so feet come last. */
export function putFeet(sheet: Sheet, report: Report, words: Words) {
  const { doc, left, right, width } = sheet
  const line = { size: 7.5, color: muted }
  const { start, count } = doc.bufferedPageRange()
  for (let page = start; page < start + count; page++) {
    doc.switchToPage(page)
    const y = doc.page.height - margin
    doc
      .moveTo(left, y - 8)
      .lineTo(right, y - 8)
      .lineWidth(0.6)
      .strokeColor(faint)
      .stroke()
    const whose = `${report.org.name} · ${report.title} · ${daysOf(report, words)}`
    put(sheet, whose, left, y, width - 90, line)
    put(sheet, `page ${page + 1} of ${count}`, right - 80, y, 80, { ...line, align: 'right' })
  }
}

function putAside(sheet: Sheet, report: Report, x: number) {
  const line = { size: 8, color: muted, align: 'right' as const }
  const { timezone, currency } = report.org
  const said = [
    `as of ${momentOf(report)}`,
    `business days in ${timezone}`,
    `amounts in ${currency}`,
  ]
  for (const [at, text] of said.entries())
    put(sheet, text, x, sheet.y + 2 + at * 12, asideWidth, line)
}

function putAlarm(sheet: Sheet, { controls }: Report) {
  const untied = controls.filter(({ ties }) => !ties).length
  if (untied === 0) return
  const text = `${untied} of ${controls.length} control totals DO NOT TIE: see Control totals before using these figures.`
  sheet.doc.rect(sheet.left, sheet.y, sheet.width, 22).fill('#fef3f2')
  const line = { size: 9, weight: 'bold' as const, color: alarm }
  put(sheet, text, sheet.left + 8, sheet.y + 5.5, sheet.width - 16, line)
  sheet.y += 32
}

function daysOf({ period }: Report, words: Words): string {
  return period.from === period.to ? words.day(period.from) : words.period(period)
}
