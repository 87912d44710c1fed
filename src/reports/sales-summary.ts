/** What was sold over any days, cut by day, product, customer or category. */
import type { Sql } from '#db/sql.ts'
import { recordedSpan } from '#domain/metrics/ask.ts'
import type { Org } from '#domain/org.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Period } from '#kit/day.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import { controlsOf } from './daily-sales/controls.ts'
import { receiptsOf } from './daily-sales/receipts.ts'
import { bareStatement } from './ledger/statement.ts'
import type { Report } from './report.ts'
import { type PeriodFacts, periodFigures, readPeriod } from './sales-summary/figures.ts'
import { cutOfSales, othersOf, type SummaryCut } from './sales-summary/sections.ts'

/** Beyond so many lines they are not added up for each report: the night's check does. */
export const linesAddedUpMax = 50_000

const titles: Record<SummaryCut, string> = {
  day: 'Sales summary',
  product: 'Sales by product',
  customer: 'Sales by customer',
  category: 'Sales by category',
}

/**
 * The period's figures beside the period before, one table of its parts, and control totals, frozen.
 * Money in the org's currency, whole business days in its timezone; definitions are the metrics
 * catalogue's. The report tables must be fresh (`freshen` of domain/report-views).
 */
export async function salesSummary(
  sql: Sql,
  org: Org,
  { period, by }: { period: Period; by: SummaryCut },
  now: Date,
): Promise<Report> {
  const words = wordsFor(org)
  const { from, to } = period
  const suffix = by === 'day' ? '' : `_by_${by}`
  const name = `sales_summary_${from}_${to}${suffix}`
  const bare = bareStatement(org, { name, title: titles[by], period }, now)
  const facts = await readPeriod(sql, org, { from, to })
  if (!facts.hasRecords) return { ...bare, notes: [await nothingThen(sql, period, words)] }

  const section = await cutOfSales(sql, { from, to }, by, facts.costs === 'all')
  const areLinesAdded = facts.lines <= linesAddedUpMax
  const report: Report = {
    ...bare,
    figures: await periodFigures(sql, org, { from, to }, facts),
    sections: [section],
    controls: await controlsOf(sql, { from, to }, { of: 'period', areLinesAdded }),
    notes: [
      ...notesOf(facts, words),
      ...(to >= dayOf(now, org.timezone) ? ['The last of these days is not over yet.'] : []),
      ...othersOf(section),
      ...(areLinesAdded ? [] : [linesNote(facts, words)]),
    ],
  }
  const { lines, days } = facts
  const counted = { lines, payments: days, refunds: days, moneyBy: 'days with records' }
  return { ...report, receipts: receiptsOf(report, counted) }
}

async function nothingThen(sql: Sql, period: Period, words: Words): Promise<string> {
  const span = await recordedSpan(sql)
  const days =
    period.from === period.to ? `on ${words.day(period.from)}` : `in ${words.period(period)}`
  const nothing = `There are no sales, returns, payments or refunds ${days}.`
  if (!span) return `${nothing} Nothing has been recorded yet.`
  return `${nothing} Records run from ${words.day(span.from)} to ${words.day(span.to)}.`
}

function notesOf({ costs, uncosted, before }: PeriodFacts, words: Words): string[] {
  const notes: string[] = []
  if (costs === 'some')
    notes.push(`Gross margin is left out: the cost of ${words.count(uncosted)} units is not known.`)
  if (!before.hasRecords) notes.push('There is no record of the period before to compare with.')
  else if (before.recordedFrom)
    notes.push(
      `Records begin on ${words.day(before.recordedFrom)}: the period before is not whole.`,
    )
  return notes
}

function linesNote({ lines }: PeriodFacts, words: Words): string {
  return `${words.count(String(lines))} lines stand behind this: control totals are of the tables by product, customer and hour, which the check of every night holds against the lines.`
}
