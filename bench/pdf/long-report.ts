/** A month of a large catalogue: twenty pages of one table, with its chart, totals and control totals. */
import type { Report, Row } from '#reports/report.ts'
import { dailyReport } from './daily-report.ts'

/** So many make twenty pages. */
const rows = 780
const figures = ['units', 'gross_sales', 'returns', 'net_sales', 'collected', 'tax'] as const

/** The same seed gives the same report. */
export function longReport(seed: number): Report {
  const { sections, ...daily } = dailyReport(seed)
  const names = sections.find(({ key }) => key === 'returns')!.rows
  const list: Row[] = Array.from({ length: rows }, (_, at) => ({
    product: `${names[at % names.length]!.product} ${seed % 97}-${at}`.slice(-26),
    code: String(20_000 + ((seed * 31 + at * 17) % 70_000)),
    ...Object.fromEntries(
      figures.map((key, column) => {
        const value = (seed * 7_919 + at * 104_729 + column * 1_299_709) % 900_000
        return [key, key === 'units' ? String(value % 3_000) : (value / 100).toFixed(2)]
      }),
    ),
  }))
  const money = (key: string, title: string) => ({ key, title, kind: 'money' as const })
  return {
    ...daily,
    name: 'sales_summary_by_product',
    title: 'Sales by product',
    sections: [
      {
        key: 'by_product',
        title: 'Products',
        columns: [
          { key: 'product', title: 'Product', kind: 'text' },
          { key: 'code', title: 'Code', kind: 'text' },
          { key: 'units', title: 'Units', kind: 'quantity' },
          money('gross_sales', 'Gross sales'),
          money('returns', 'Returns'),
          money('net_sales', 'Net sales'),
          money('collected', 'Collected'),
          money('tax', 'Tax'),
        ],
        rows: list,
        totals: { ...list[0]!, product: 'Total', code: null },
        chart: { as: 'bar', of: ['net_sales'] },
      },
    ],
  }
}
