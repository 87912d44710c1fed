import { z } from 'zod'
import { resolveQuestion } from '#domain/metrics/ask.ts'
import { metricNames } from '#domain/metrics/catalogue.ts'
import { asJson, defineTool, type ToolResult } from '#engine/tool.ts'
import { dailySales } from '#reports/daily-sales.ts'
import { paramsOf } from '#reports/kinds/sales-answer.ts'
import { reportText } from '#reports/render/text.ts'
import { salesAnswer } from '#reports/sales-answer.ts'
import { nothingRecordedText } from '#reports/sales-answer-text.ts'
import { asksNothing, keptQuestion, spokenOf } from './conversation.ts'

const input = z.object({
  period: z
    .string()
    .max(120)
    .optional()
    .describe(
      "The day, in the person's own words; yesterday when not said. Several days give one line a day",
    ),
  metrics: z
    .array(z.enum(metricNames))
    .max(5)
    .optional()
    .describe('Only for several days: what to list'),
  form: z.enum(['pdf', 'csv', 'xlsx']).optional().describe('pdf when not said'),
})

export const dailySalesReportTool = defineTool({
  name: 'daily_sales_report',
  description:
    'Sends the daily sales report as a PDF, Excel or CSV file: the page an owner prints. Not for a single figure in words: use ask_sales.',
  phrases: [
    'report',
    'report {period}',
    'daily report',
    'daily sales report',
    'end of day|eod|day end',
    'daily sales {form=pdf}',
    'daily sales {form=csv}',
    'daily sales {form=xlsx}',
    'z report|z-report',
    '{form=pdf}',
    '{form=csv}',
    '{form=xlsx}',
    '{form=pdf} {period}',
    '{form=csv} {period}',
    '{form=xlsx} {period}',
    '{form=pdf} {period} {metrics}',
    '{form=csv} {period} {metrics}',
    '{form=xlsx} {period} {metrics}',
  ],
  needs: 'reports:read',
  input,

  async run(
    { sql, org, today, now, last },
    { period = defaultPeriod(spokenOf(last)), metrics, form = 'pdf' },
  ): Promise<ToolResult> {
    const { question, recorded } = await resolveQuestion(
      sql,
      { org, today, spokenOf: spokenOf(last) },
      { period, metrics },
    )
    const { from, to } = question.period
    const asked = from === to ? question : { ...question, by: 'day' as const }
    const answer = await salesAnswer(sql, org, asked, now)
    if (asksNothing(answer, recorded, asked)) {
      return {
        facts: asJson({ question: keptQuestion(asked) }),
        say: (words) => nothingRecordedText(question.period, recorded, words),
        receipts: answer.receipts,
      }
    }
    const report = from === to ? await dailySales(sql, org, from, now) : answer
    return {
      facts: asJson({ question: keptQuestion(asked), figures: report.figures }),
      say: (words) => reportText({ ...report, sections: [] }, words),
      receipts: report.receipts,
      report,
      formats: [form],
      run:
        from === to
          ? { type: 'daily_sales', params: { day: from } }
          : { type: 'sales_answer', params: paramsOf(asked) },
    }
  },
})

/** "send me the PDF" is of what was just spoken of. */
function defaultPeriod(spoken: { from: string; to: string } | null): string {
  return spoken ? `${spoken.from} to ${spoken.to}` : 'yesterday'
}
