/** What the statements of the ledger have in common: whose, of when, compared with what, and why. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Period } from '#kit/day.ts'
import type { Cell, Column, Control, Figure, Kind, Receipt, Report } from '../report.ts'

export interface Statement {
  name: string
  title: string
  period: Period
}

/** A figure before it is compared. `before` null: there is nothing to compare it with. */
export interface Measured {
  key: string
  label: string
  value: Cell
  before: Cell
  kind?: Kind
  /** What the figure is the sum of. */
  definition: string
  /** Name of the control total that stands behind it. */
  tiedBy?: string
}

export function bareStatement(org: Org, { name, title, period }: Statement, now: Date): Report {
  const { name: business, currency, timezone, locale } = org
  return {
    name,
    title,
    org: { name: business, currency, timezone, locale },
    period,
    asOf: now.toISOString(),
    figures: [],
    sections: [],
    controls: [],
    receipts: [],
    notes: [],
  }
}

/** A change is (value − before) ÷ |before|; of a ratio there is none. */
export async function figuresOf(
  sql: Sql,
  measured: readonly Measured[],
  beforeLabel: string | null,
): Promise<Figure[]> {
  const column = (of: 'value' | 'before') => measured.map((each) => each[of])
  const changes = await sql<{ change: string | null }[]>`
    select trim_scale(round((value - before) / nullif(abs(before), 0), 6))::text as change
    from unnest(${column('value')}::numeric[], ${column('before')}::numeric[])
      with ordinality as m (value, before, position)
    order by position`
  return measured.map(({ key, label, value, before, kind = 'money' }, at) => {
    const change = kind === 'percent' ? null : changes[at]!.change
    const than = beforeLabel !== null && before !== null
    return {
      ...{ key, label, kind, value },
      ...(than ? { than: { label: beforeLabel, value: before, change } } : {}),
    }
  })
}

/** One receipt for each figure, over so many journal lines. */
export function receiptsOf(
  report: Report,
  measured: readonly Measured[],
  lines: number,
): Receipt[] {
  const { org, period, asOf, controls } = report
  return measured.map(({ label, value, definition, tiedBy }) => ({
    metric: label,
    definition,
    filters: ['posted entries, reversals included'],
    period,
    timezone: org.timezone,
    currency: org.currency,
    rowsCounted: lines,
    counted: 'journal lines',
    asOf,
    tiesTo:
      controls.find(({ name, right }) => name === tiedBy && right.value === value)?.right ?? null,
  }))
}

/** Two sums of one thing; the difference is SQL's. */
export interface Tie {
  name: string
  leftLabel: string
  left: string
  rightLabel: string
  right: string
  difference: string
  kind?: 'count'
}

export function asControl({ name, leftLabel, left, rightLabel, right, ...tie }: Tie): Control {
  return {
    name,
    left: { label: leftLabel, value: left },
    right: { label: rightLabel, value: right },
    difference: tie.difference,
    ties: tie.difference === '0',
    ...(tie.kind ? { kind: tie.kind } : {}),
  }
}

export const accountColumns: Column[] = [
  { key: 'account', title: 'Account', kind: 'text' },
  { key: 'code', title: 'Code', kind: 'text' },
]
