/** The period's parts: its days, or its products, customers or categories, with what is left over. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'
import type { Column, Row, Section } from '../report.ts'

export const summaryCuts = ['day', 'product', 'customer', 'category'] as const
export type SummaryCut = (typeof summaryCuts)[number]

/** More than these are one row, "12 others": the rows come to the total, however many there are. */
const rowsShownMax = 1_000

const money = (key: string, title: string): Column => ({ key, title, kind: 'money' })
const orders: Column = { key: 'orders', title: 'Orders', kind: 'count' }
const units: Column = { key: 'units', title: 'Units', kind: 'quantity' }
const sales = [
  money('gross_sales', 'Gross sales'),
  money('returns', 'Returns'),
  money('net_sales', 'Net sales'),
]
const share: Column = { key: 'share', title: 'of net sales', kind: 'percent' }
const profits: Column[] = [
  money('gross_profit', 'Gross profit'),
  { key: 'margin', title: 'Margin', kind: 'percent' },
]
const paid = [money('collected', 'Collected'), money('refunds', 'Refunded')]

const columns: Record<SummaryCut, (areCostsKnown: boolean) => Column[]> = {
  day: () => [{ key: 'label', title: 'Day', kind: 'day' }, orders, units, ...sales, ...paid],
  product: (areCostsKnown) => [
    { key: 'label', title: 'Product', kind: 'text' },
    { key: 'code', title: 'Code', kind: 'text' },
    ...[units, ...sales, share],
    ...(areCostsKnown ? profits : []),
  ],
  customer: () => [
    { key: 'label', title: 'Customer', kind: 'text' },
    { key: 'code', title: 'Code', kind: 'text' },
    ...[orders, units, ...sales, share],
  ],
  category: (areCostsKnown) => [
    { key: 'label', title: 'Category', kind: 'text' },
    ...[units, ...sales, share],
    ...(areCostsKnown ? profits : []),
  ],
}

const titles: Record<SummaryCut, string> = {
  day: 'Day by day',
  product: 'Products',
  customer: 'Customers',
  category: 'Categories',
}

interface Summed extends Row {
  is_total: string
  parts: string
}

/** The best first, days in their order; services and what names nobody are among them. */
export async function cutOfSales(
  sql: Sql,
  span: Span,
  by: SummaryCut,
  areCostsKnown: boolean,
): Promise<Section> {
  const rows = await sql<Summed[]>`
    with parts as (${partsOf(sql, span, by)}), placed as (
      select *, least(${rowsShownMax + 1}::integer,
          row_number() over (order by ${by === 'day' ? sql`label` : sql`net desc, label, id`}))
        as place
      from parts
    )
    select grouping(place)::text as is_total, count(*)::text as parts, min(label) as label,
      min(code) as code, sum(orders)::text as orders, trim_scale(sum(units))::text as units,
      trim_scale(sum(gross))::text as gross_sales, trim_scale(sum(returns))::text as returns,
      trim_scale(sum(net))::text as net_sales,
      trim_scale(round(sum(net) / nullif((select sum(net) from parts), 0), 6))::text as share,
      trim_scale(sum(net - cogs))::text as gross_profit,
      trim_scale(round(sum(net - cogs) / nullif(sum(net), 0), 6))::text as margin,
      trim_scale(sum(collected))::text as collected, trim_scale(sum(refunds))::text as refunds
    from placed
    group by grouping sets ((place), ())
    order by place`
  const shown = columns[by](areCostsKnown)
  const pick = (row: Summed, label: Row = {}): Row => ({
    ...Object.fromEntries(shown.map(({ key }) => [key, row[key] ?? null])),
    ...label,
  })
  const parts = rows.filter(({ is_total }) => is_total === '0')
  return {
    key: `by_${by}`,
    title: titles[by],
    columns: shown,
    rows: parts.map((row) =>
      row.parts === '1' ? pick(row) : pick(row, { label: `${row.parts} others`, code: null }),
    ),
    totals: pick(rows.at(-1)!, { label: 'Total', ...('code' in rows[0]! ? { code: null } : {}) }),
    chart: { as: by === 'day' && parts.length > 31 ? 'line' : 'bar', of: ['net_sales'] },
    brief: by === 'day' ? ['net_sales', 'orders'] : ['net_sales', 'share'],
  }
}

/** A sentence for the reader where not each part has a row of its own. */
export function othersOf({ title, rows }: Section): string[] {
  if (rows.length <= rowsShownMax) return []
  return [`Only the first ${rowsShownMax} ${title.toLowerCase()} are listed by name.`]
}

/** { id, label, code, orders, units, gross, returns, net, cogs, collected, refunds } of each part. */
function partsOf(sql: Sql, { from, to }: Span, by: SummaryCut): Fragment {
  const within = sql`org_id = current_org() and day between ${from}::date and ${to}::date`
  const sums = sql`sum(orders) as orders, sum(units_sold - units_returned) as units,
    sum(gross_sales) as gross, sum(returns) as returns, sum(gross_sales - returns) as net,
    sum(cogs) as cogs, null::numeric as collected, null::numeric as refunds`
  const products = sql`
    select product_id as id, ${sums}
    from report.daily_sales_by_product
    where ${within}
    group by product_id`
  switch (by) {
    case 'day':
      return sql`
        select 0 as id, day::text as label, null::text as code, orders,
          units_sold - units_returned as units, gross_sales as gross, returns,
          gross_sales - returns as net, cogs, collected, refunds
        from report.daily_sales
        where ${within}`
    case 'product':
      return sql`
        select s.*, coalesce(p.name, 'No product named') as label, p.sku as code
        from (${products}) s
        left join products p on p.org_id = current_org() and p.id = s.id`
    case 'customer':
      return sql`
        select s.*, coalesce(c.name, 'No customer named') as label, c.code
        from (
          select customer_id as id, ${sums}
          from report.daily_sales_by_customer
          where ${within}
          group by customer_id
        ) s
        left join customers c on c.org_id = current_org() and c.id = s.id`
    case 'category':
      return sql`
        select 0 as id, coalesce(p.category, 'No category') as label, null::text as code,
          sum(orders) as orders, sum(units) as units, sum(gross) as gross, sum(returns) as returns,
          sum(net) as net, sum(cogs) as cogs, null::numeric as collected, null::numeric as refunds
        from (${products}) s
        left join products p on p.org_id = current_org() and p.id = s.id
        group by coalesce(p.category, 'No category')`
  }
}
