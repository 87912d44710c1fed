/** What the tools of the books have in common: which days, which form, and the report in words. */
import { z } from 'zod'
import { resolvePeriod } from '#domain/period.ts'
import { asJson, type NamedRun, type ToolContext, type ToolResult } from '#engine/tool.ts'
import type { Period } from '#kit/day.ts'
import { choice, dayWords } from '#kit/inputs.ts'
import { kindOf } from '#reports/kinds.ts'
import { reportText } from '#reports/render/text.ts'
import type { Report } from '#reports/report.ts'

/** A whole trial balance fits; a list of products is shorter. */
const rowsMax = 40
const productsMax = 12

/** The table that is written out of a report of several. */
const writtenOut: Record<string, string> = {
  tax_summary: 'by_rate',
  receivables_ageing: 'customers',
}

export const reportInput = z.object({
  period: dayWords().optional().describe("The days, in the person's own words"),
  form: choice({
    pdf: ['pdf', 'a pdf', 'pdf file'],
    csv: ['csv', 'a csv', 'csv file'],
    xlsx: ['excel', 'an excel', 'excel file', 'xlsx', 'spreadsheet', 'a spreadsheet'],
  })
    .optional()
    .describe('Also send it as a file'),
})
type Said = z.output<typeof reportInput>

/** What may stand behind a report's name. */
export const reportEnding =
  '[report|statement] <(for|of|in|over|as of|as at|at|on|from) [the] {period}> <{period}> <(as|in|as a|to) {form}>'

/** A report of the catalogue over a span of days; this month when none was said. */
export async function periodReport(
  context: ToolContext,
  { period = 'this month', form }: Said,
  type: string,
  choices: Record<string, string> = {},
): Promise<ToolResult> {
  const { org, today } = context
  const days = resolvePeriod(period, { org, today, spokenOf: null, recorded: null })
  const { from, to } = days
  return make(context, { type, params: { from, to, ...choices } }, days, form)
}

/** Of one day, the last of the days that were said; today when none was. */
export async function dayReport(
  context: ToolContext,
  { period = 'today', form }: Said,
  type: string,
): Promise<ToolResult> {
  const { org, today } = context
  const { to } = resolvePeriod(period, { org, today, spokenOf: null, recorded: null })
  return make(context, { type, params: { day: to } }, null, form)
}

/** Its words call the days as the person did; its files, which last, by their dates. */
async function make(
  { sql, org, now }: ToolContext,
  run: NamedRun,
  called: Period | null,
  form: Said['form'],
): Promise<ToolResult> {
  const report = await kindOf(run.type).build(sql, org, run.params, now)
  const spoken = called ? { ...report, period: called } : report
  const { title, period, figures, sections, controls, notes } = spoken
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
      reportText(spoken, words, {
        rowsMax: isOfProducts(report) ? productsMax : rowsMax,
        section: writtenOut[run.type],
      }),
    receipts: report.receipts,
    report,
    formats: form ? [form] : [],
    run,
  }
}

function isOfProducts({ sections }: Report): boolean {
  return sections.some(({ columns }) => /product|customer/i.test(columns[0]?.title ?? ''))
}
