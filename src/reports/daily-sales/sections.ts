/** The tables of a day: its hours, best products, payments and returns. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import type { Column, Row, Section } from '../report.ts'

const topProductsMax = 10
export const returnsShownMax = 200

const net: Column = { key: 'net_sales', title: 'Net sales', kind: 'money' }
const gross: Column = { key: 'gross_sales', title: 'Gross sales', kind: 'money' }
const returned: Column = { key: 'returns', title: 'Returns', kind: 'money' }
const orders: Column = { key: 'orders', title: 'Orders', kind: 'count' }
const units: Column = { key: 'units', title: 'Units', kind: 'quantity' }

/** Every hour from the first to the last with sales or returns; quiet hours are zero. */
export async function salesByHour(sql: Sql, day: Day): Promise<Section> {
  const ofDay = sql`org_id = current_org() and day = ${day}::date`
  const rows = await sql<Row[]>`
    select clock.hour::text, ${sums(sql)}
    from report.daily_sales_by_customer of_hour
    right join (
      select generate_series(min(hour)::integer, max(hour)::integer) as hour
      from report.daily_sales_by_customer
      where ${ofDay}
    ) clock on clock.hour = of_hour.hour and ${ofDay}
    group by clock.hour
    order by clock.hour`
  return {
    key: 'by_hour',
    title: 'Sales by hour',
    columns: [{ key: 'hour', title: 'Hour', kind: 'hour' }, net, gross, returned, orders, units],
    rows: [...rows],
    totals: await total(sql, sql`report.daily_sales_by_customer where ${ofDay}`, 'hour'),
    chart: { as: 'bar', of: ['net_sales'] },
  }
}

/** The ten best by net sales. Services are not products; the totals row is of the whole day. */
export async function topProducts(sql: Sql, day: Day): Promise<Section> {
  const ofDay = sql`b.org_id = current_org() and b.day = ${day}::date`
  const rows = await sql<Row[]>`
    select coalesce(p.name, 'No product named') as product, p.sku, ${sums(sql)}
    from report.daily_sales_by_product b
    left join products p on p.org_id = b.org_id and p.id = b.product_id
    where ${ofDay} and p.is_service is not true
    group by b.product_id, p.name, p.sku
    order by sum(gross_sales - returns) desc, p.name, b.product_id
    limit ${topProductsMax}`
  return {
    key: 'top_products',
    title: 'Top products',
    columns: [
      { key: 'product', title: 'Product', kind: 'text' },
      { key: 'sku', title: 'Code', kind: 'text' },
      units,
      gross,
      returned,
      net,
    ],
    rows: [...rows],
    totals: await total(
      sql,
      sql`report.daily_sales_by_product b where ${ofDay}`,
      'product',
      'Everything sold that day',
    ),
  }
}

/** Money in and money back on the day, whenever the order was made. */
export async function paymentsByMethod(sql: Sql, day: Day): Promise<Section> {
  const rows = await sql<Row[]>`
    with moved as (
      select method, amount as collected, 0 as refunds, 1 as payments, 0 as refunds_count
      from payments
      where org_id = current_org() and business_day = ${day}::date and status = 'SUCCEEDED'
      union all
      select method, 0, amount, 0, 1
      from refunds
      where org_id = current_org() and business_day = ${day}::date and status = 'PROCESSED'
    )
    select case when grouping(method) = 1 then null else coalesce(method, '') end as method,
      sum(payments)::text as payments, trim_scale(sum(collected))::text as collected,
      sum(refunds_count)::text as refunds_count, trim_scale(sum(refunds))::text as refunds,
      trim_scale(sum(collected - refunds))::text as net_collected
    from moved
    group by grouping sets ((method), ())
    having count(*) > 0
    order by grouping(method), sum(collected) desc, method`
  const totals = rows.at(-1)
  return {
    key: 'payments',
    title: 'Payments by method',
    columns: [
      { key: 'method', title: 'Method', kind: 'text' },
      { key: 'payments', title: 'Payments', kind: 'count' },
      { key: 'collected', title: 'Collected', kind: 'money' },
      { key: 'refunds_count', title: 'Refunds', kind: 'count' },
      { key: 'refunds', title: 'Refunded', kind: 'money' },
      { key: 'net_collected', title: 'Net', kind: 'money' },
    ],
    rows: rows.slice(0, -1),
    ...(totals ? { totals: { ...totals, method: 'Total' } } : {}),
  }
}

/** Returned and credited lines, the largest first, whoever bought them and whenever. */
export async function returnsOfDay(sql: Sql, day: Day): Promise<Section> {
  const ofDay = sql`l.org_id = current_org() and l.day = ${day}::date
    and (l.document = 'return' or l.returns <> 0)`
  const rows = await sql<Row[]>`
    select l.number, l.hour::text, coalesce(p.name, 'No product named') as product,
      coalesce(c.name, c.code) as customer,
      trim_scale(l.units_returned)::text as units, trim_scale(l.returns)::text as returns
    from report.sale_lines l
    left join products p on p.org_id = l.org_id and p.id = l.product_id
    left join customers c on c.org_id = l.org_id and c.id = l.customer_id
    where ${ofDay}
    order by l.returns desc, l.number, l.position
    limit ${returnsShownMax}`
  const [totals] = await sql<Row[]>`
    select 'Total' as number, trim_scale(coalesce(sum(units_returned), 0))::text as units,
      trim_scale(coalesce(sum(returns), 0))::text as returns
    from report.sale_lines l
    where ${ofDay}`
  return {
    key: 'returns',
    title: 'Returns and credits',
    columns: [
      { key: 'number', title: 'Document', kind: 'text' },
      { key: 'hour', title: 'Hour', kind: 'hour' },
      { key: 'product', title: 'Product', kind: 'text' },
      { key: 'customer', title: 'Customer', kind: 'text' },
      units,
      returned,
    ],
    rows: [...rows],
    totals: totals!,
  }
}

async function total(sql: Sql, from: Fragment, key: string, label = 'Total'): Promise<Row> {
  const [row] = await sql<Row[]>`select ${sums(sql)} from ${from}`
  return { ...row!, [key]: label }
}

/** The shared columns, over any of the report tables. */
function sums(sql: Sql): Fragment {
  return sql`
    trim_scale(coalesce(sum(gross_sales - returns), 0))::text as net_sales,
    trim_scale(coalesce(sum(gross_sales), 0))::text as gross_sales,
    trim_scale(coalesce(sum(returns), 0))::text as returns,
    coalesce(sum(orders), 0)::text as orders,
    trim_scale(coalesce(sum(units_sold - units_returned), 0))::text as units`
}
