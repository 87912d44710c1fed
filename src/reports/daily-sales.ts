/** The daily sales report: one business day, beside the same weekday a week before. */
import type { Sql } from '#db/sql.ts'
import { recordedSpan } from '#domain/metrics/ask.ts'
import type { Org } from '#domain/org.ts'
import type { Day } from '#kit/day.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import { controlsOf } from './daily-sales/controls.ts'
import { type DayFacts, figuresOf, readFacts } from './daily-sales/figures.ts'
import { receiptsOf } from './daily-sales/receipts.ts'
import {
  paymentsByMethod,
  returnsOfDay,
  returnsShownMax,
  salesByHour,
  topProducts,
} from './daily-sales/sections.ts'
import type { Report, Section } from './report.ts'

/**
 * The day's figures, hours, products, payments, returns and control totals, frozen.
 * Money in the org's currency, the day in its timezone; definitions are the metrics catalogue's.
 * The report tables must be fresh (`freshen` of domain/report-views). A day without records gives a
 * report without figures that says so, and which days there are.
 */
export async function dailySales(sql: Sql, org: Org, day: Day, asOf: Date): Promise<Report> {
  const words = wordsFor(org)
  const bare = emptyReport(org, day, asOf, words)
  const facts = await readFacts(sql, day)
  if (!facts.hasRecords) return { ...bare, notes: [await nothingThatDay(sql, day, words)] }

  const sections = await sectionsOf(sql, day)
  const report: Report = {
    ...bare,
    figures: await figuresOf(sql, day, facts, words),
    sections,
    controls: await controlsOf(sql, { from: day, to: day }),
    notes: notesOf(facts, sections, words),
  }
  const money = sections.find(({ key }) => key === 'payments')?.totals
  const counted = {
    lines: facts.lines,
    payments: Number(money?.payments ?? 0),
    refunds: Number(money?.refunds_count ?? 0),
  }
  return { ...report, receipts: receiptsOf(report, counted) }
}

function emptyReport(org: Org, day: Day, asOf: Date, words: Words): Report {
  const { name, currency, timezone, locale } = org
  return {
    name: `daily_sales_${day}`,
    title: 'Daily sales',
    org: { name, currency, timezone, locale },
    period: { from: day, to: day, label: words.day(day) },
    asOf: asOf.toISOString(),
    figures: [],
    sections: [],
    controls: [],
    receipts: [],
    notes: [],
  }
}

async function nothingThatDay(sql: Sql, day: Day, words: Words): Promise<string> {
  const span = await recordedSpan(sql)
  const nothing = `There are no sales, returns, payments or refunds on ${words.day(day)}.`
  if (!span) return `${nothing} Nothing has been recorded yet.`
  return `${nothing} Records run from ${words.day(span.from)} to ${words.day(span.to)}.`
}

async function sectionsOf(sql: Sql, day: Day): Promise<Section[]> {
  const all = [
    await salesByHour(sql, day),
    await topProducts(sql, day),
    await paymentsByMethod(sql, day),
    await returnsOfDay(sql, day),
  ]
  return all.filter((section) => section.rows.length > 0)
}

function notesOf(facts: DayFacts, sections: Section[], words: Words): string[] {
  const notes: string[] = []
  const shown = (key: string) => sections.find((section) => section.key === key)?.rows.length ?? 0
  if (facts.services !== null && shown('top_products') > 0)
    notes.push(
      `Top products leave out services such as postage (${words.money(facts.services)} net that day); every total holds them.`,
    )
  if (facts.costs === 'some')
    notes.push(
      `Gross margin is left out: the cost of ${words.count(facts.uncosted)} units is not known.`,
    )
  if (shown('returns') === returnsShownMax)
    notes.push(`Only the ${returnsShownMax} largest returns are listed; their total is of all.`)
  if (!facts.hasWeekBefore) notes.push('There is no record of the week before to compare with.')
  return notes
}
