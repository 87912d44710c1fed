/** The headline figures of a day, each beside the same weekday a week before. */
import type { Sql } from '#db/sql.ts'
import { type MetricName, metrics } from '#domain/metrics/catalogue.ts'
import type { Day } from '#kit/day.ts'
import type { Words } from '#kit/words.ts'
import type { Figure } from '../report.ts'

/** What there is to know of a day before its figures are shown. */
export interface DayFacts {
  hasRecords: boolean
  weekBefore: Day
  /** False when the records begin later than the week before. */
  hasWeekBefore: boolean
  lines: number
  /** Whether the cost of what was sold is known. */
  costs: 'all' | 'some' | 'none'
  uncosted: string
  /** Net sales of services, which no product ranking shows; null when there were none. */
  services: string | null
}

interface Compared {
  key: MetricName
  value: string | null
  before: string | null
  change: string | null
}

/** Shown only when there is something to show. */
const asides: ReadonlySet<MetricName> = new Set<MetricName>([
  'discounts',
  'tax',
  'collected',
  'refunds',
])

export async function readFacts(sql: Sql, day: Day): Promise<DayFacts> {
  const [facts] = await sql<DayFacts[]>`
    select d.day is not null as "hasRecords",
      (asked.day - 7)::text as "weekBefore",
      exists (
        select from report.daily_sales
        where org_id = current_org() and day <= asked.day - 7
      ) as "hasWeekBefore",
      coalesce(d.lines, 0) as lines,
      case when coalesce(d.uncosted_units, 0) = 0 then 'all'
        when d.uncosted_units >= d.units_sold + d.units_returned then 'none'
        else 'some' end as costs,
      trim_scale(coalesce(d.uncosted_units, 0))::text as uncosted,
      (
        select trim_scale(sum(b.gross_sales - b.returns))::text
        from report.daily_sales_by_product b
        join products p on p.org_id = b.org_id and p.id = b.product_id
        where b.org_id = current_org() and b.day = asked.day and p.is_service
      ) as services
    from (select ${day}::date as day) asked
    left join report.daily_sales d on d.org_id = current_org() and d.day = asked.day`
  return facts!
}

/** Net sales first. A change is (value − before) ÷ |before|; of a percentage there is none. */
export async function figuresOf(
  sql: Sql,
  day: Day,
  facts: DayFacts,
  words: Words,
): Promise<Figure[]> {
  const compared = await compare(sql, day, facts.weekBefore)
  return compared
    .filter(({ key, value, before }) => {
      if (key === 'gross_margin') return facts.costs === 'all' && value !== null
      return !asides.has(key) || value !== '0' || before !== '0'
    })
    .map(({ key, value, before, change }) => {
      const { label, kind } = metrics[key]
      const than = { label: words.day(facts.weekBefore), value: before, change }
      const hasBefore = facts.hasWeekBefore && before !== null
      return { key, label, kind, value, ...(hasBefore ? { than } : {}) }
    })
}

function compare(sql: Sql, day: Day, before: Day) {
  return sql<Compared[]>`
    with days as (
      select asked.day, coalesce(gross_sales, 0) as gross, coalesce(returns, 0) as returns,
        coalesce(orders, 0) as orders, coalesce(units_sold - units_returned, 0) as units,
        coalesce(discounts, 0) as discounts, coalesce(tax, 0) as tax,
        coalesce(collected, 0) as collected, coalesce(refunds, 0) as refunds,
        case when uncosted_units = 0 and gross_sales <> returns
          then (gross_sales - returns - cogs) / (gross_sales - returns) end as margin
      from (values (${day}::date), (${before}::date)) asked (day)
      left join report.daily_sales d on d.org_id = current_org() and d.day = asked.day
    )
    select key, trim_scale(round(value, 6))::text as value,
      trim_scale(round(before, 6))::text as before,
      case when key <> 'gross_margin'
        then trim_scale(round((value - before) / nullif(abs(before), 0), 6))::text end as change
    from days t
    join days b on b.day = ${before}::date
    cross join lateral (values
      ('net_sales', t.gross - t.returns, b.gross - b.returns),
      ('gross_sales', t.gross, b.gross),
      ('returns', t.returns, b.returns),
      ('orders', t.orders, b.orders),
      ('average_order_value', round(t.gross / nullif(t.orders, 0), 4),
        round(b.gross / nullif(b.orders, 0), 4)),
      ('units', t.units, b.units),
      ('collected', t.collected, b.collected),
      ('refunds', t.refunds, b.refunds),
      ('gross_margin', t.margin, b.margin),
      ('discounts', t.discounts, b.discounts),
      ('tax', t.tax, b.tax)
    ) figure (key, value, before)
    where t.day = ${day}::date`
}
