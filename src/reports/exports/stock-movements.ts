/** Everything that came in, went out or was counted. */
import { inBatches, literal } from '#db/in-batches.ts'
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Column, Row } from '../report.ts'
import { type Days, type Export, linesFigure, localTime, moneyFigure } from './export.ts'

const columns: readonly Column[] = [
  { key: 'day', title: 'Day', kind: 'day' },
  { key: 'at', title: 'At', kind: 'moment' },
  { key: 'sku', title: 'SKU', kind: 'text' },
  { key: 'product', title: 'Product', kind: 'text' },
  { key: 'place', title: 'Place', kind: 'text' },
  { key: 'kind', title: 'Kind', kind: 'text' },
  { key: 'quantity', title: 'Quantity', kind: 'quantity' },
  { key: 'unit_cost', title: 'Unit cost', kind: 'money' },
  { key: 'value_change', title: 'Value', kind: 'money' },
  { key: 'quantity_after', title: 'In stock after', kind: 'quantity' },
  { key: 'reason', title: 'Reason', kind: 'text' },
  { key: 'document', title: 'Document', kind: 'text' },
  { key: 'order_number', title: 'Order', kind: 'text' },
  { key: 'return_number', title: 'Return', kind: 'text' },
  { key: 'recorded_by', title: 'Recorded by', kind: 'text' },
]

export const stockMovements: Export = {
  type: 'export_stock_movements',
  title: 'Stock movements',
  description: 'Every movement of stock of some days, with its value, for a spreadsheet.',
  needs: 'reports:read',
  dataset: { name: 'stock_movements', title: 'Stock movements', columns, read },
  measure,
  definitions: {
    lines: 'movements of stock',
    value_change: 'what the value of stock changed by, at weighted average cost',
  },
}

/** Of one moment in the order in which they count: what comes in at a cost first. */
function read(sql: Sql, org: Org, { from, to }: Days): AsyncIterable<Row[]> {
  return inBatches(
    sql,
    sql`
      select m.business_day::text as day, ${localTime(sql, sql`m.moved_at`, org)} as at,
        p.sku, p.name as product, l.name as place, m.kind,
        trim_scale(m.quantity)::text as quantity, m.unit_cost::text as unit_cost,
        m.value_change::text as value_change, trim_scale(m.quantity_after)::text as quantity_after,
        m.reason, m.document, o.number as order_number, r.number as return_number,
        u.name as recorded_by
      from stock_movements m
      join products p on p.org_id = m.org_id and p.id = m.product_id
      join locations l on l.org_id = m.org_id and l.id = m.location_id
      left join orders o on o.org_id = m.org_id and o.id = m.order_id
      left join returns r on r.org_id = m.org_id and r.id = m.return_id
      left join users u on u.org_id = m.org_id and u.id = m.recorded_by
      where m.org_id = current_org() and m.business_day between ${literal(sql, from)}::date and ${literal(sql, to)}::date
      order by m.business_day, m.moved_at, m.rank, m.id`,
  )
}

async function measure(sql: Sql, _org: Org, { from, to }: Days) {
  const [sums] = await sql<[{ lines: string; value: string }]>`
    select count(*)::text as lines, trim_scale(coalesce(sum(value_change), 0))::text as value
    from stock_movements
    where org_id = current_org() and business_day between ${from}::date and ${to}::date`
  return {
    figures: [linesFigure(sums.lines), moneyFigure('value_change', 'Change in value', sums.value)],
    controls: [],
  }
}
