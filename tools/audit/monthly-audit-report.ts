import { defineTool } from '#engine/tool.ts'
import { monthPack, packEnding, packInput } from './pack.ts'

export const monthlyAuditReportTool = defineTool({
  name: 'monthly_audit_report',
  description: [
    'The audit of a month as one signed ZIP: logins, role changes, approvals, price and stock',
    'changes, refunds, the ledger, missing numbers, AI use. Not for all reports: use month_end_pack.',
  ].join(' '),
  phrases: [
    `=[show|show me|give me|send|send me|get|make|run|prepare] [the|our|my|a] [monthly|month's] (audit|audit report|audit pack|audit zip) ${packEnding}`,
    `=[show|show me|give me|send|send me|get|make|run|prepare] [the] {period} (audit|audit report|audit pack)`,
  ],
  needs: 'audit:read',
  input: packInput,

  run: async (context, said) => monthPack(context, said, 'monthly_audit'),
})
