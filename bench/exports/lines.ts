/** Lines of an export of twelve columns, made up, the same each time: days, moments, money, names. */
import type { Column, Row } from '#reports/report.ts'

export const columns: readonly Column[] = [
  { key: 'day', title: 'Day', kind: 'day' },
  { key: 'at', title: 'At', kind: 'moment' },
  { key: 'number', title: 'Order', kind: 'text' },
  { key: 'status', title: 'Status', kind: 'text' },
  { key: 'sku', title: 'SKU', kind: 'text' },
  { key: 'product', title: 'Product', kind: 'text' },
  { key: 'customer', title: 'Customer', kind: 'text' },
  { key: 'quantity', title: 'Quantity', kind: 'quantity' },
  { key: 'price', title: 'Unit price', kind: 'money' },
  { key: 'discount', title: 'Discount', kind: 'money' },
  { key: 'tax', title: 'Tax', kind: 'money' },
  { key: 'value', title: 'Value', kind: 'money' },
]

const batchRows = 2_000
const msPerDay = 86_400_000
const firstDay = Date.UTC(2024, 0, 1)
const names = ['LANTERN', 'TEAPOT', 'MUG', 'BUNTING', 'CLOCK', 'CANDLE', 'BAG, LARGE', 'TIN']

/** As a cursor hands them out. */
export async function* batches(count: number): AsyncGenerator<Row[]> {
  for (let from = 0; from < count; from += batchRows)
    yield Array.from({ length: Math.min(batchRows, count - from) }, (_, at) => line(from + at))
}

function line(n: number): Row {
  const at = new Date(firstDay + (n % 900) * msPerDay + (n % 43_200) * 1000).toISOString()
  const day = at.slice(0, 10)
  const pence = 21 + ((n * 7_919) % 9_979)
  const quantity = 1 + (n % 24)
  return {
    ...{ day, at: `${day} ${at.slice(11, 19)}`, number: String(536_365 + (n >> 3)) },
    ...{ status: n % 31 ? 'PAID' : 'CANCELLED', sku: `B-${n % 4_070}` },
    product: `${names[n % names.length]} ${n % 4_070}`,
    customer: n % 4 ? `Customer ${n % 4_372}` : null,
    quantity: String(quantity),
    price: money(pence),
    discount: n % 9 ? '0.0000' : money(pence % 100),
    tax: money(Math.round((pence * quantity) / 5)),
    value: money(pence * quantity),
  }
}

const money = (pence: number) =>
  `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}00`
