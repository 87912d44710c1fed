/** "What you were told has changed": each figure before and after, and what was entered late. */
import type { Late, LateRecord } from '#domain/late-records.ts'
import type { Org } from '#domain/org.ts'
import type { Told } from '#domain/report-told.ts'
import type { Moved } from '#domain/restatements.ts'
import { dayOf } from '#kit/calendar.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import { written } from '#reports/render/figures.ts'
import type { Figure, Report } from '#reports/report.ts'

export interface Restated {
  told: Told
  before: Report
  report: Report
  moved: readonly Moved[]
  late: Late
}

const figuresMax = 6

export function restatementText({ told, before, report, moved, late }: Restated, org: Org): string {
  const words = wordsFor(org)
  const days = report.period.from === report.period.to ? words.day : null
  const when = days ? days(report.period.to) : words.period(report.period)
  const lines = moved
    .slice(0, figuresMax)
    .flatMap((one) => figureLine(one, [...report.figures, ...before.figures], words) ?? [])
  return [
    `**${report.title}** of ${when} has changed since I told you on ${moment(told.toldAt, org, words)}:`,
    ...lines,
    ...causes(late, org, words),
    ...untied(report),
  ].join('\n')
}

/** "• Net sales: £1,231.00 → **£1,681.00** (+£450.00)" */
function figureLine({ key, before, after, by }: Moved, figures: Figure[], words: Words) {
  const figure = figures.find((one) => one.key === key)
  if (!figure) return null
  const said = (value: string) => written(value, figure.kind, words)
  const sign = by.startsWith('-') ? '−' : '+'
  return `• ${figure.label}: ${said(before)} → **${said(after)}** (${sign}${said(by.replace('-', ''))})`
}

function causes({ shown, count }: Late, org: Org, words: Words): string[] {
  if (shown.length === 0) return []
  const more =
    count > shown.length ? [`• and ${words.count(String(count - shown.length))} more`] : []
  return ['Entered since then:', ...shown.map((one) => causeLine(one, org, words)), ...more]
}

function causeLine(late: LateRecord, org: Org, words: Words): string {
  const sum = late.amount === null ? '' : `, ${words.money(late.amount)}`
  const by = late.enteredBy ? ` by ${late.enteredBy}` : ''
  return `• ${nameOf(late)}${sum}, ${verbOf(late)} on ${moment(late.enteredAt, org, words)}${by}`
}

function nameOf({ what, number }: LateRecord): string {
  switch (what) {
    case 'order':
    case 'edit':
      return `order ${number}`
    case 'return':
      return `return ${number}`
    case 'entry':
      return `entry ${number}`
    case 'payment':
      return number ? `payment for ${number}` : 'a payment'
    case 'refund':
      return number ? `refund for ${number}` : 'a refund'
  }
}

const verbOf = ({ what }: LateRecord) => (what === 'edit' ? 'changed' : 'entered')

function untied({ controls }: Report): string[] {
  const off = controls.filter(({ ties }) => !ties)
  if (off.length === 0) return []
  return [`⚠ ${off.map(({ name }) => name).join(', ')}: DOES NOT TIE. The report says by how much.`]
}

/** "Fri, 20 November 2026 at 07:30", in the business's own time. */
function moment(at: Date, { timezone, locale }: Org, { day }: Words): string {
  const time = new Intl.DateTimeFormat(locale, {
    ...{ timeZone: timezone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).format(at)
  return `${day(dayOf(at, timezone))} at ${time}`
}
