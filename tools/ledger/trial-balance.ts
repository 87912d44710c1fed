import { defineTool } from '#engine/tool.ts'
import { dayReport, reportEnding, reportInput } from './ledger-report.ts'

export const trialBalanceTool = defineTool({
  name: 'trial_balance',
  description: 'Every account with its balance on one day, debits against credits.',
  phrases: [
    `=[show|show me|give me|send|send me|what is|get|make|run] [the|our|my|a] trial balance ${reportEnding}`,
  ],
  needs: 'ledger:read',
  input: reportInput,

  run: (context, said) => dayReport(context, said, 'trial_balance'),
})
