import { defineTool } from '#engine/tool.ts'
import { choice } from '#kit/inputs.ts'
import { periodReport, reportEnding, reportInput } from '../ledger/ledger-report.ts'

const input = reportInput.extend({
  by: choice({
    day: ['day', 'days', 'date'],
    product: ['product', 'products', 'item', 'items', 'sku'],
    customer: ['customer', 'customers', 'client', 'clients'],
    category: ['category', 'categories', 'kind', 'department'],
  })
    .optional()
    .describe('What its table is cut by; day when not said'),
})

const name =
  '(sales summary|summary of sales|sales overview|summary of the sales|sales summary report|summary report|summary of our sales)'
const asking = '[show|show me|give me|send|send me|what is|get|make|run] [the|our|my|a]'

export const salesSummaryTool = defineTool({
  name: 'sales_summary',
  description:
    'The whole report of sales over days or months, with its table by day, product, customer or category and its control totals. Not for a single figure or a ranking: use ask_sales. Not for one day: use daily_sales_report.',
  phrases: [
    `=${asking} ${name} <(by|per) {by}> ${reportEnding}`,
    `=${asking} ${name} ${reportEnding} <(by|per) {by}>`,
    `=${asking} {period} ${name} <(by|per) {by}> <(as|in|as a|to) {form}>`,
    `=${asking} {by} sales summary ${reportEnding}`,
  ],
  needs: 'reports:read',
  input,

  run: (context, { by, ...said }) =>
    periodReport(context, said, 'sales_summary', { by: by ?? 'day' }),
})
