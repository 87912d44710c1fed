/** Daily reports of the size that a shop's busy day has, each with figures and names of its own. */
import type { Column, Report, Row, Section } from '#reports/report.ts'

const hours = 12
const products = 10
const returns = 24
const words =
  'WHITE HANGING HEART LIGHT HOLDER REGENCY CAKESTAND TIER JUMBO BAG RED RETROSPOT PARTY BUNTING PAPER CHAIN KIT VINTAGE'.split(
    ' ',
  )
const text = (key: string, title: string): Column => ({ key, title, kind: 'text' })
const money = (key: string, title: string): Column => ({ key, title, kind: 'money' })
const count = (key: string, title: string): Column => ({ key, title, kind: 'count' })
const sold = [
  money('net_sales', 'Net sales'),
  money('gross_sales', 'Gross sales'),
  money('returns', 'Returns'),
  count('orders', 'Orders'),
  { ...count('units', 'Units'), kind: 'quantity' as const },
]

/** The same seed gives the same report. */
export function dailyReport(seed: number): Report {
  const day = new Date(Date.UTC(2011, 0, 1 + seed)).toISOString().slice(0, 10)
  const draw = drawing(seed)
  const sections = sectionsOf(draw)
  const than = { label: 'the week before', value: draw.money(), change: '0.042' }
  return {
    name: `daily_sales_${day}`,
    title: 'Daily sales',
    org: { name: 'Gifts & Co', currency: 'GBP', timezone: 'Europe/London', locale: 'en-GB' },
    period: { from: day, to: day, label: day },
    asOf: `${day}T20:00:00.000Z`,
    figures: ['Net sales', 'Gross sales', 'Returns', 'Collected', 'Refunds', 'Tax'].map(
      (label) => ({
        ...{ key: label, label, kind: 'money', value: draw.money(), than },
      }),
    ),
    sections,
    controls: ['Hours', 'Products', 'Orders'].map((name) => {
      const side = { label: 'net sales of the day', value: draw.money() }
      return { name, left: side, right: side, difference: '0', ties: true }
    }),
    receipts: ['Net sales', 'Returns', 'Collected'].map((metric) => ({
      metric,
      definition: 'gross sales less returns and credits of the day',
      filters: [],
      period: { from: day, to: day, label: day },
      timezone: 'Europe/London',
      currency: 'GBP',
      rowsCounted: draw.count(9_000),
      asOf: `${day}T20:00:00.000Z`,
      tiesTo: null,
    })),
    notes: ['Top products leave out services such as postage; every total holds them.'],
  }
}

/** Every cell as the page writes it, for an anchor that draws the same tables. */
function sectionsOf(draw: ReturnType<typeof drawing>): Section[] {
  const figures = (): Row => ({
    net_sales: draw.money(),
    gross_sales: draw.money(),
    returns: draw.money(),
    orders: String(draw.count(300)),
    units: String(draw.count(20_000)),
  })
  const list = (length: number, row: (at: number) => Row) =>
    Array.from({ length }, (_, at) => row(at))
  return [
    {
      key: 'by_hour',
      title: 'Sales by hour',
      columns: [{ key: 'hour', title: 'Hour', kind: 'hour' }, ...sold],
      rows: list(hours, (at) => ({ hour: String(at + 7), ...figures() })),
      totals: { hour: 'Total', ...figures() },
      chart: { as: 'bar', of: ['net_sales'] },
    },
    {
      key: 'top_products',
      title: 'Top products',
      columns: [text('product', 'Product'), text('sku', 'Code'), ...sold],
      rows: list(products, () => ({ product: draw.name(), sku: draw.code(), ...figures() })),
      totals: { product: 'Everything sold that day', ...figures() },
    },
    {
      key: 'returns',
      title: 'Returns and credits',
      columns: [text('number', 'Document'), text('product', 'Product'), ...sold],
      rows: list(returns, () => ({ number: draw.code(), product: draw.name(), ...figures() })),
      totals: { number: 'Total', ...figures() },
    },
  ]
}

/** A small generator of its own (mulberry32), so that nothing but the seed decides. */
function drawing(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const count = (below: number) => Math.floor(next() * below)
  return {
    count,
    money: () => (count(5_000_000) / 100).toFixed(2),
    code: () => String(20_000 + count(70_000)),
    name: () => [1, 2, 3, 4].map(() => words[count(words.length)]).join(' '),
  }
}
