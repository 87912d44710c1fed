/**
 * What the reports of stock share: their frame, receipts, and the sentence on what is below zero.
 */
import type { Org } from '#domain/org.ts'
import type { Day } from '#kit/day.ts'
import { wordsFor } from '#kit/words.ts'
import type { Receipt, Report } from '../report.ts'

/** Rows that a report lists; its totals are of all. */
export const rowsShownMax = 1_000

export interface Framed {
  name: string
  title: string
  org: Org
  day: Day
  now: Date
}

export function frame({ name, title, org, day, now }: Framed): Report {
  const { name: business, currency, timezone, locale } = org
  return {
    name: `${name}_${day}`,
    title,
    org: { name: business, currency, timezone, locale },
    period: { from: day, to: day, label: wordsFor(org).day(day) },
    asOf: now.toISOString(),
    figures: [],
    sections: [],
    controls: [],
    receipts: [],
    notes: [],
  }
}

/** One for each figure; they all follow from the same movements. */
export function receiptsOf(
  report: Report,
  { definitions, movements }: { definitions: Record<string, string>; movements: string },
): Receipt[] {
  const { org, period, asOf, controls } = report
  return report.figures.map(({ key, label }) => ({
    metric: label,
    definition: definitions[key]!,
    filters: ['stock movements up to the end of the day'],
    period,
    timezone: org.timezone,
    currency: org.currency,
    rowsCounted: Number(movements),
    asOf,
    tiesTo: key === 'value' ? (controls[0]?.right ?? null) : null,
  }))
}

export function notesOf(
  products: readonly { name: string; quantity: string }[],
  nothing: string,
): string[] {
  if (products.length === 0) return [nothing]
  const below = products.filter(({ quantity }) => quantity.startsWith('-'))
  const notes: string[] = []
  if (below.length > 0)
    notes.push(`${namesOf(below)}: more was sold than had come in, so that stock is below zero.`)
  if (products.length > rowsShownMax)
    notes.push(`Only ${rowsShownMax} of ${products.length} products are listed; totals are of all.`)
  return notes
}

const namesMax = 5

function namesOf(products: readonly { name: string }[]): string {
  const names = products.slice(0, namesMax).map(({ name }) => name)
  const others = products.length - names.length
  return others > 0 ? `${names.join(', ')} and ${others} more` : names.join(', ')
}
