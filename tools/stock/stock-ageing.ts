import { defineTool } from '#engine/tool.ts'
import { dayReport, reportEnding, reportInput } from '../ledger/ledger-report.ts'

export const stockAgeingTool = defineTool({
  name: 'stock_ageing',
  description:
    'How long stock has been lying there, by age, with its value. Not for what sells slowly: use slow_movers.',
  phrases: [
    `=[show|show me|give me|send|send me|what is|get|make|run] [the|our|my|a] (stock ageing|stock aging|inventory ageing|inventory aging|aged stock|stock age|age of stock|age of our stock|age of the stock) ${reportEnding}`,
    '=how old is [the|our] stock|inventory',
    '=how long has [the|our] stock been (there|lying there|here|in the shop)',
  ],
  needs: 'reports:read',
  input: reportInput,

  run: (context, said) => dayReport(context, said, 'stock_ageing'),
})

export const stockValueTool = defineTool({
  name: 'stock_value',
  description: 'What all stock is worth, at cost. Not for one product: use check_stock.',
  phrases: [
    `=[show|show me|give me|send|send me|what is|get|make|run] [the|our|my|a] [total] (stock value|stock valuation|inventory value|inventory valuation|value of stock|value of our stock|value of the stock|worth of stock|value of inventory) ${reportEnding}`,
    '=(how much is|what is|how much) [all|all of] [the|our|my] (stock|inventory) (worth|valued at) [now|today]',
    '=how much (stock|inventory|money in stock) (do we have|have we got|do we hold) [in all|altogether]',
  ],
  needs: 'reports:read',
  input: reportInput,

  run: (context, said) => dayReport(context, said, 'stock_valuation'),
})
