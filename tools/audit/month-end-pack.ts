import { defineTool } from '#engine/tool.ts'
import { monthPack, packEnding, packInput } from './pack.ts'

export const monthEndPackTool = defineTool({
  name: 'month_end_pack',
  description: [
    'All reports of a month in one signed ZIP, with the audit and the lines behind them: what an',
    'accountant asks for. Not for the audit alone: use monthly_audit_report.',
  ].join(' '),
  phrases: [
    `=[show|show me|give me|send|send me|get|make|run|prepare] [the|our|my|a] (month end|month-end|month end's|closing) (pack|package|reports|report|bundle|zip) ${packEnding}`,
    `=(everything|all reports|all the reports) for [the|our|my] (accountant|auditor|bookkeeper) ${packEnding}`,
  ],
  needs: 'audit:read',
  input: packInput,

  run: async (context, said) => monthPack(context, said, 'month_end_pack'),
})
