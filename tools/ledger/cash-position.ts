import { defineTool } from '#engine/tool.ts'
import { dayReport, reportEnding, reportInput } from './ledger-report.ts'

export const cashPositionTool = defineTool({
  name: 'cash_position',
  description:
    'How much money there is in cash, bank and mobile money on one day, and what moved it. Not for what customers paid over a period: use ask_sales.',
  phrases: [
    `=[show|show me|give me|send|send me|what is|what was|get|run|check] [the|our|my|a] (cash position|cash balance|bank balance|mpesa balance|mobile money balance|cash at hand|cash in hand|cash on hand|cash flow|cash status|account balance|cash at bank) ${reportEnding}`,
    '=(how much|what) (cash|money|cash and bank) (do we have|have we got|is there|do i have|have we|is left|is in the till|is in the bank|is in the drawer|do we hold) [left|now|today|in hand|in the bank|in the till] [in all|altogether]',
    '=(how much is|what is) in the (till|bank|drawer|account|cash box)',
    '=(how much do we have|what do we have) in (cash|the bank|bank|mpesa|mobile money|the till)',
  ],
  needs: 'ledger:read',
  input: reportInput,

  run: (context, said) => dayReport(context, said, 'cash_position'),
})
