import { defineTool } from '#engine/tool.ts'
import { periodReport, reportEnding, reportInput } from './ledger-report.ts'

export const profitAndLossTool = defineTool({
  name: 'profit_and_loss',
  description:
    'Profit and loss from the books: sales, cost of goods sold, expenses, profit, over a period. Not for sales alone: use ask_sales.',
  phrases: [
    `=[show|show me|give me|send|send me|what is|get|make|run] [the|our|my|a] (p&l|p & l|pnl|p and l|p&l|profit and loss|profit & loss|income statement|profit or loss|profit and loss account|income and expenses|income and expenditure) ${reportEnding}`,
    '={period} (p&l|pnl|profit and loss|profit & loss|income statement) [report|statement] <(as|in|as a) {form}>',
    '=(what are|what were|how much are|how much were|show|show me|what is|what was) [the|our|my] (expenses|costs|overheads|net profit|net loss|bottom line|operating expenses) [for|of|in|over] [{period}]',
    '=[the|our|my|total] (expenses|costs|overheads|running costs|net profit|operating profit) [for|of|in|over] [{period}]',
    '=(what did we|how much did we|what have we|how much have we) (spend|spent) [on expenses] [for|in|over|on] {period}',
  ],
  needs: 'ledger:read',
  input: reportInput,

  run: (context, said) => periodReport(context, said, 'profit_and_loss'),
})
