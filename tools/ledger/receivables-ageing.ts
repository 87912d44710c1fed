import { defineTool } from '#engine/tool.ts'
import { dayReport, reportEnding, reportInput } from './ledger-report.ts'

const name =
  '(receivables ageing|receivables aging|receivable ageing|receivable aging|aged receivables|debtors ageing|debtors aging|debtor ageing|debtor aging|aged debtors|aged debts|ar ageing|ar aging|accounts receivable ageing|accounts receivable aging|ageing of debts|aging of debts|debt ageing|debt aging|customer ageing|customer aging|ageing of receivables|aging of receivables)'

export const receivablesAgeingTool = defineTool({
  name: 'receivables_ageing',
  description:
    'What customers owe by how long ago it was sold, tied to the books, with the oldest unpaid orders. Not for the plain list of who owes: use who_owes.',
  phrases: [
    `=[show|show me|give me|send|send me|what is|get|make|run] [the|our|my|a] ${name} ${reportEnding}`,
    '=who (has owed us|owes us|has owed|owes) (the longest|for the longest|for longest|longest|for the longest time)',
    '=[show|show me|list|what are|which are] [the|our] (oldest debts|oldest unpaid orders|oldest unpaid invoices|oldest unpaid sales|overdue orders|overdue invoices|overdue debts)',
    '=how (old are|long have) [the|our] debts [been there]',
  ],
  needs: 'ledger:read',
  input: reportInput,

  run: (context, said) => dayReport(context, said, 'receivables_ageing'),
})
