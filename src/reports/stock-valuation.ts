/** The report of what stock is worth at the end of a day. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { type StockValuation, stockValuation } from '#domain/stock/stock-valuation.ts'
import type { Day } from '#kit/day.ts'
import type { Report, Section } from './report.ts'
import { stockControls } from './stock/controls.ts'
import { frame, notesOf, receiptsOf, rowsShownMax } from './stock/frame.ts'

const definitions = {
  value: 'Units in hand × weighted average cost, of all products together',
  units: 'All that came in less all that went out',
  products: 'Products with units in hand, or below zero',
}

/**
 * Every product's units, average cost and value at the end of a business day, with their totals,
 * frozen. Money in the org's currency at weighted average cost (IAS 2.27). The value ties to the
 * movements and to the ledger's inventory account.
 */
export async function stockValuationReport(
  sql: Sql,
  org: Org,
  day: Day,
  now: Date,
): Promise<Report> {
  const stock = await stockValuation(sql, { asOf: day })
  const bare = frame({ name: 'stock_valuation', title: 'Stock valuation', org, day, now })
  const report: Report = {
    ...bare,
    figures: [
      { key: 'value', label: 'Stock value', kind: 'money', value: stock.value },
      { key: 'units', label: 'Units in stock', kind: 'quantity', value: stock.units },
      { key: 'products', label: 'Products', kind: 'count', value: String(stock.products.length) },
    ],
    sections: stock.products.length > 0 ? [products(stock)] : [],
    controls: await stockControls(sql, { day, value: stock.value, rows: 'sum by product' }),
    notes: notesOf(stock.products, 'There is no stock on that day.'),
  }
  return { ...report, receipts: receiptsOf(report, { definitions, movements: stock.movements }) }
}

function products({ products, units, value }: StockValuation): Section {
  return {
    key: 'products',
    title: 'Products',
    columns: [
      { key: 'product', title: 'Product', kind: 'text' },
      { key: 'sku', title: 'SKU', kind: 'text' },
      { key: 'quantity', title: 'In stock', kind: 'quantity' },
      { key: 'average_cost', title: 'Average cost', kind: 'money' },
      { key: 'value', title: 'Value', kind: 'money' },
    ],
    rows: products.slice(0, rowsShownMax).map(({ name, sku, quantity, averageCost, value }) => ({
      ...{ product: name, sku, quantity, value },
      average_cost: averageCost,
    })),
    totals: { product: 'Total', sku: null, quantity: units, average_cost: null, value },
  }
}
