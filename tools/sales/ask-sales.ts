import { z } from 'zod'
import { resolveQuestion } from '#domain/metrics/ask.ts'
import { dimensionNames, filterKinds, metricNames } from '#domain/metrics/catalogue.ts'
import { asJson, defineTool, type Json, type Offer, type ToolResult } from '#engine/tool.ts'
import { paramsOf } from '#reports/kinds/sales-answer.ts'
import { salesAnswer } from '#reports/sales-answer.ts'
import { nothingRecordedText, salesAnswerText } from '#reports/sales-answer-text.ts'
import { asksNothing, keptQuestion, spokenOf } from './conversation.ts'

const input = z.object({
  metrics: z
    .array(z.enum(metricNames))
    .max(5)
    .optional()
    .describe(
      'What to measure; net_sales when somebody just says sales, revenue, turnover or takings',
    ),
  by: z.enum(dimensionNames).optional().describe('Cut the figure by this'),
  period: z
    .string()
    .max(120)
    .optional()
    .describe('The days, in the person\'s own words: "last week", "6 to 10 December 2010"'),
  compare_to: z
    .string()
    .max(120)
    .optional()
    .describe('A second period to set it against, in words: "the week before"'),
  about: z
    .array(z.string().max(200))
    .max(6)
    .optional()
    .describe('Names of products, customers, countries, categories or channels, as written'),
  excluding: z.array(z.string().max(200)).max(6).optional().describe('Names to leave out'),
  within: z
    .array(
      z.object({
        kind: z.enum(filterKinds),
        keys: z.array(z.string()),
        label: z.string(),
        excluded: z.boolean().optional(),
      }),
    )
    .max(6)
    .optional()
    .describe('Filters of the last answer (its facts.question.filters) that still hold'),
  order: z.enum(['highest', 'lowest']).optional().describe('For a ranking'),
  limit: z.int().min(1).max(50).optional().describe('How many rows of a ranking'),
  form: z.enum(['pdf', 'csv', 'xlsx', 'png']).optional().describe('Also send it as a file'),
})

const choicesMax = 10

export const askSalesTool = defineTool({
  name: 'ask_sales',
  description: [
    'Answers any question about sales figures: totals, rankings, breakdowns, comparisons.',
    'Not for the printed page of one day: use daily_sales_report. Not for a picture: use chart_sales.',
    "Give period and names in the person's own words; never work out dates or sums yourself.",
  ].join(' '),
  phrases: [
    '{metrics}',
    '{metrics} {period}',
    '{metrics} {about}',
    '{metrics} {period} {about}',
    '{metrics} {period} {compare_to}',
    '{metrics} {by}',
    '{metrics} {by} {period}',
    '{metrics} {by} {period} {form}',
    '{metrics} {period} {about} {form}',
    '{by} {order}',
    '{by} {order} {period}',
    '{by} {order} {period} {form}',
    '{by} {period}',
    '{by} report',
    '{period} {compare_to}',
    '{period} {about}',
    '{period}',
    '{about}',
    '{compare_to}',
  ],
  needs: 'reports:read',
  input,

  async run({ sql, org, today, now, last }, { form, ...asked }): Promise<ToolResult> {
    // A picture needs something to draw along.
    const said = form === 'png' && !asked.by ? { ...asked, by: 'day' as const } : asked
    const resolved = await resolveQuestion(sql, { org, today, spokenOf: spokenOf(last) }, said)
    const { question, recorded, choices } = resolved
    const report = await salesAnswer(sql, org, question, now)
    const kept = keptQuestion(question, report)
    if (asksNothing(report, recorded, question)) {
      return {
        facts: asJson({ question: kept, recorded: recorded }),
        say: (words) => nothingRecordedText(question.period, recorded, words),
        receipts: report.receipts,
      }
    }
    if (choices.length > 1)
      report.notes.push(
        `${choices.length} names fit ${question.filters[0]!.label}; the total is of all of them.`,
      )
    return {
      facts: asJson({
        question: kept,
        figures: report.figures,
        rows: report.sections[0]?.rows ?? [],
        notes: report.notes,
      }),
      say: (words) => salesAnswerText(report, words),
      receipts: report.receipts,
      report,
      formats: form ? [form] : [],
      run: { type: 'sales_answer', params: paramsOf(question) },
      offers:
        choices.length > 1
          ? choices.slice(0, choicesMax).map((choice) => offerOf(choice, said))
          : [],
    }
  },
})

/** A tap asks the same again, about the one that was meant. */
function offerOf(
  { kind, key, label }: { kind: (typeof filterKinds)[number]; key: string; label: string },
  said: object,
): Offer {
  const { about: _, ...rest } = said as { about?: string[] }
  return {
    title: label,
    tool: 'ask_sales',
    input: { ...rest, within: [{ kind, keys: [key], label }] } as Json,
  }
}
