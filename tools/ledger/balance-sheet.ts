import { defineTool } from '#engine/tool.ts'
import { dayReport, reportEnding, reportInput } from './ledger-report.ts'

export const balanceSheetTool = defineTool({
  name: 'balance_sheet',
  description:
    'What the business owns and owes on one day: assets, liabilities, equity. Not for a period: use profit_and_loss.',
  phrases: [
    `=[show|show me|give me|send|send me|what is|get|make|run] [the|our|my|a] (balance sheet|statement of financial position) ${reportEnding}`,
    '=(what do we owe|how much do we owe|what do we own|what are we worth|what is the business worth|what does the business own) [now|today|in all] <[to] (suppliers|our suppliers)>',
    '=(what are|how much are|show|show me|what is) [the|our] [total] (assets|liabilities|payables|receivables|debtors|creditors|debts|equity|accounts payable|accounts receivable) [now|today]',
    '=(how much|what) (are we owed|is owed to us|do customers owe us|do our customers owe|do customers owe|do they owe us|is outstanding) [now|today|in all]',
  ],
  needs: 'ledger:read',
  input: reportInput,

  run: (context, said) => dayReport(context, said, 'balance_sheet'),
})
