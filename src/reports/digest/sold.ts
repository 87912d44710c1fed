/** What was sold: the best products, and those that moved furthest from their usual. */
import type { Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'
import type { Column, Row, Section } from '../report.ts'

const bestMax = 5
const moversMax = 3

const product: Column = { key: 'product', title: 'Product', kind: 'text' }
const net: Column = { key: 'net_sales', title: 'Net sales', kind: 'money' }

/** Services are not products; the totals row is of everything that was sold. */
export async function bestSellers(sql: Sql, { from, to }: Span): Promise<Section> {
  const ofDays = sql`b.org_id = current_org() and b.day between ${from}::date and ${to}::date`
  const sums = sql`trim_scale(coalesce(sum(units_sold - units_returned), 0))::text as units,
    trim_scale(coalesce(sum(gross_sales - returns), 0))::text as net_sales`
  const rows = await sql<Row[]>`
    select p.name as product, ${sums}
    from report.daily_sales_by_product b
    join products p on p.org_id = b.org_id and p.id = b.product_id
    where ${ofDays} and not p.is_service
    group by p.id, p.name
    having sum(gross_sales - returns) > 0
    order by sum(gross_sales - returns) desc, p.name, p.id
    limit ${bestMax}`
  const [totals] = await sql<Row[]>`
    select 'Everything sold' as product, ${sums}
    from report.daily_sales_by_product b
    where ${ofDays}`
  return {
    key: 'best_sellers',
    title: 'Best sellers',
    columns: [product, { key: 'units', title: 'Units', kind: 'quantity' }, net],
    rows: [...rows],
    totals: totals!,
    inWords: moversMax,
  }
}

/** Up to three that rose and three that fell most in money, against their mean over the like spans. */
export async function topMovers(
  sql: Sql,
  { from, to }: Span,
  like: readonly Span[],
): Promise<Section> {
  const froms = like.map((span) => span.from)
  const tos = like.map((span) => span.to)
  const rows = await sql<Row[]>`
    with asked as (
      select product_id, sum(gross_sales - returns) as net
      from report.daily_sales_by_product
      where org_id = current_org() and day between ${from}::date and ${to}::date
      group by product_id
    ), past as (
      select product_id, sum(gross_sales - returns) / ${like.length} as net
      from unnest(${froms}::date[], ${tos}::date[]) as s (from_day, to_day)
      join report.daily_sales_by_product b
        on b.org_id = current_org() and b.day between s.from_day and s.to_day
      group by product_id
    ), moved as (
      select p.id, p.name as product, coalesce(a.net, 0) as net_sales,
        round(coalesce(b.net, 0), 2) as usual
      from asked a
      full join past b using (product_id)
      join products p on p.org_id = current_org() and p.id = product_id
      where not p.is_service
    ), placed as (
      select *, net_sales - usual as by,
        row_number() over (order by net_sales - usual desc, product, id) as risen,
        row_number() over (order by net_sales - usual, product, id) as fallen
      from moved
    )
    select product, trim_scale(net_sales)::text as net_sales, trim_scale(usual)::text as usual,
      trim_scale(by)::text as by
    from placed
    where (by > 0 and risen <= ${moversMax}) or (by < 0 and fallen <= ${moversMax})
    order by by desc, product, id`
  return {
    key: 'top_movers',
    title: 'Top movers',
    columns: [
      product,
      net,
      { key: 'usual', title: 'Usual', kind: 'money' },
      { key: 'by', title: 'More or less', kind: 'money' },
    ],
    rows: [...rows],
    inWords: 2 * moversMax,
    brief: ['net_sales', 'usual'],
  }
}
