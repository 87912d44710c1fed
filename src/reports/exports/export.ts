/** An export: every line of some days, and the few figures that say whether it is all of them. */
import { literal } from '#db/in-batches.ts'
import type { Fragment, Sql } from '#db/sql.ts'
import type { Scope } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { wordsFor } from '#kit/words.ts'
import type { Dataset } from '../dataset.ts'
import type { Control, Figure, Report } from '../report.ts'

/** Business days, both included. */
export interface Days {
  from: string
  to: string
}

export interface Export {
  type: string
  title: string
  description: string
  needs: Scope
  dataset: Dataset<Days>
  /** The first figure is how many lines there are. */
  measure(sql: Sql, org: Org, days: Days): Promise<Measured>
  /** Of each figure, by its key. */
  definitions: Record<string, string>
}

export interface Measured {
  figures: Figure[]
  controls: Control[]
}

/** The headline of an export; the lines themselves are in its files alone. */
export async function exportReport(
  sql: Sql,
  org: Org,
  { type, title, dataset, measure, definitions }: Export,
  { days, now }: { days: Days; now: Date },
): Promise<Report> {
  const { name: business, currency, timezone, locale } = org
  const { figures, controls } = await measure(sql, org, days)
  const period = { ...days, label: wordsFor(org).period({ ...days, label: '' }) }
  const asOf = now.toISOString()
  const lines = figures[0]?.value ?? '0'
  return {
    name: `${type.replace(/^export_/, '')}_${days.from}_${days.to}`,
    title,
    org: { name: business, currency, timezone, locale },
    ...{ period, asOf, figures, sections: [], controls },
    receipts: figures.map(({ key, label }) => ({
      ...{ metric: label, definition: definitions[key]!, filters: [], period, timezone, currency },
      ...{ rowsCounted: Number(lines), counted: dataset.title.toLowerCase(), asOf },
      tiesTo: controls.find(({ name }) => name === label)?.right ?? null,
    })),
    notes: lines === '0' ? [`There are none from ${days.from} to ${days.to}.`] : [],
  }
}

export const linesFigure = (value: string): Figure => ({
  ...{ key: 'lines', label: 'Lines', kind: 'count', value },
})

export const moneyFigure = (key: string, label: string, value: string): Figure => ({
  ...{ key, label, kind: 'money', value },
})

/** A moment in the org's own time, to the second. */
export function localTime(sql: Sql, moment: Fragment, { timezone }: Org): Fragment {
  return sql`date_trunc('second', ${moment} at time zone ${literal(sql, timezone)})::text`
}

export function tieOf(
  name: string,
  left: Control['left'],
  right: Control['right'],
  difference: string,
): Control {
  return { name, left, right, difference, ties: difference === '0' }
}
