/** The report of how long stock has been lying there. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { ageBands, type StockAgeing, stockAgeing } from '#domain/stock/stock-ageing.ts'
import { stockValuation } from '#domain/stock/stock-valuation.ts'
import type { Day } from '#kit/day.ts'
import type { Control, Report, Section } from './report.ts'
import { stockControls } from './stock/controls.ts'
import { frame, notesOf, receiptsOf, rowsShownMax } from './stock/frame.ts'

const definitions = {
  value: 'Units in hand × weighted average cost, of all products together',
  old: 'What of it came in more than 90 days before, when the oldest goes out first',
}

/**
 * Stock at the end of a business day by the days since it came in (0–30, 31–60, 61–90, more), first
 * in, first out, each unit at its product's weighted average cost; frozen. Money in the org's
 * currency. The bands tie to the stock value, that to the movements and the ledger's inventory
 * account.
 */
export async function stockAgeingReport(sql: Sql, org: Org, day: Day, now: Date): Promise<Report> {
  const ageing = await stockAgeing(sql, { asOf: day })
  const valuation = await stockValuation(sql, { asOf: day })
  const bare = frame({ name: 'stock_ageing', title: 'Stock ageing', org, day, now })
  const report: Report = {
    ...bare,
    figures: [
      { key: 'value', label: 'Stock value', kind: 'money', value: ageing.value },
      {
        key: 'old',
        label: 'Older than 90 days',
        kind: 'money',
        value: ageing.totals['90+'].value,
      },
    ],
    sections: ageing.products.length > 0 ? [bands(ageing), products(ageing)] : [],
    controls: [
      ...(await stockControls(sql, { day, value: ageing.value, rows: 'sum of age bands' })),
      await tieToValuation(sql, ageing.value, valuation.value),
    ],
    notes: notesOf(ageing.products, 'There is no stock on that day.'),
  }
  const { movements } = valuation
  return { ...report, receipts: receiptsOf(report, { definitions, movements }) }
}

function bands({ totals, quantity, value }: StockAgeing): Section {
  return {
    key: 'ages',
    title: 'By age',
    columns: [
      { key: 'days', title: 'Days', kind: 'text' },
      { key: 'quantity', title: 'Units', kind: 'quantity' },
      { key: 'value', title: 'Value', kind: 'money' },
    ],
    rows: ageBands.map((band) => ({ days: band, ...totals[band] })),
    totals: { days: 'Total', quantity, value },
    chart: { as: 'bar', of: ['value'] },
  }
}

function products({ products, totals, quantity, value }: StockAgeing): Section {
  const inBands = (of: Record<string, { value: string }>) =>
    Object.fromEntries(ageBands.map((band) => [band, of[band]!.value]))
  return {
    key: 'products',
    title: 'Products, the oldest stock first',
    columns: [
      { key: 'product', title: 'Product', kind: 'text' },
      { key: 'quantity', title: 'In stock', kind: 'quantity' },
      ...ageBands.map((band) => ({ key: band, title: `${band} days`, kind: 'money' as const })),
      { key: 'value', title: 'Value', kind: 'money' },
    ],
    rows: products.slice(0, rowsShownMax).map(({ name, quantity, value, bands }) => ({
      ...{ product: name, quantity, value },
      ...inBands(bands),
    })),
    totals: { product: 'Total', quantity, ...inBands(totals), value },
  }
}

async function tieToValuation(sql: Sql, aged: string, valued: string): Promise<Control> {
  const [row] = await sql<[{ difference: string }]>`
    select trim_scale(${aged}::numeric - ${valued}::numeric)::text as difference`
  return {
    name: 'Valuation',
    left: { label: 'sum of age bands', value: aged },
    right: { label: 'value of stock by product', value: valued },
    difference: row.difference,
    ties: row.difference === '0',
  }
}
