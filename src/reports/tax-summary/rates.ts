/** Lines by the tax rate that they were charged at. A line keeps its tax, not its rate. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'

/** Decimal strings in the org's currency. */
interface Sums {
  sales: string
  sales_tax: string
  returns: string
  returns_tax: string
  net: string
  net_tax: string
}

export interface RateLine extends Sums {
  /** A ratio, "0" without tax; null where tax and price are at no one rate. */
  rate: string | null
}

export interface TaxTotals extends Sums {
  lines: number
}

/** Rounding to the coin may have moved a line's tax so far from rate × price. */
const halfCoin = '0.005'
/** From this price on the rate is plain in the tax, whatever was rounded. */
const plainFrom = '1'

/**
 * The highest rate first, "other" last; and all lines together. A line is at its product's own rate when
 * its tax is that, to half a coin; else at the rate of whole percents, or of tenths, that its tax is. The
 * tax of small lines fits several rates: they go where most of the plain ones are.
 */
export async function readRates(
  sql: Sql,
  span: Span,
): Promise<{ lines: RateLine[]; totals: TaxTotals }> {
  const rows = await sql<(RateLine & { lines: number; is_total: number })[]>`
    with lines as materialized (
      select *, base <> 0 and abs(tax - base * own_rate) <= ${halfCoin}::numeric as is_own
      from (${linesOf(sql, span)}) read
    ), guessed as materialized (
      select *, case when tax = 0 then 0 when is_own then own_rate else ${nearest(sql)} end as guess,
        tax = 0 or coalesce(is_own, false) or abs(base) >= ${plainFrom}::numeric as is_plain
      from lines
    ), known as materialized (
      select guess as rate, sum(abs(tax)) as weight
      from guessed
      where is_plain and guess > 0
      group by guess
    ), rated as (
      select *, case when is_plain then guess else coalesce((
          select rate
          from known
          where abs(tax - base * rate) <= ${halfCoin}::numeric
          order by weight desc, rate desc
          limit 1
        ), guess) end as rate
      from guessed
    )
    select trim_scale(rate)::text as rate, grouping(rate) as is_total, count(*)::integer as lines,
      ${sums(sql)}
    from rated
    group by grouping sets ((rate), ())
    order by grouping(rate), rate desc nulls last`
  const { rate: _, is_total: __, ...totals } = rows.at(-1)!
  const lines = rows.filter(({ is_total }) => is_total === 0)
  return { lines: lines.map(({ is_total: _, lines: __, ...line }) => line), totals }
}

/** What comes back counts below zero, so that one rate fits a line either way. */
function linesOf(sql: Sql, { from, to }: Span): Fragment {
  return sql`
    select f.sales, f.returns, f.sales_tax, f.returns_tax, f.sales - f.returns as base,
      f.sales_tax - f.returns_tax as tax, p.tax_rate as own_rate
    from (
      select l.org_id, l.product_id, l.gross_sales as sales, l.returns, l.tax as sales_tax,
        0 as returns_tax
      from orders o
      join report.order_line_figures l on l.org_id = o.org_id and l.order_id = o.id
      where o.org_id = current_org() and o.status in ('PAID', 'FULFILLED')
        and o.business_day between ${from}::date and ${to}::date
      union all
      select l.org_id, l.product_id, 0, l.value, 0, l.tax
      from returns r
      join return_lines l on l.org_id = r.org_id and l.return_id = r.id
      where r.org_id = current_org() and r.business_day between ${from}::date and ${to}::date
    ) f
    left join products p on p.org_id = f.org_id and p.id = f.product_id`
}

function nearest(sql: Sql): Fragment {
  const fits = (digits: number) =>
    sql`abs(tax - base * round(tax / base, ${digits}::integer)) <= ${halfCoin}::numeric`
  return sql`case when base = 0 or tax / base <= 0 then null
    when ${fits(2)} then round(tax / base, 2)
    when ${fits(3)} then round(tax / base, 3) end`
}

function sums(sql: Sql): Fragment {
  const sum = (of: Fragment) => sql`trim_scale(coalesce(sum(${of}), 0))::text`
  return sql`${sum(sql`sales`)} as sales, ${sum(sql`sales_tax`)} as sales_tax,
    ${sum(sql`returns`)} as returns, ${sum(sql`returns_tax`)} as returns_tax,
    ${sum(sql`base`)} as net, ${sum(sql`tax`)} as net_tax`
}
