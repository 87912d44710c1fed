/** Every line of every order and return: what net sales are made of. */
import { inBatches, literal } from '#db/in-batches.ts'
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Column, Row } from '../report.ts'
import { type Days, type Export, linesFigure, localTime, moneyFigure, tieOf } from './export.ts'

const columns: readonly Column[] = [
  { key: 'day', title: 'Day', kind: 'day' },
  { key: 'at', title: 'At', kind: 'moment' },
  { key: 'document', title: 'Document', kind: 'text' },
  { key: 'number', title: 'Number', kind: 'text' },
  { key: 'status', title: 'Status', kind: 'text' },
  { key: 'line', title: 'Line', kind: 'count' },
  { key: 'sku', title: 'SKU', kind: 'text' },
  { key: 'product', title: 'Product', kind: 'text' },
  { key: 'category', title: 'Category', kind: 'text' },
  { key: 'customer', title: 'Customer', kind: 'text' },
  { key: 'country', title: 'Country', kind: 'text' },
  { key: 'quantity', title: 'Quantity', kind: 'quantity' },
  { key: 'unit_price', title: 'Unit price', kind: 'money' },
  { key: 'discount', title: 'Discount', kind: 'money' },
  { key: 'tax', title: 'Tax', kind: 'money' },
  { key: 'gross_sales', title: 'Gross sales', kind: 'money' },
  { key: 'returns', title: 'Returns', kind: 'money' },
]

export const orderLines: Export = {
  type: 'export_order_lines',
  title: 'Order lines',
  description: 'Every line of orders and returns of some days, for a spreadsheet.',
  needs: 'reports:read',
  dataset: { name: 'order_lines', title: 'Order and return lines', columns, read },
  measure,
  definitions: {
    lines: 'lines of orders in any state, and of returns',
    gross_sales: 'quantity × unit price less discount, of lines of paid and fulfilled orders',
    returns: 'value of lines that came back or were credited',
  },
}

/** Orders in the order of their days, then returns; gross sales and returns as everywhere else. */
async function* read(sql: Sql, org: Org, days: Days): AsyncGenerator<Row[]> {
  yield* inBatches(sql, soldLines(sql, org, days))
  yield* inBatches(sql, returnedLines(sql, org, days))
}

function soldLines(sql: Sql, org: Org, { from, to }: Days) {
  return sql`
    select o.business_day::text as day, ${localTime(sql, sql`o.ordered_at`, org)} as at,
      'order' as document, o.number, o.status, l.position::text as line,
      p.sku, coalesce(p.name, l.description) as product, p.category, c.name as customer, o.country,
      trim_scale(l.quantity)::text as quantity, l.unit_price::text as unit_price,
      l.discount::text as discount, l.tax::text as tax,
      (case when o.status in ('PAID', 'FULFILLED') then f.gross_sales else 0 end)::text as gross_sales,
      (case when o.status in ('PAID', 'FULFILLED') then f.returns else 0 end)::text as returns
    from orders o
    join order_lines l on l.org_id = o.org_id and l.order_id = o.id
    join report.order_line_figures f
      on f.org_id = l.org_id and f.order_id = l.order_id and f.position = l.position
    left join products p on p.org_id = l.org_id and p.id = l.product_id
    left join customers c on c.org_id = o.org_id and c.id = o.customer_id
    where o.org_id = current_org() and o.business_day between ${literal(sql, from)}::date and ${literal(sql, to)}::date
    order by o.business_day, o.id, l.position`
}

function returnedLines(sql: Sql, org: Org, { from, to }: Days) {
  return sql`
    select r.business_day::text as day, ${localTime(sql, sql`r.returned_at`, org)} as at,
      r.kind as document, r.number, null as status, l.position::text as line,
      p.sku, coalesce(p.name, l.description) as product, p.category, c.name as customer, r.country,
      trim_scale(-l.quantity)::text as quantity, null as unit_price, null as discount, null as tax,
      '0' as gross_sales, l.value::text as returns
    from returns r
    join return_lines l on l.org_id = r.org_id and l.return_id = r.id
    left join products p on p.org_id = l.org_id and p.id = l.product_id
    left join customers c on c.org_id = r.org_id and c.id = r.customer_id
    where r.org_id = current_org() and r.business_day between ${literal(sql, from)}::date and ${literal(sql, to)}::date
    order by r.business_day, r.id, l.position`
}

interface Sums {
  lines: string
  gross: string
  returns: string
  dailyGross: string
  dailyReturns: string
  grossOff: string
  returnsOff: string
}

/** Tied to the report tables, which the daily reports are made of. */
async function measure(sql: Sql, _org: Org, { from, to }: Days) {
  const [sums] = await sql<[Sums]>`
    with counted as (
      select (
        select count(*)
        from orders o
        join order_lines l on l.org_id = o.org_id and l.order_id = o.id
        where o.org_id = current_org() and o.business_day between ${from}::date and ${to}::date
      ) + (
        select count(*)
        from returns r
        join return_lines l on l.org_id = r.org_id and l.return_id = r.id
        where r.org_id = current_org() and r.business_day between ${from}::date and ${to}::date
      ) as lines
    ), sold as (
      select coalesce(sum(gross_sales), 0) as gross, coalesce(sum(returns), 0) as returned
      from report.sale_lines
      where org_id = current_org() and day between ${from}::date and ${to}::date
    ), daily as (
      select coalesce(sum(gross_sales), 0) as gross, coalesce(sum(returns), 0) as returned
      from report.daily_sales
      where org_id = current_org() and day between ${from}::date and ${to}::date
    )
    select lines::text, trim_scale(s.gross)::text as gross, trim_scale(s.returned)::text as returns,
      trim_scale(d.gross)::text as "dailyGross", trim_scale(d.returned)::text as "dailyReturns",
      trim_scale(s.gross - d.gross)::text as "grossOff",
      trim_scale(s.returned - d.returned)::text as "returnsOff"
    from counted, sold s, daily d`
  const { lines, gross, returns } = sums
  const side = (label: string, value: string) => ({ label, value })
  return {
    figures: [
      linesFigure(lines),
      moneyFigure('gross_sales', 'Gross sales', gross),
      moneyFigure('returns', 'Returns', returns),
    ],
    controls: [
      tieOf(
        'Gross sales',
        side('sum of the lines', gross),
        side('daily sales', sums.dailyGross),
        sums.grossOff,
      ),
      tieOf(
        'Returns',
        side('sum of the lines', returns),
        side('daily sales', sums.dailyReturns),
        sums.returnsOff,
      ),
    ],
  }
}
