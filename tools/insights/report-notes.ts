import { z } from 'zod'
import { hasInsights, insightSettings } from '#domain/insight-settings.ts'
import { resolveQuestion } from '#domain/metrics/ask.ts'
import { listRuns } from '#domain/report-runs.ts'
import { asJson, defineTool, type ToolContext, type ToolResult } from '#engine/tool.ts'
import { addDays } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { dailySales } from '#reports/daily-sales.ts'
import { findingsFor } from '#reports/insights/find.ts'
import { notesByRule } from '#reports/insights/findings.ts'
import { type Insights, insightsFrom } from '#reports/insights/insights.ts'
import { insightsText } from '#reports/insights/text.ts'
import { justSay } from '../ask-back.ts'
import { spokenOf } from '../sales/conversation.ts'

const input = z.object({
  period: z
    .string()
    .max(120)
    .optional()
    .describe("The day, in the person's own words; yesterday when not said"),
})

/** The newest runs that are looked through for one of the day. */
const runsLookedMax = 100

export const reportNotesTool = defineTool({
  name: 'report_notes',
  description: [
    "Advisory notes on one day's sales: what moved against a usual such weekday, what is unusual,",
    'and a forecast of the seven days ahead. Not for the figures themselves: use ask_sales; not for',
    'the official report: use daily_sales_report.',
  ].join(' '),
  phrases: [
    'what stands out',
    'what stood out',
    'anything|something unusual|odd|strange|notable',
    'insights|insight',
    'anomalies|anomaly',
    'notes on|for|about {period}',
    'ai notes (on|for|about) {period}',
  ],
  needs: 'reports:read',
  input,

  async run(context, { period = defaultPeriod(context) }): Promise<ToolResult> {
    const { sql, org, today, last } = context
    const { question } = await resolveQuestion(
      sql,
      { org, today, spokenOf: spokenOf(last) },
      { period },
    )
    const { from, to } = question.period
    // Of days to come there is a forecast only, and it begins after the last that is over.
    const day = from > today ? addDays(today, -1) : from === to ? from : null
    if (!day) return justSay('I write notes on one day at a time: which day should it be?')
    if (!hasInsights(await insightSettings(sql), 'daily_sales'))
      return justSay('Notes on the daily report are switched off here.')
    const { insights, receipts } = await notesOn(context, day)
    return {
      facts: asJson({ day, insights }),
      say: () => insightsText(insights) ?? '',
      receipts,
      asIs: true,
    }
  },
})

/** Those that stand beside a report of the day, or new ones by rule. */
async function notesOn({ sql, org, now }: ToolContext, day: Day) {
  const { items } = await listRuns(sql, {
    types: ['daily_sales'],
    status: 'completed',
    limit: runsLookedMax,
  })
  const report = await dailySales(sql, org, day, now)
  const run = items.find(({ params, insights }) => params.day === day && insights !== null)
  const kept = insightsFrom(run?.insights ?? null)
  if (kept && kept.state !== 'off') return { insights: kept, receipts: report.receipts }
  const findings = await findingsFor(sql, org, { type: 'daily_sales', report })
  const insights: Insights = { state: 'ready', by: 'house', ...notesByRule(findings) }
  return { insights, receipts: report.receipts }
}

/** "anything unusual?" is of the day that was just spoken of. */
function defaultPeriod({ last }: ToolContext): string {
  const spoken = spokenOf(last)
  return spoken && spoken.from === spoken.to ? spoken.from : 'yesterday'
}
