/**
 * What report rows are held against: a materialized view that is refreshed as a whole, as its authors
 * wrote it, with the unique index that a concurrent refresh needs; and the same rows added up and kept
 * nowhere.
 */
import type { Db } from '#db/sql.ts'

/** The returned function refreshes it concurrently and tells how many ms that took. */
export async function openSeedView(db: Db): Promise<() => Promise<number>> {
  await db.asOwner(async (sql) => {
    await sql`set statement_timeout = 0`
    // Orders that carry their total, as the view expects them.
    await sql`
      create table totalled_orders as
      select id, ordered_at as created_at, status, 1 + id % 9000 / 100.0 as total,
        0.2 as tax, 0.1 as discount
      from orders
      order by id`
    await sql`
      create materialized view mv_seed_daily_sales as
      with base_orders as (
        select date(o.created_at) as sales_date, o.id, o.total, o.tax, o.discount
        from totalled_orders o
        where o.status in ('PAID', 'FULFILLED')
      ), paid as (
        select date(p.paid_at) as sales_date, sum(p.amount) as gross_collected
        from payments p
        where p.status = 'SUCCEEDED'
        group by 1
      ), refunds as (
        select date(r.refunded_at) as sales_date, sum(r.amount) as total_refunds
        from refunds r
        where r.status = 'PROCESSED'
        group by 1
      )
      select b.sales_date, count(*) as orders_count, sum(b.total) as gross_sales,
        sum(b.discount) as discounts, sum(b.tax) as tax,
        coalesce(p.gross_collected, 0) as gross_collected,
        coalesce(r.total_refunds, 0) as refunds,
        coalesce(p.gross_collected, 0) - coalesce(r.total_refunds, 0) as net_collected,
        case when count(*) > 0 then sum(b.total)::numeric / count(*) else 0 end as avg_order_value
      from base_orders b
      left join paid p on p.sales_date = b.sales_date
      left join refunds r on r.sales_date = b.sales_date
      group by b.sales_date, p.gross_collected, r.total_refunds
      order by b.sales_date desc`
    await sql`create unique index on mv_seed_daily_sales (sales_date)`
    await sql`vacuum analyze totalled_orders`
  })
  return () =>
    db.asOwner(async (sql) => {
      await sql`set statement_timeout = 0`
      const started = performance.now()
      await sql`refresh materialized view concurrently mv_seed_daily_sales`
      return performance.now() - started
    })
}

/** The rows of all three report tables, each source aggregated first and then joined. */
export async function addUpOnce(db: Db, orgId: number): Promise<void> {
  await db.asReader(orgId, async (sql) => {
    await sql`select set_config('statement_timeout', '0', true), set_config('work_mem', '64MB', true)`
    const figures = sql`sum(gross_sales) as gross, sum(returns) as returns, sum(tax) as tax,
      sum(units_sold) as sold, sum(units_returned) as returned, sum(cogs) as cogs,
      sum(discounts) as discounts, sum(uncosted_units) as uncosted, count(*) as lines,
      count(distinct document_id) filter (where is_sale) as orders`
    await sql`
      select count(*)
      from (select day, ${figures} from report.sale_lines group by day) sold
      full join (
        select business_day as day, sum(amount) from payments
        where status = 'SUCCEEDED' group by 1
      ) paid using (day)
      full join (
        select business_day as day, sum(amount) from refunds
        where status = 'PROCESSED' group by 1
      ) refunded using (day)`
    for (const key of [sql`product_id`, sql`hour, customer_id, country, channel`])
      await sql`
        select count(*), sum(gross)
        from (select day, ${key}, ${figures} from report.sale_lines group by day, ${key}) added`
  })
}
