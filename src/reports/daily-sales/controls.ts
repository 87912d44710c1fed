/** Control totals: every table of a day, or of some days, must come to the days' own figure. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'
import type { Control } from '../report.ts'

interface Tie {
  name: string
  leftLabel: string
  rightLabel: string
  left: string
  right: string
  difference: string
  ties: boolean
}

interface Terms {
  /** What the figures are called after: "net sales of the day". */
  of: 'day' | 'period'
  /** Also the records themselves, one by one: not for a year of a large shop. */
  areLinesAdded: boolean
}

/** Summed afresh from the records or from a finer table, beside what the days' rows say. */
export async function controlsOf(
  sql: Sql,
  span: Span,
  { of, areLinesAdded }: Terms = { of: 'day', areLinesAdded: true },
): Promise<Control[]> {
  const ofDays = sql`org_id = current_org() and day between ${span.from}::date and ${span.to}::date`
  const records = areLinesAdded ? sql`union all ${ofRecords(sql, span, of)}` : sql``
  const finer = of === 'day' ? ['Hours', 'sum by hour'] : ['Customers', 'sum by customer and hour']
  const ties = await sql<Tie[]>`
    with day as (
      select sum(gross_sales - returns) as net, sum(returns) as returns,
        sum(collected) as collected, sum(refunds) as refunds
      from report.daily_sales
      where ${ofDays}
    ), sums (position, name, "leftLabel", "rightLabel", "left", "right") as (
      select 2, ${finer[0]!}, ${finer[1]!}, ${`net sales of the ${of}`},
        (select sum(gross_sales - returns) from report.daily_sales_by_customer where ${ofDays}),
        (select net from day)
      union all
      select 3, 'Products', 'sum by product', ${`net sales of the ${of}`},
        (select sum(gross_sales - returns) from report.daily_sales_by_product where ${ofDays}),
        (select net from day)
      ${records}
    )
    select name, "leftLabel", "rightLabel",
      trim_scale(coalesce("left", 0))::text as left, trim_scale(coalesce("right", 0))::text as right,
      trim_scale(coalesce("left", 0) - coalesce("right", 0))::text as difference,
      coalesce("left", 0) = coalesce("right", 0) as ties
    from sums
    order by position`
  return ties.map(({ name, leftLabel, rightLabel, left, right, difference, ties }) => ({
    name,
    left: { label: leftLabel, value: left },
    right: { label: rightLabel, value: right },
    difference,
    ties,
  }))
}

/** What the lines, payments and refunds come to, each of them read. */
function ofRecords(sql: Sql, { from, to }: Span, of: Terms['of']): Fragment {
  const days = sql`between ${from}::date and ${to}::date`
  const lines = sql`org_id = current_org() and day ${days}`
  const money = sql`org_id = current_org() and business_day ${days}`
  return sql`
    select 1, 'Sales lines', 'sum of order and return lines', ${`net sales of the ${of}`},
      (select sum(gross_sales - returns) from report.sale_lines where ${lines}),
      (select net from day)
    union all
    select 4, 'Returns', 'sum of returned lines', ${`returns of the ${of}`},
      (select sum(returns) from report.sale_lines where ${lines}),
      (select returns from day)
    union all
    select 5, 'Payments', 'sum of successful payments', 'payments collected',
      (select sum(amount) from payments where ${money} and status = 'SUCCEEDED'),
      (select collected from day)
    union all
    select 6, 'Refunds', 'sum of processed refunds', ${`refunds of the ${of}`},
      (select sum(amount) from refunds where ${money} and status = 'PROCESSED'),
      (select refunds from day)`
}
