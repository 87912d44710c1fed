import { z } from 'zod'
import { resolveQuestion } from '#domain/metrics/ask.ts'
import { dimensionNames, metricNames } from '#domain/metrics/catalogue.ts'
import { asJson, defineTool, type ToolResult } from '#engine/tool.ts'
import { daysBetween } from '#kit/calendar.ts'
import { paramsOf } from '#reports/kinds/sales-answer.ts'
import { salesAnswer } from '#reports/sales-answer.ts'
import { chartCaption, nothingRecordedText } from '#reports/sales-answer-text.ts'
import { asksNothing, keptQuestion, spokenOf } from './conversation.ts'

const input = z.object({
  metrics: z
    .array(z.enum(metricNames))
    .max(1)
    .optional()
    .describe('What to draw; net_sales when not said'),
  by: z.enum(dimensionNames).optional().describe('Along which axis; days when not said'),
  period: z.string().max(120).optional().describe("The days, in the person's own words"),
  about: z
    .array(z.string().max(200))
    .max(6)
    .optional()
    .describe('Names of products, customers, countries …'),
  order: z.enum(['highest', 'lowest']).optional(),
  limit: z.int().min(1).max(50).optional(),
})

const daysDrawnByDayMax = 92
const barsMax = 15

export const chartSalesTool = defineTool({
  name: 'chart_sales',
  description:
    'Draws sales as a picture (PNG): a line over days, weeks or months, bars for products, countries … Not for figures in words: use ask_sales.',
  phrases: [
    'chart|graph|plot|diagram|picture|draw|visuali[sz]e|trend|trends',
    '{form=png} {metrics} {by} {period}',
  ],
  needs: 'reports:read',
  input,

  async run({ sql, org, today, now, last }, said): Promise<ToolResult> {
    const asked = await resolveQuestion(
      sql,
      { org, today, spokenOf: spokenOf(last) },
      { ...said, metrics: said.metrics?.slice(0, 1) },
    )
    const { question, recorded } = asked
    const days = daysBetween(question.period.from, question.period.to) + 1
    const by = question.by ?? (days === 1 ? 'hour' : days <= daysDrawnByDayMax ? 'day' : 'month')
    const limit =
      question.limit ?? (said.by && !['day', 'week', 'month'].includes(by) ? barsMax : null)
    const drawn = { ...question, by, limit }
    const report = await salesAnswer(sql, org, drawn, now)
    if (asksNothing(report, recorded, question)) {
      return {
        facts: asJson({ question: keptQuestion(question) }),
        say: (words) => nothingRecordedText(question.period, recorded, words),
        receipts: report.receipts,
      }
    }
    return {
      facts: asJson({
        question: keptQuestion(question),
        figures: report.figures,
        rows: report.sections[0]?.rows ?? [],
      }),
      say: (words) => chartCaption(report, words),
      receipts: report.receipts,
      report,
      formats: ['png'],
      run: { type: 'sales_answer', params: paramsOf(drawn) },
    }
  },
})
