/** The headline figures of a period, beside the period before. */
import type { Sql } from '#db/sql.ts'
import { type MetricName, metrics } from '#domain/metrics/catalogue.ts'
import { measure } from '#domain/metrics/measure.ts'
import type { Org } from '#domain/org.ts'
import { cutOf } from '#domain/period.ts'
import { type Span, spanBefore } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { wordsFor } from '#kit/words.ts'
import type { Figure } from '../report.ts'

/** What there is to know of a period before its figures are shown. */
export interface PeriodFacts {
  hasRecords: boolean
  /** With sales, returns, payments or refunds. */
  days: number
  lines: number
  /** Whether the cost of what was sold is known. */
  costs: 'all' | 'some' | 'none'
  uncosted: string
  before: {
    span: Span
    hasRecords: boolean
    /** Set where records begin within it, after its first week. */
    recordedFrom: Day | null
  }
}

const shown: readonly MetricName[] = [
  'net_sales',
  'gross_sales',
  'returns',
  'orders',
  'average_order_value',
  'units',
  'collected',
  'refunds',
  'gross_margin',
  'discounts',
  'tax',
]
/** Shown only when there is something to show. */
const asides: ReadonlySet<MetricName> = new Set(['collected', 'refunds', 'discounts', 'tax'])

export async function readPeriod(sql: Sql, org: Org, span: Span): Promise<PeriodFacts> {
  const before = spanBefore(span, cutOf(org))
  const [row] = await sql<
    (Omit<PeriodFacts, 'before'> & { hasBefore: boolean; recordedFrom: Day | null })[]
  >`
    with rows as (
      select count(*)::integer as days, coalesce(sum(lines), 0)::integer as lines,
        coalesce(sum(uncosted_units), 0) as uncosted,
        coalesce(sum(units_sold + units_returned), 0) as units
      from report.daily_sales
      where org_id = current_org() and day between ${span.from}::date and ${span.to}::date
    )
    select days > 0 as "hasRecords", days, lines, trim_scale(uncosted)::text as uncosted,
      case when uncosted = 0 then 'all' when uncosted >= units then 'none' else 'some' end as costs,
      coalesce(first_day <= ${before.to}::date, false) as "hasBefore",
      case when first_day > ${before.from}::date + 6 then first_day::text end as "recordedFrom"
    from rows, (
      select min(day) as first_day from report.daily_sales where org_id = current_org()
    ) began`
  const { hasBefore, recordedFrom, ...facts } = row!
  return { ...facts, before: { span: before, hasRecords: hasBefore, recordedFrom } }
}

/** Net sales first. A change is (value − before) ÷ |before|; of a percentage there is none. */
export async function periodFigures(
  sql: Sql,
  org: Org,
  span: Span,
  { costs, before }: PeriodFacts,
): Promise<Figure[]> {
  const { rows } = await measure(sql, {
    ...{ metrics: [...shown], by: null, filters: [], period: span, compareTo: before.span },
    ...{ order: null, limit: null, weekStart: org.weekStart },
  })
  const { change, ...both } = rows[0]!
  const [values, than] = [both.values, both.than].map(trimmed) as [Values, Values]
  const label = wordsFor(org).period({ ...before.span, label: '' })
  return shown
    .filter((key) => {
      if (key === 'gross_margin') return costs === 'all' && values[key] !== null
      return !asides.has(key) || values[key] !== '0' || than[key] !== '0'
    })
    .map((key) => {
      const { label: name, kind } = metrics[key]
      const hasBefore = before.hasRecords && than[key] !== null
      const changed = kind === 'percent' ? null : trimScale(change[key] ?? null)
      const compared = { label, value: than[key], change: changed }
      return {
        ...{ key, label: name, kind, value: values[key] },
        ...(hasBefore ? { than: compared } : {}),
      }
    })
}

type Values = Record<MetricName, string | null>

/** "600" for "600.0000". */
function trimmed(values: Record<string, string | null>): Values {
  const each = shown.map((key) => [key, trimScale(values[key] ?? null)])
  return Object.fromEntries(each) as Values
}

function trimScale(value: string | null): string | null {
  return value?.includes('.') ? value.replace(/\.?0+$/, '') : value
}
