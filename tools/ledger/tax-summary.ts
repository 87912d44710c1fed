import { defineTool } from '#engine/tool.ts'
import { periodReport, reportEnding, reportInput } from './ledger-report.ts'

const name =
  '(tax summary|vat summary|gst summary|sales tax summary|tax report|vat report|gst report|sales tax report|tax return|vat return|gst return|tax by rate|vat by rate|summary of tax|summary of taxes)'

export const taxSummaryTool = defineTool({
  name: 'tax_summary',
  description:
    'Tax on sales and on returns by rate over a period, beside the tax account of the books. Not for the tax of one order or as a single figure: use ask_sales.',
  phrases: [
    `=[show|show me|give me|send|send me|what is|get|make|run] [the|our|my|a] ${name} ${reportEnding}`,
    `={period} ${name} <(as|in|as a) {form}>`,
    '=how much (tax|vat|gst|sales tax) (do we owe|do i owe|must we pay|do we have to pay|is due|do we need to pay) [for|in|of] [{period}]',
  ],
  needs: 'ledger:read',
  input: reportInput,

  run: (context, said) => periodReport(context, said, 'tax_summary'),
})
