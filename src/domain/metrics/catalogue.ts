/**
 * The metrics catalogue: every figure the business can be asked for, and every way to cut it.
 * A question is made of these names; nobody, and no model, writes SQL.
 */

export const metricNames = [
  'net_sales',
  'gross_sales',
  'returns',
  'return_rate',
  'orders',
  'units',
  'units_sold',
  'units_returned',
  'average_order_value',
  'units_per_order',
  'average_daily_sales',
  'discounts',
  'tax',
  'cogs',
  'gross_profit',
  'gross_margin',
  'collected',
  'refunds',
  'net_collected',
  'customers',
  'new_customers',
  'products_sold',
] as const
export type MetricName = (typeof metricNames)[number]

export interface Metric {
  label: string
  kind: 'money' | 'count' | 'quantity' | 'percent'
  /** In words, for receipts: what is counted, and how. */
  definition: string
}

export const metrics: Record<MetricName, Metric> = {
  net_sales: {
    label: 'Net sales',
    kind: 'money',
    definition: 'gross sales less returns, before tax, in paid and fulfilled orders',
  },
  gross_sales: {
    label: 'Gross sales',
    kind: 'money',
    definition: 'quantity × unit price less line discount, lines above zero, before tax',
  },
  returns: {
    label: 'Returns',
    kind: 'money',
    definition: 'value of returned and credited lines, on the day of the return',
  },
  return_rate: { label: 'Return rate', kind: 'percent', definition: 'returns ÷ gross sales' },
  orders: { label: 'Orders', kind: 'count', definition: 'orders with gross sales' },
  units: { label: 'Units', kind: 'quantity', definition: 'units sold less units returned' },
  units_sold: { label: 'Units sold', kind: 'quantity', definition: 'units in order lines' },
  units_returned: {
    label: 'Units returned',
    kind: 'quantity',
    definition: 'units in return lines',
  },
  average_order_value: {
    label: 'Average order value',
    kind: 'money',
    definition: 'gross sales ÷ orders',
  },
  units_per_order: {
    label: 'Units per order',
    kind: 'quantity',
    definition: 'units sold ÷ orders',
  },
  average_daily_sales: {
    label: 'Average sales per trading day',
    kind: 'money',
    definition: 'net sales ÷ days on which there was an order',
  },
  discounts: { label: 'Discounts', kind: 'money', definition: 'line discounts given' },
  tax: { label: 'Tax', kind: 'money', definition: 'tax charged on order lines' },
  cogs: {
    label: 'Cost of goods sold',
    kind: 'money',
    definition: 'units × weighted-average cost at the time of sale, less what came back',
  },
  gross_profit: { label: 'Gross profit', kind: 'money', definition: 'net sales less COGS' },
  gross_margin: {
    label: 'Gross margin',
    kind: 'percent',
    definition: '(net sales − COGS) ÷ net sales',
  },
  collected: {
    label: 'Payments collected',
    kind: 'money',
    definition: 'successful payments, on the day they were paid',
  },
  refunds: {
    label: 'Refunds',
    kind: 'money',
    definition: 'processed refunds, on the day they were processed',
  },
  net_collected: { label: 'Net collected', kind: 'money', definition: 'payments less refunds' },
  customers: {
    label: 'Customers',
    kind: 'count',
    definition: 'different known customers with an order',
  },
  new_customers: {
    label: 'New customers',
    kind: 'count',
    definition: 'known customers whose first order ever lies in the period',
  },
  products_sold: {
    label: 'Different products sold',
    kind: 'count',
    definition: 'different products with gross sales',
  },
}

export const dimensionNames = [
  'order',
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'weekday',
  'hour',
  'product',
  'category',
  'customer',
  'country',
  'channel',
] as const
export type DimensionName = (typeof dimensionNames)[number]

/** Dimensions that run in time: shown in their own order, not ranked, unless somebody asks. */
export const timeDimensions: ReadonlySet<DimensionName> = new Set<DimensionName>([
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'weekday',
  'hour',
])

/** What a filter may name; `key` is an id, a country's name, an ISO weekday … */
export const filterKinds = [
  'product',
  'category',
  'customer',
  'country',
  'channel',
  'weekday',
] as const
export type FilterKind = (typeof filterKinds)[number]

export interface Filter {
  kind: FilterKind
  /** Any of these. */
  keys: string[]
  /** As shown to people. */
  label: string
  /** All but these. */
  excluded?: boolean
}
