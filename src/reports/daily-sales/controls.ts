/** Control totals: every table of the day must come to the day's own figure. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
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

/** Summed afresh from the records or from a finer table, beside what the day's row says. */
export async function controlsOf(sql: Sql, day: Day): Promise<Control[]> {
  const ofDay = sql`org_id = current_org() and day = ${day}::date`
  const ofRecords = sql`org_id = current_org() and business_day = ${day}::date`
  const ties = await sql<Tie[]>`
    with day as (
      select gross_sales - returns as net, returns, collected, refunds
      from report.daily_sales
      where ${ofDay}
    ), sums (position, name, "leftLabel", "rightLabel", "left", "right") as (
      select 1, 'Sales lines', 'sum of order and return lines', 'net sales of the day',
        (select sum(gross_sales - returns) from report.sale_lines where ${ofDay}),
        (select net from day)
      union all
      select 2, 'Hours', 'sum by hour', 'net sales of the day',
        (select sum(gross_sales - returns) from report.daily_sales_by_customer where ${ofDay}),
        (select net from day)
      union all
      select 3, 'Products', 'sum by product', 'net sales of the day',
        (select sum(gross_sales - returns) from report.daily_sales_by_product where ${ofDay}),
        (select net from day)
      union all
      select 4, 'Returns', 'sum of returned lines', 'returns of the day',
        (select sum(returns) from report.sale_lines where ${ofDay}),
        (select returns from day)
      union all
      select 5, 'Payments', 'sum of successful payments', 'payments collected',
        (select sum(amount) from payments where ${ofRecords} and status = 'SUCCEEDED'),
        (select collected from day)
      union all
      select 6, 'Refunds', 'sum of processed refunds', 'refunds of the day',
        (select sum(amount) from refunds where ${ofRecords} and status = 'PROCESSED'),
        (select refunds from day)
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
