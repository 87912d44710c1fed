/** What is usual for a weekday: the middle of the same weekdays before, as far as they had records. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

/** Fewer say nothing about what is usual; older ones are of another season. */
const sameDaysMin = 3
const sameDaysMax = 8
const lookBackDays = 16 * 7

const measured = ['net_sales', 'orders', 'average_order_value', 'returns', 'refunds'] as const
export type Measure = (typeof measured)[number]

export interface Usual {
  key: Measure
  value: string
  usual: string
  /** (value − usual) ÷ |usual|; null where nothing is usual. */
  change: string | null
  /** How many such days there were, and how many of them came below and above this one. */
  days: number
  below: number
  above: number
}

/** `values` are the frozen report's, decimal strings; empty when there are too few such days. */
export async function usualOf(
  sql: Sql,
  day: Day,
  values: Partial<Record<Measure, string>>,
): Promise<Map<Measure, Usual>> {
  const given = Object.fromEntries(measured.map((key) => [key, values[key] ?? '0']))
  const rows = await sql<Usual[]>`
    with same as (
      select gross_sales - returns as net_sales, orders, returns, refunds,
        round(gross_sales / nullif(orders, 0), 4) as average_order_value
      from report.daily_sales
      where org_id = current_org()
        and day < ${day}::date and day >= ${day}::date - ${lookBackDays}::integer
        and extract(isodow from day) = extract(isodow from ${day}::date)
      order by day desc
      limit ${sameDaysMax}
    ), sorted as (
      select key, value, array_agg(past order by past) filter (where past is not null) as past
      from jsonb_each_text(${sql.json(given)}) given (key, said)
      cross join lateral (select said::numeric as value) asked
      cross join same
      cross join lateral (values
        ('net_sales', net_sales), ('orders', orders), ('returns', returns), ('refunds', refunds),
        ('average_order_value', average_order_value)
      ) of_day (name, past)
      where name = key
      group by key, value
    ), middles as (
      select key, value, past, cardinality(past) as days,
        -- Half an order is nobody's usual.
        round((past[(cardinality(past) + 1) / 2] + past[cardinality(past) / 2 + 1]) / 2,
          case key when 'orders' then 0 else 4 end) as usual
      from sorted
      where cardinality(past) >= ${sameDaysMin}
    )
    select key, trim_scale(value)::text as value, trim_scale(usual)::text as usual,
      trim_scale(round((value - usual) / nullif(abs(usual), 0), 6))::text as change, days,
      (select count(*) from unnest(past) each where each < value)::integer as below,
      (select count(*) from unnest(past) each where each > value)::integer as above
    from middles`
  return new Map(rows.map((row) => [row.key, row]))
}

export interface Mover {
  product: string
  value: string
  /** Per such day, also of those without it. */
  usual: string
  rose: boolean
}

/** The product that rose and the one that fell most in money, against its mean over the same days. */
export function moversOf(sql: Sql, day: Day): Promise<Mover[]> {
  return sql<Mover[]>`
    with same as (
      select day
      from report.daily_sales
      where org_id = current_org()
        and day < ${day}::date and day >= ${day}::date - ${lookBackDays}::integer
        and extract(isodow from day) = extract(isodow from ${day}::date)
      order by day desc
      limit ${sameDaysMax}
    ), moved as (
      select product_id,
        sum(gross_sales - returns) filter (where b.day = ${day}::date) as value,
        sum(gross_sales - returns) filter (where b.day < ${day}::date)
          / (select count(*) from same) as usual
      from report.daily_sales_by_product b
      where b.org_id = current_org() and (b.day = ${day}::date or b.day in (select day from same))
        and (select count(*) from same) >= ${sameDaysMin}
      group by product_id
    ), ranked as (
      select p.name as product, coalesce(value, 0) as value, coalesce(usual, 0) as usual,
        coalesce(value, 0) - coalesce(usual, 0) as by
      from moved
      join products p on p.org_id = current_org() and p.id = moved.product_id
      where not p.is_service and p.name is not null
    )
    (select product, trim_scale(value)::text as value,
      trim_scale(round(usual, 2))::text as usual, true as rose
    from ranked where by > 0 order by by desc, product limit 1)
    union all
    (select product, trim_scale(value)::text, trim_scale(round(usual, 2))::text, false
    from ranked where by < 0 order by by, product limit 1)`
}
