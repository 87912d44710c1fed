/** A report as facts: each figure beside its label, its row's names and its kind. */
import type { Column, Kind, Report, Row } from '#reports/report.ts'
import type { Json } from '../tool.ts'

/** Keys say the kind, as `money:Net sales`; see `allowed.ts`. */
export function reportFacts(report: Report): Json[] {
  const { period, title, name, asOf, notes } = report
  const period_ = { from: period.from, to: period.to, label: period.label }
  return [
    { title, name, asOf, notes },
    ...report.figures.map(({ label, kind, value, than }): Json => {
      const now = { period: period_, [keyed(kind, label)]: value }
      if (!than) return now
      return [
        now,
        { label: than.label, [keyed(kind, label)]: than.value },
        { label: than.label, [keyed('percent', label)]: than.change },
      ]
    }),
    ...report.sections.flatMap(({ title, columns, rows, totals }): Json[] => [
      { title },
      rows.map((row) => rowFacts(columns, row)),
      ...(totals ? [{ name: 'total', period: period_, ...rowFacts(columns, totals) }] : []),
    ]),
    ...report.controls.map(
      ({ name, left, right, difference }): Json => [
        { name: left.label, 'money:value': left.value },
        { name: right.label, 'money:value': right.value },
        { name, 'money:difference': difference },
      ],
    ),
    ...report.receipts.flatMap(
      ({ metric, definition, filters, period, rowsCounted, asOf, tiesTo }): Json[] => [
        {
          metric,
          definition,
          filters,
          asOf,
          from: period.from,
          to: period.to,
          label: period.label,
        },
        { 'plain:rows counted': rowsCounted },
        tiesTo ? { name: tiesTo.label, 'unknown:value': tiesTo.value } : null,
      ],
    ),
  ]
}

function rowFacts(columns: Column[], row: Row): { [key: string]: Json } {
  return Object.fromEntries(
    columns.map(({ title, kind, key }, i): [string, Json] => {
      const isName = kind === 'text' || kind === 'day'
      return isName
        ? [i === 0 ? 'name' : `name ${i}`, row[key] ?? null]
        : [keyed(kind, title), row[key] ?? null]
    }),
  )
}

function keyed(kind: Kind, label: string): string {
  const as =
    kind === 'money' || kind === 'percent' ? kind : kind === 'hour' ? 'plain:hour' : 'plain'
  return `${as}:${label}`
}
