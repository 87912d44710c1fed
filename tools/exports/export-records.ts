import { z } from 'zod'
import { resolvePeriod } from '#domain/period.ts'
import { defineTool, type ToolResult } from '#engine/tool.ts'
import { choice, dayWords } from '#kit/inputs.ts'
import { wordsFor } from '#kit/words.ts'
import { kindOf, mayRead } from '#reports/kinds.ts'
import { justSay } from '../ask-back.ts'

const input = z.object({
  what: choice({
    export_order_lines: ['order lines', 'sales lines', 'line items', 'sales', 'sales data'],
    export_orders: ['orders', 'all orders', 'order list', 'list of orders'],
    export_payments: ['payments', 'all payments', 'payments and refunds', 'refunds'],
    export_stock_movements: ['stock movements', 'movements', 'inventory movements'],
    export_journal_lines: ['journal lines', 'journal', 'journal entries', 'ledger', 'ledger lines'],
    export_audit: ['audit log', 'audit entries', 'audit trail'],
  }).describe('Which records'),
  period: dayWords()
    .optional()
    .describe("The days, in the person's own words; this month when not said"),
  form: choice({
    csv: ['csv', 'a csv', 'csv file'],
    xlsx: ['xlsx', 'excel', 'an excel', 'excel file', 'a spreadsheet', 'spreadsheet'],
  })
    .optional()
    .describe('csv when not said'),
})

/** More than that is no file for a chat. */
const linesMax = 100_000
const asking = '(export|download|export me|send me an export of|export of|give me an export of)'
const ending = '<(for|of|in|over|from) [the] {period}> <{period}> <(as|in|as a|to) {form}>'

export const exportRecordsTool = defineTool({
  name: 'export_records',
  description: [
    'Every line of orders, payments, stock movements, the journal or the audit log as a CSV or Excel',
    'file. Not for totals or a report of sales: use sales_summary.',
  ].join(' '),
  phrases: [
    `=${asking} [all|the|our|my|every] [of] [the|our] {what} ${ending}`,
    `={what} export ${ending}`,
  ],
  needs: 'reports:read',
  input,

  async run(context, { what, period = 'this month', form = 'csv' }): Promise<ToolResult> {
    const { sql, org, actor, today, now } = context
    const kind = kindOf(what)
    if (!mayRead(actor, kind)) return justSay('Your account may not export those records.')
    const { from, to } = resolvePeriod(period, { org, today, spokenOf: null, recorded: null })
    const days = wordsFor(org).period({ from, to, label: '' })
    const { figures } = await kind.build(sql, org, { from, to }, now)
    const lines = figures[0]?.value ?? '0'
    if (lines === '0') return justSay(`${kind.title}: there are none in ${days}.`)
    if (Number(lines) > linesMax)
      return justSay(
        `${kind.title} of ${days} are ${lines} lines, too many for a chat: ask for fewer days, or fetch them from the dashboard ("open the dashboard").`,
      )
    return {
      facts: { export: kind.title, days, lines },
      say: () => `**${kind.title}**, ${days}:`,
      makes: { type: what, params: { from, to }, formats: [form] },
    }
  },
})
