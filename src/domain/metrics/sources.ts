/** Where figures come from: report tables where they hold all that is asked, else the lines themselves. */
import type { Fragment, Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import {
  type DimensionName,
  type FilterKind,
  type MetricName,
  metricNames,
  metrics,
} from './catalogue.ts'

export type SourceName = 'daily' | 'by_product' | 'by_customer' | 'first_orders' | 'lines'
type Cut = DimensionName | FilterKind

interface Source {
  relation: (sql: Sql) => Fragment
  cuts: ReadonlySet<Cut>
  metrics: ReadonlySet<MetricName>
}

const time: Cut[] = ['day', 'week', 'month', 'quarter', 'year', 'weekday']
/** One order holds several products, so that its count cannot be added up over them. */
const perOrder: ReadonlySet<MetricName> = new Set<MetricName>([
  'orders',
  'average_order_value',
  'units_per_order',
])
const payments: MetricName[] = ['collected', 'refunds', 'net_collected']
const countsOfKinds: MetricName[] = ['customers', 'new_customers', 'products_sold']
/** What every source of sale lines can tell. */
const sales = metricNames.filter((name) => ![...payments, ...countsOfKinds].includes(name))

const sources: Record<SourceName, Source> = {
  daily: {
    relation: (sql) => sql`report.daily_sales`,
    cuts: new Set(time),
    metrics: new Set([...sales, ...payments]),
  },
  by_product: {
    relation: (sql) => sql`report.daily_sales_by_product`,
    cuts: new Set([...time, 'product', 'category']),
    metrics: new Set([...sales, 'products_sold']),
  },
  by_customer: {
    relation: (sql) => sql`report.daily_sales_by_customer`,
    cuts: new Set([...time, 'hour', 'customer', 'country', 'channel']),
    metrics: new Set([...sales, 'customers']),
  },
  first_orders: {
    relation: (sql) => sql`(
      select org_id, customer_id, min(day) as day
      from report.daily_sales_by_customer
      where orders > 0 and customer_id <> 0
      group by org_id, customer_id)`,
    cuts: new Set([...time, 'customer']),
    metrics: new Set<MetricName>(['new_customers']),
  },
  lines: {
    relation: (sql) => sql`report.sale_lines`,
    cuts: new Set([
      ...time,
      'hour',
      'order',
      'product',
      'category',
      'customer',
      'country',
      'channel',
    ]),
    metrics: new Set([...sales, 'customers', 'products_sold']),
  },
}

/**
 * The first source that answers it all. `onlyProduct`: grouped by product, or filtered to one, so
 * that orders may be counted per product. Refused when no source holds such a cut.
 */
export function sourceFor(asked: MetricName[], cuts: Cut[], onlyProduct: boolean): SourceName {
  for (const [name, source] of Object.entries(sources) as [SourceName, Source][]) {
    const isSummable = name !== 'by_product' || onlyProduct || !asked.some((m) => perOrder.has(m))
    const holds = asked.every((m) => source.metrics.has(m)) && cuts.every((c) => source.cuts.has(c))
    if (holds && isSummable) return name
  }
  const names = asked.map((metric) => metrics[metric].label.toLowerCase()).join(' and ')
  throw new Refusal(
    cuts.length > 0
      ? `I can't break ${names} down by ${cuts.join(' and ')}: the records don't hold that together.`
      : `I can't give ${names} in one answer: ask for one of them at a time.`,
  )
}

export function relationOf(sql: Sql, name: SourceName): Fragment {
  return sources[name].relation(sql)
}

/** One metric over the rows that `within` picks. Sums are made here, in numeric, and nowhere else. */
export function expression(sql: Sql, metric: MetricName, source: SourceName, within: Fragment) {
  const sum = (column: string) => sql`coalesce(sum(s.${sql(column)}) filter (where ${within}), 0)`
  const over = (a: Fragment, b: Fragment) => sql`round(${a}::numeric / nullif(${b}, 0), 6)`
  const net = sql`coalesce(sum(s.gross_sales - s.returns) filter (where ${within}), 0)`
  const orders = source === 'lines' ? countOrders(sql, within) : sum('orders')
  const expressions: Record<MetricName, () => Fragment> = {
    net_sales: () => net,
    gross_sales: () => sum('gross_sales'),
    returns: () => sum('returns'),
    return_rate: () => over(sum('returns'), sum('gross_sales')),
    orders: () => orders,
    units: () => sql`(${sum('units_sold')} - ${sum('units_returned')})`,
    units_sold: () => sum('units_sold'),
    units_returned: () => sum('units_returned'),
    average_order_value: () => over(sum('gross_sales'), orders),
    units_per_order: () => over(sum('units_sold'), orders),
    average_daily_sales: () =>
      over(net, sql`count(distinct s.day) filter (where ${within} and s.gross_sales > 0)`),
    discounts: () => sum('discounts'),
    tax: () => sum('tax'),
    cogs: () => sum('cogs'),
    gross_profit: () => sql`(${net} - ${sum('cogs')})`,
    gross_margin: () => over(sql`(${net} - ${sum('cogs')})`, net),
    collected: () => sum('collected'),
    refunds: () => sum('refunds'),
    net_collected: () => sql`(${sum('collected')} - ${sum('refunds')})`,
    customers: () => sql`count(distinct s.customer_id) filter (
      where ${within} and s.customer_id <> 0 and s.gross_sales > 0)`,
    products_sold: () => sql`count(distinct s.product_id) filter (
      where ${within} and s.product_id <> 0 and s.gross_sales > 0)`,
    new_customers: () => sql`count(*) filter (where ${within})`,
  }
  return expressions[metric]()
}

function countOrders(sql: Sql, within: Fragment) {
  return sql`count(distinct s.document_id) filter (where ${within} and s.is_sale)`
}
