/** The answer to a question about sales, as a report: headline figures, and a table when it is cut. */
import type { Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import {
  metrics as catalogue,
  type DimensionName,
  type MetricName,
  timeDimensions,
} from '#domain/metrics/catalogue.ts'
import { type Measured, type Measurement, measure } from '#domain/metrics/measure.ts'
import type { Question } from '#domain/metrics/question.ts'
import type { Org } from '#domain/org.ts'
import type { Period } from '#kit/day.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import type { Column, Figure, Kind, Receipt, Report, Row, Section } from './report.ts'

export interface SalesQuestion extends Question {
  period: Period
  compareTo: Period | null
}

const unknowable: ReadonlySet<MetricName> = new Set<MetricName>([
  'cogs',
  'gross_profit',
  'gross_margin',
])

/** Where a nought may only mean that nobody records them here. */
const seldomRecorded: ReadonlySet<MetricName> = new Set<MetricName>([
  'collected',
  'refunds',
  'net_collected',
  'discounts',
  'tax',
])

/**
 * Measures the whole and, when the question is cut ("by country"), its parts. Net sales bring gross
 * sales and returns with them. Figures are decimal strings in the org's currency; business days are
 * in its timezone. Profit is null, with a note, while units without a known cost are among the sales.
 */
export async function salesAnswer(
  sql: Sql,
  org: Org,
  question: SalesQuestion,
  asOf: Date,
): Promise<Report> {
  const [whole, parts] = await together([
    measure(sql, {
      ...question,
      metrics: withCompany(question.metrics),
      by: null,
      order: null,
      limit: null,
    }),
    question.by ? measure(sql, question) : null,
  ])
  const total = whole.rows[0]
  const spokenPeriod = wordsFor(org).period
  return {
    name: nameOf(question),
    title: titleOf(question),
    org: { name: org.name, currency: org.currency, timezone: org.timezone, locale: org.locale },
    period: question.period,
    asOf: asOf.toISOString(),
    figures: figuresOf(question, total, spokenPeriod),
    sections: parts && question.by ? [sectionOf(question, question.by, parts, spokenPeriod)] : [],
    controls: [],
    receipts: await receiptsOf(sql, org, question, total, asOf),
    notes: notesOf(question, total, parts),
  }
}

/** Net sales never stand alone where returns took something away. */
function withCompany(asked: MetricName[]): MetricName[] {
  // Money paid back is often recorded as returned goods alone.
  if (asked.includes('refunds')) return [...new Set<MetricName>([...asked, 'returns'])]
  if (!asked.includes('net_sales')) return asked
  return [...new Set<MetricName>([...asked, 'gross_sales', 'returns'])]
}

function figuresOf(
  { metrics, compareTo }: SalesQuestion,
  total: Measured | undefined,
  spokenPeriod: Words['period'],
): Figure[] {
  const shown = withCompany(metrics).filter(
    (m) => metrics.includes(m) || total?.values.returns !== '0',
  )
  return shown.map((metric) => {
    const { label, kind } = catalogue[metric]
    const than =
      compareTo && metrics.includes(metric)
        ? {
            label: spokenPeriod(compareTo),
            value: known(metric, total) ? (total?.than[metric] ?? empty(kind)) : null,
            change: total?.change[metric] ?? null,
          }
        : undefined
    const value = known(metric, total) ? (total?.values[metric] ?? empty(kind)) : null
    return { key: metric, label, kind, value, than }
  })
}

/** Nothing sold is nought; a rate of nothing is no figure. */
function empty(kind: Kind): string | null {
  return kind === 'percent' ? null : '0'
}

function known(metric: MetricName, total: Measured | undefined): boolean {
  return !unknowable.has(metric) || Number(total?.uncostedUnits ?? 0) === 0
}

function sectionOf(
  question: SalesQuestion,
  by: DimensionName,
  parts: Measurement,
  spokenPeriod: Words['period'],
): Section {
  const { metrics, compareTo } = question
  const columns: Column[] = [
    {
      key: 'label',
      title: titleCase(by),
      kind: by === 'day' || by === 'week' ? 'day' : by === 'hour' ? 'hour' : 'text',
    },
    ...metrics.flatMap((metric): Column[] => {
      const { label, kind } = catalogue[metric]
      const column = { key: metric, title: label, kind }
      if (!compareTo) return [column]
      return [
        column,
        { key: `than_${metric}`, title: `${label}, ${spokenPeriod(compareTo)}`, kind },
        { key: `change_${metric}`, title: 'Change', kind: 'percent' },
      ]
    }),
  ]
  const rows = parts.rows.map((row) => rowOf(row, metrics))
  const isTime = timeDimensions.has(by)
  const chart = {
    as: isTime && rows.length > 12 ? ('line' as const) : ('bar' as const),
    of: [metrics[0]!],
  }
  return { key: `by_${by}`, title: titleOf(question), columns, rows, chart }
}

function rowOf(row: Measured, metrics: MetricName[]): Row {
  const cells: Row = { key: row.key, label: row.label }
  for (const metric of metrics) {
    cells[metric] = known(metric, row) ? (row.values[metric] ?? null) : null
    cells[`than_${metric}`] = row.than[metric] ?? null
    cells[`change_${metric}`] = row.change[metric] ?? null
  }
  return cells
}

async function receiptsOf(
  sql: Sql,
  org: Org,
  question: SalesQuestion,
  total: Measured | undefined,
  asOf: Date,
): Promise<Receipt[]> {
  const tied = await wholeNetSales(sql, question, total)
  return question.metrics.map((metric) => ({
    metric: catalogue[metric].label,
    definition: catalogue[metric].definition,
    filters: question.filters.map((f) => `${f.excluded ? 'not ' : ''}${f.kind} ${f.label}`),
    period: question.period,
    timezone: org.timezone,
    currency: org.currency,
    rowsCounted: total?.lines ?? 0,
    asOf: asOf.toISOString(),
    tiesTo: { label: 'net sales of the period, everything', value: tied },
  }))
}

/** What every figure of the period is a part, or a view, of; measured again only where it was not already. */
async function wholeNetSales(
  sql: Sql,
  question: SalesQuestion,
  total: Measured | undefined,
): Promise<string> {
  const known = question.filters.length === 0 ? total?.values.net_sales : null
  if (known) return known
  const whole = { ...question, by: null, filters: [], compareTo: null, order: null, limit: null }
  const { rows } = await measure(sql, { ...whole, metrics: ['net_sales'] })
  return rows[0]?.values.net_sales ?? '0'
}

function notesOf(
  question: SalesQuestion,
  total: Measured | undefined,
  parts: Measurement | null,
): string[] {
  const notes: string[] = []
  if (question.metrics.some((metric) => !known(metric, total)))
    notes.push(
      "I can't tell profit or margin here: no cost is recorded for some of the units sold.",
    )
  for (const metric of question.metrics.filter((m) => seldomRecorded.has(m))) {
    if (Number(total?.values[metric] ?? 0) === 0)
      notes.push(
        `Nothing is recorded as "${catalogue[metric].label.toLowerCase()}" for this period.`,
      )
  }
  if (question.by === 'product' && question.order && parts)
    notes.push('Services such as postage and fees are left out of the ranking.')
  if (question.by === 'customer' && question.order && parts)
    notes.push('Sales without a customer are left out of the ranking.')
  return notes
}

function nameOf({ metrics, by, period }: SalesQuestion): string {
  const days = period.from === period.to ? period.from : `${period.from}_${period.to}`
  return [metrics[0], by && `by_${by}`, days].filter(Boolean).join('_')
}

function titleOf({ metrics, by, filters }: SalesQuestion): string {
  const names = metrics.map((metric) => catalogue[metric].label).join(', ')
  const where = filters.map((f) => `${f.excluded ? 'without ' : ''}${f.label}`).join(', ')
  return `${names}${by ? ` by ${by}` : ''}${where ? ` · ${where}` : ''}`
}

function titleCase(word: string): string {
  return `${word[0]!.toUpperCase()}${word.slice(1)}`
}
