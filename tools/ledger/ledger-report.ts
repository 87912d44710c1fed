/** What the tools of the books have in common: which days, which form, and the report in words. */
import { z } from 'zod'
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { resolvePeriod } from '#domain/period.ts'
import { asJson, type ToolContext, type ToolResult } from '#engine/tool.ts'
import type { Day, Period } from '#kit/day.ts'
import { choice, dayWords } from '#kit/inputs.ts'
import { reportText } from '#reports/render/text.ts'
import type { Report } from '#reports/report.ts'

/** A whole trial balance fits; a list of products is shorter. */
const rowsMax = 40
const productsMax = 12

export const reportInput = z.object({
  period: dayWords().optional().describe("The days, in the person's own words"),
  form: choice({ pdf: ['pdf', 'a pdf', 'pdf file'], csv: ['csv', 'a csv', 'excel', 'spreadsheet'] })
    .optional()
    .describe('Also send it as a file'),
})
type Said = z.output<typeof reportInput>

/** What may stand behind a report's name. */
export const reportEnding =
  '[report|statement] <(for|of|in|over|as of|as at|at|on|from) [the] {period}> <{period}> <(as|in|as a|to) {form}>'

/** Of a span of days; this month when none was said. */
export async function periodReport(
  { sql, org, today, now }: ToolContext,
  { period = 'this month', form }: Said,
  make: (sql: Sql, org: Org, period: Period, now: Date) => Promise<Report>,
): Promise<ToolResult> {
  const days = resolvePeriod(period, { org, today, spokenOf: null, recorded: null })
  return told(await make(sql, org, days, now), form)
}

/** Of one day, the last of the days that were said; today when none was. */
export async function dayReport(
  { sql, org, today, now }: ToolContext,
  { period = 'today', form }: Said,
  make: (sql: Sql, org: Org, day: Day, now: Date) => Promise<Report>,
): Promise<ToolResult> {
  const { to } = resolvePeriod(period, { org, today, spokenOf: null, recorded: null })
  return told(await make(sql, org, to, now), form)
}

function told(report: Report, form: Said['form']): ToolResult {
  const { title, period, figures, sections, controls, notes } = report
  return {
    facts: asJson({
      ...{ title, period, figures, controls, notes },
      sections: sections.map(({ title, rows, totals }) => ({
        title,
        rows: rows.slice(0, rowsMax),
        totals,
      })),
    }),
    say: (words) =>
      reportText(report, words, { rowsMax: isOfProducts(report) ? productsMax : rowsMax }),
    receipts: report.receipts,
    report,
    formats: form ? [form] : [],
  }
}

function isOfProducts({ sections }: Report): boolean {
  return sections.some(({ columns }) => /product/i.test(columns[0]?.key ?? ''))
}
