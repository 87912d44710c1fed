/** Money that came in and went back: every payment and every refund, whatever became of it. */
import { inBatches, literal } from '#db/in-batches.ts'
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Column, Row } from '../report.ts'
import { type Days, type Export, linesFigure, localTime, moneyFigure, tieOf } from './export.ts'

const columns: readonly Column[] = [
  { key: 'day', title: 'Day', kind: 'day' },
  { key: 'at', title: 'At', kind: 'moment' },
  { key: 'what', title: 'What', kind: 'text' },
  { key: 'status', title: 'Status', kind: 'text' },
  { key: 'method', title: 'Method', kind: 'text' },
  { key: 'money_in', title: 'In', kind: 'money' },
  { key: 'money_out', title: 'Out', kind: 'money' },
  { key: 'order_number', title: 'Order', kind: 'text' },
  { key: 'return_number', title: 'Return', kind: 'text' },
  { key: 'customer', title: 'Customer', kind: 'text' },
  { key: 'source', title: 'Source', kind: 'text' },
  { key: 'reference', title: 'Reference', kind: 'text' },
]

export const payments: Export = {
  type: 'export_payments',
  title: 'Payments and refunds',
  description: 'Every payment and refund of some days, for a spreadsheet.',
  needs: 'finance:read',
  dataset: { name: 'payments', title: 'Payments and refunds', columns, read },
  measure,
  definitions: {
    lines: 'payments and refunds in any state',
    collected: 'payments that succeeded, on the day they were paid',
    refunds: 'refunds that were processed, on the day they were processed',
  },
}

function read(sql: Sql, org: Org, { from, to }: Days): AsyncIterable<Row[]> {
  return inBatches(
    sql,
    sql`
      select day::text, ${localTime(sql, sql`at`, org)} as at, what, m.status, method,
        money_in::text, money_out::text, o.number as order_number, m.return_number,
        c.name as customer, m.source, m.external_id as reference
      from (
        select business_day as day, paid_at as at, 'payment' as what, status, method,
          amount as money_in, null::numeric as money_out, order_id, null as return_number,
          null::bigint as customer_id, source, external_id, org_id, id
        from payments
        where org_id = current_org() and business_day between ${literal(sql, from)}::date and ${literal(sql, to)}::date
        union all
        select f.business_day, f.refunded_at, 'refund', f.status, f.method,
          null, f.amount, coalesce(f.order_id, r.order_id), r.number,
          r.customer_id, f.source, f.external_id, f.org_id, f.id
        from refunds f
        left join returns r on r.org_id = f.org_id and r.id = f.return_id
        where f.org_id = current_org() and f.business_day between ${literal(sql, from)}::date and ${literal(sql, to)}::date
      ) m
      left join orders o on o.org_id = m.org_id and o.id = m.order_id
      left join customers c
        on c.org_id = m.org_id and c.id = coalesce(m.customer_id, o.customer_id)
      order by m.day, m.at, m.what, m.id`,
  )
}

interface Sums {
  lines: string
  collected: string
  refunds: string
  dailyCollected: string
  dailyRefunds: string
  collectedOff: string
  refundsOff: string
}

async function measure(sql: Sql, _org: Org, { from, to }: Days) {
  const [sums] = await sql<[Sums]>`
    with came as (
      select count(*) as lines,
        coalesce(sum(amount) filter (where status = 'SUCCEEDED'), 0) as money
      from payments
      where org_id = current_org() and business_day between ${from}::date and ${to}::date
    ), went as (
      select count(*) as lines,
        coalesce(sum(amount) filter (where status = 'PROCESSED'), 0) as money
      from refunds
      where org_id = current_org() and business_day between ${from}::date and ${to}::date
    ), daily as (
      select coalesce(sum(collected), 0) as collected, coalesce(sum(refunds), 0) as refunds
      from report.daily_sales
      where org_id = current_org() and day between ${from}::date and ${to}::date
    )
    select (c.lines + w.lines)::text as lines, trim_scale(c.money)::text as collected,
      trim_scale(w.money)::text as refunds, trim_scale(d.collected)::text as "dailyCollected",
      trim_scale(d.refunds)::text as "dailyRefunds",
      trim_scale(c.money - d.collected)::text as "collectedOff",
      trim_scale(w.money - d.refunds)::text as "refundsOff"
    from came c, went w, daily d`
  const { collected, refunds } = sums
  const lines = (value: string) => ({ label: 'sum of the lines', value })
  const daily = (value: string) => ({ label: 'daily sales', value })
  return {
    figures: [
      linesFigure(sums.lines),
      moneyFigure('collected', 'Collected', collected),
      moneyFigure('refunds', 'Refunds', refunds),
    ],
    controls: [
      tieOf('Collected', lines(collected), daily(sums.dailyCollected), sums.collectedOff),
      tieOf('Refunds', lines(refunds), daily(sums.dailyRefunds), sums.refundsOff),
    ],
  }
}
