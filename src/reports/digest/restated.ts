/** Earlier days whose figures are others than their report told, for what was entered since. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Span } from '#kit/calendar.ts'
import type { Row } from '../report.ts'
import type { Counted } from './waiting.ts'

/** Who was told earlier is not corrected any more (domain/report-told). */
const lookBackDays = 92
const listedMax = 10
const toldMax = 5

/**
 * Days before the digest's own for which something was entered during it, whose frozen daily report was
 * made before that, and whose net sales or payments are others now. The newest first.
 */
export async function restatedDays(sql: Sql, { timezone }: Org, span: Span): Promise<Counted> {
  const days = sql`between ${span.from}::date - ${lookBackDays}::integer and ${span.from}::date - 1`
  const within = sql`>= ${span.from}::date::timestamp at time zone ${timezone}`
  const until = sql`< (${span.to}::date + 1)::timestamp at time zone ${timezone}`
  const rows = await sql<(Row & { count: string })[]>`
    with entered as (
      select business_day as day, created_at as at from orders
      where org_id = current_org() and business_day ${days}
      union all
      select business_day, created_at from returns
      where org_id = current_org() and business_day ${days}
      union all
      select business_day, recorded_at from payments
      where org_id = current_org() and business_day ${days}
      union all
      select business_day, recorded_at from refunds
      where org_id = current_org() and business_day ${days}
      union all
      select o.business_day, c.changed_at
      from order_changes c
      join orders o on o.org_id = c.org_id and o.id = c.order_id
      where c.org_id = current_org() and o.business_day ${days}
    ), late as (
      select day, min(at) as since from entered where at ${within} and at ${until} group by day
    ), told as (
      select late.day, ${figure(sql, 'net_sales')} as net_told, ${figure(sql, 'collected')} as paid_told
      from late
      cross join lateral (
        select r.result -> 'figures' as figures
        from reports r
        where r.org_id = current_org() and r.type = 'daily_sales' and r.status = 'completed'
          and r.params = jsonb_build_object('day', late.day::text) and r.as_of <= late.since
        order by r.as_of desc, r.id desc
        limit 1) r
    ), changed as (
      select told.*, coalesce(d.gross_sales - d.returns, 0) as net_now,
        coalesce(d.collected, 0) as paid_now
      from told
      left join report.daily_sales d on d.org_id = current_org() and d.day = told.day
    )
    select day::text, trim_scale(net_told)::text as net_told, trim_scale(net_now)::text as net_now,
      trim_scale(paid_told)::text as paid_told, trim_scale(paid_now)::text as paid_now,
      count(*) over ()::text as count
    from changed
    where net_told <> net_now or paid_told <> paid_now
    order by changed.day desc
    limit ${listedMax}`
  return {
    section: {
      key: 'restated',
      title: 'Earlier days that changed',
      columns: [
        { key: 'day', title: 'Day', kind: 'day' },
        { key: 'net_told', title: 'Net sales as told', kind: 'money' },
        { key: 'net_now', title: 'Net sales now', kind: 'money' },
        { key: 'paid_told', title: 'Collected as told', kind: 'money' },
        { key: 'paid_now', title: 'Collected now', kind: 'money' },
      ],
      rows: rows.map(({ count: _, ...row }) => row),
      inWords: toldMax,
      brief: ['net_told', 'net_now'],
    },
    count: rows[0]?.count ?? '0',
  }
}

/** What a frozen report told of a figure; it leaves out what is nothing. */
function figure(sql: Sql, key: string) {
  return sql`coalesce((
    select (f ->> 'value')::numeric
    from jsonb_array_elements(r.figures) f
    where f ->> 'key' = ${key}), 0)`
}
