/** A report of any size, in any currency and alphabet, for looking at how it is drawn. */
import type { Cell, Column, Report, Row } from '#reports/report.ts'

export interface Sample {
  currency?: string
  locale?: string
  business?: string
  rows?: number
  names?: string[]
  /** The money of every row and headline. */
  amount?: string
}

const money: Column = { key: 'net_sales', title: 'Net sales', kind: 'money' }

export function sampleReport(sample: Sample = {}): Report {
  const { currency = 'GBP', locale = 'en-GB', business = 'Gifts & Co', rows = 3 } = sample
  const { names = ['White hanging heart'], amount = '1234.56' } = sample
  const products: Row[] = Array.from({ length: rows }, (_, at) => {
    return { product: names[at % names.length]!, units: String(at + 1), net_sales: amount }
  })
  const hours: Row[] = Array.from({ length: Math.min(rows, 12) }, (_, at) => {
    return { hour: String(at + 8), net_sales: at === 2 ? '-50.25' : amount }
  })
  const than = { label: 'Tue 11 January 2011', value: amount, change: '-0.125' as Cell }
  return {
    name: 'daily_sales_2011-01-18',
    title: 'Daily sales',
    org: { name: business, currency, timezone: 'Europe/London', locale },
    period: { from: '2011-01-18', to: '2011-01-18', label: 'yesterday' },
    asOf: '2011-01-19T06:00:00.000Z',
    figures: [
      { key: 'net_sales', label: 'Net sales', kind: 'money', value: amount, than },
      { key: 'orders', label: 'Orders', kind: 'count', value: '84' },
      { key: 'gross_margin', label: 'Gross margin', kind: 'percent', value: '0.4213' },
    ],
    sections: [
      {
        key: 'by_hour',
        title: 'Sales by hour',
        columns: [{ key: 'hour', title: 'Hour', kind: 'hour' }, money],
        rows: hours,
        chart: { as: 'bar', of: ['net_sales'] },
      },
      {
        key: 'top_products',
        title: 'Top products',
        columns: [
          { key: 'product', title: 'Product', kind: 'text' },
          { key: 'units', title: 'Units', kind: 'quantity' },
          money,
        ],
        rows: products,
        totals: { product: 'Total', units: '4321', net_sales: amount },
      },
    ],
    controls: [],
    receipts: [],
    notes: [],
  }
}
