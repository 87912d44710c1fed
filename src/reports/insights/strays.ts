/** Which of a day's figures stray from the days before: robust z-scores, by middle and middle distance. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

export interface Stray {
  /**
   * sales: ln(net sales ÷ the middle of that weekday); returns: returns ÷ gross sales;
   * refunds: refunds ÷ the middle day's collected money.
   */
  series: 'sales' | 'returns' | 'refunds'
  value: string
  /** Of the days before. */
  middle: string
  days: number
  z: number
  /** No day before strayed as far. */
  isFurthest: boolean
}

const lookBackDays = 120
/** Fewer days have no middle worth the name; what is glaring needs only a few. */
const daysMin = 20
const daysMinGlaring = 5
const glaring = { sales: Number.POSITIVE_INFINITY, returns: 0.2, refunds: 0.5 }
const zMax = 3.5
/** A very steady past makes a small step look far: what is below these is never told. */
const spreadMin = { sales: 0.08, returns: 0.01, refunds: 0.01 }
const valueMin = { sales: Math.log(1.5), returns: 0.05, refunds: 0.1 }

export interface DayValues {
  net_sales: string
  gross_sales: string
  returns: string
  refunds: string
}

/** Returns and refunds only when there were more; sales either way. `values`: the frozen report's. */
export async function straysOf(sql: Sql, day: Day, values: DayValues): Promise<Stray[]> {
  const { net_sales: net, gross_sales: gross, returns, refunds } = values
  const rows = await sql<Stray[]>`
    with past as (
      select extract(isodow from day) as weekday, gross_sales - returns as net, gross_sales as gross,
        returns, refunds, collected
      from report.daily_sales
      where org_id = current_org()
        and day < ${day}::date and day >= ${day}::date - ${lookBackDays}::integer
    ), weekdays as (
      select weekday, percentile_disc(0.5) within group (order by net) as usual
      from past
      group by weekday
    ), money as (
      select percentile_disc(0.5) within group (order by collected) as usual
      from past
    ), observed (series, is_now, value) as (
      select 'sales', false, case when net > 0 and usual > 0 then ln(net / usual) end
      from past
      join weekdays using (weekday)
      union all
      select 'sales', true, case when ${net}::numeric > 0 and usual > 0
        then ln(${net}::numeric / usual) end
      from weekdays
      where weekday = extract(isodow from ${day}::date)
      union all
      select 'returns', false, returns / nullif(gross, 0) from past
      union all
      select 'returns', true, ${returns}::numeric / nullif(${gross}::numeric, 0)
      union all
      select 'refunds', false, refunds / nullif(usual, 0) from past cross join money
      union all
      select 'refunds', true, ${refunds}::numeric / nullif(usual, 0) from money
    ), middles as (
      select series, count(*)::integer as days,
        percentile_disc(0.5) within group (order by value) as middle
      from observed
      where not is_now and value is not null
      group by series
    ), spreads as (
      select series, days, middle, max(abs(value - middle)) as furthest,
        greatest(1.4826 * percentile_disc(0.5) within group (order by abs(value - middle)),
          (${sql.json(spreadMin)}::jsonb ->> series)::numeric) as spread
      from observed
      join middles using (series)
      where not is_now and value is not null
      group by series, days, middle
    )
    select series, round(value, 6)::text as value, round(middle, 6)::text as middle, days,
      ((value - middle) / spread)::float as z, abs(value - middle) > furthest as "isFurthest"
    from observed
    join spreads using (series)
    where is_now and value is not null and days >= ${daysMinGlaring}`
  return rows.filter(isFar)
}

function isFar({ series, value, z, days }: Stray): boolean {
  if (days < daysMin && Number(value) < glaring[series]) return false
  if (series !== 'sales') return z >= zMax && Number(value) >= valueMin[series]
  return Math.abs(z) >= zMax && Math.abs(Number(value)) >= valueMin.sales
}

/** The largest single order of the day, and its share of the day's gross sales. */
export async function largestOrder(
  sql: Sql,
  day: Day,
): Promise<{ number: string; value: string; share: string; orders: number } | null> {
  const [row] = await sql<{ number: string; value: string; share: string; orders: number }[]>`
    with sold as (
      select number, sum(gross_sales) as value
      from report.sale_lines
      where org_id = current_org() and day = ${day}::date and document = 'order'
      group by document_id, number
      having sum(gross_sales) > 0
    )
    select number, trim_scale(value)::text as value, round(value / sum(value) over (), 6)::text as share,
      (count(*) over ())::integer as orders
    from sold
    order by value desc, number
    limit 1`
  return row ?? null
}

/** Of the last eight such weekdays, how many had records; null when records do not go back so far. */
export async function tradedBefore(
  sql: Sql,
  day: Day,
): Promise<{ days: number; traded: number } | null> {
  const [row] = await sql<{ days: number; traded: number; reaches: boolean }[]>`
    select count(*)::integer as days, count(d.day)::integer as traded,
      exists (
        select from report.daily_sales
        where org_id = current_org() and day <= ${day}::date - 56
      ) as reaches
    from generate_series(1, 8) week
    left join report.daily_sales d
      on d.org_id = current_org() and d.day = ${day}::date - 7 * week`
  return row!.reaches ? { days: row!.days, traded: row!.traded } : null
}
