/** Every order, in any state, with what it comes to. */
import { inBatches, literal } from '#db/in-batches.ts'
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Column, Row } from '../report.ts'
import { type Days, type Export, linesFigure, localTime, moneyFigure } from './export.ts'

const columns: readonly Column[] = [
  { key: 'day', title: 'Day', kind: 'day' },
  { key: 'at', title: 'At', kind: 'moment' },
  { key: 'number', title: 'Number', kind: 'text' },
  { key: 'status', title: 'Status', kind: 'text' },
  { key: 'channel', title: 'Channel', kind: 'text' },
  { key: 'customer', title: 'Customer', kind: 'text' },
  { key: 'customer_code', title: 'Customer code', kind: 'text' },
  { key: 'country', title: 'Country', kind: 'text' },
  { key: 'lines', title: 'Lines', kind: 'count' },
  { key: 'units', title: 'Units', kind: 'quantity' },
  { key: 'discount', title: 'Discount', kind: 'money' },
  { key: 'goods', title: 'Before tax', kind: 'money' },
  { key: 'tax', title: 'Tax', kind: 'money' },
  { key: 'total', title: 'Total', kind: 'money' },
  { key: 'paid', title: 'Paid', kind: 'money' },
  { key: 'source', title: 'Source', kind: 'text' },
]

export const orders: Export = {
  type: 'export_orders',
  title: 'Orders',
  description: 'Every order of some days with its total and what was paid, for a spreadsheet.',
  needs: 'reports:read',
  dataset: { name: 'orders', title: 'Orders', columns, read },
  measure,
  definitions: {
    lines: 'orders in any state',
    total: 'quantity × unit price less discount, and tax, of orders that were not cancelled',
  },
}

function read(sql: Sql, org: Org, { from, to }: Days): AsyncIterable<Row[]> {
  return inBatches(
    sql,
    sql`
      select o.business_day::text as day, ${localTime(sql, sql`o.ordered_at`, org)} as at,
        o.number, o.status, o.channel, c.name as customer, c.code as customer_code, o.country,
        coalesce(l.lines, 0)::text as lines, trim_scale(coalesce(l.units, 0))::text as units,
        coalesce(l.discount, 0)::text as discount, coalesce(l.goods, 0)::text as goods,
        coalesce(l.tax, 0)::text as tax, coalesce(l.goods + l.tax, 0)::text as total,
        coalesce(p.paid, 0)::text as paid, o.source
      from orders o
      left join customers c on c.org_id = o.org_id and c.id = o.customer_id
      left join lateral (
        select count(*) as lines, sum(quantity) as units, sum(discount) as discount,
          sum(quantity * unit_price - discount) as goods, sum(tax) as tax
        from order_lines
        where org_id = o.org_id and order_id = o.id
      ) l on true
      left join lateral (
        select sum(amount) as paid
        from payments
        where org_id = o.org_id and order_id = o.id and status = 'SUCCEEDED'
      ) p on true
      where o.org_id = current_org() and o.business_day between ${literal(sql, from)}::date and ${literal(sql, to)}::date
      order by o.business_day, o.id`,
  )
}

async function measure(sql: Sql, _org: Org, { from, to }: Days) {
  const [sums] = await sql<[{ orders: string; total: string }]>`
    select count(distinct o.id)::text as orders,
      trim_scale(coalesce(sum(l.quantity * l.unit_price - l.discount + l.tax)
        filter (where o.status <> 'CANCELLED'), 0))::text as total
    from orders o
    left join order_lines l on l.org_id = o.org_id and l.order_id = o.id
    where o.org_id = current_org() and o.business_day between ${from}::date and ${to}::date`
  return {
    figures: [linesFigure(sums.orders), moneyFigure('total', 'Total', sums.total)],
    controls: [],
  }
}
