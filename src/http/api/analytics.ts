/** Exports as jobs, under the names that analytics tools call them by. */
import { z } from '@hono/zod-openapi'
import type { Org } from '#domain/org.ts'
import { cutOf } from '#domain/period.ts'
import type { FileFormat, ReportRun } from '#domain/report-runs.ts'
import { dayOf, spanAround } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import { kindOf, reportKinds } from '#reports/kinds.ts'
import type { ApiDoors } from './api-doors.ts'
import { askForRun } from './ask-for-run.ts'
import { day, id } from './fields.ts'
import { linksFor } from './file-addresses.ts'
import { type AnyOperation, operation } from './operation.ts'
import { Problem } from './problem.ts'
import { type Asked, type LinkOf, tellState } from './run-schemas.ts'
import { runFor } from './runs-in-sight.ts'

const tag = 'Analytics'

/** What each is called among the kinds of reports. */
const kindsCalled = {
  ar_aging: 'receivables_ageing',
  cashflow: 'cash_position',
  payment: 'export_payments',
  sales: 'sales_summary',
  orders: 'export_orders',
  order_lines: 'export_order_lines',
  stock: 'stock_valuation',
  stock_aging: 'stock_ageing',
  stock_movements: 'export_stock_movements',
  journal: 'export_journal_lines',
  tax: 'tax_summary',
  audit: 'export_audit',
} as const
const noBills =
  'There is no ap_aging yet: suppliers’ bills are not recorded here. ar_aging tells what customers owe.'

const called = [...new Set([...Object.keys(kindsCalled), ...reportKinds.map(({ type }) => type)])]
const names = [...called, 'ap_aging']

const asked = {
  report_type: z
    .enum(names, { error: `\`report_type\` is one of: ${called.join(', ')}.` })
    .openapi({ example: 'ar_aging' }),
  format: z.enum(['xlsx', 'pdf', 'csv', 'zip']).openapi({ example: 'xlsx' }),
  from: day().openapi({ description: 'The first of this month when left out' }),
  to: day().openapi({ description: 'Today when left out; of a report of one day, the day' }),
}
const optional = z.strictObject(asked).partial()

const job = z
  .strictObject({
    job_id: id(),
    status: z.enum(['pending', 'processing', 'completed', 'failed']),
    report_type: z.string(),
    format: z.string(),
    progress: z.int(),
    download_url: z.string().nullable().openapi({ description: 'Opens it, for a while' }),
    error: z.string().nullable(),
  })
  .openapi('ExportJob')

const statusOf = {
  queued: 'pending',
  running: 'processing',
  completed: 'completed',
  failed: 'failed',
} as const

export function analytics(doors: ApiDoors): AnyOperation[] {
  const links = linksFor(doors)
  return [
    operation({
      ...{ method: 'post', path: '/analytics/reports/export', tag, needs: 'reports:generate' },
      summary: 'An export as a job; what is asked for stands in the query or in the body',
      query: optional,
      body: optional,
      bodyIsOptional: true,
      ...{ status: 201, gives: 'The job', schema: job },
      run: async (sql, { query, body, ...call }) => {
        const said = { ...query, ...body }
        const today = dayOf(call.now, call.org.timezone)
        const asked = askedOf(said, call.org, today)
        const given = await askForRun(sql, doors.desk, { ...call, asked, linkOf: links(call) })
        const { id } = given.body as { id: string }
        const run = await runFor(sql, call.actor, id)
        const location = `/api/v1/analytics/reports/jobs/${id}`
        return { ...given, location, body: tellJob(run, links(call)) }
      },
    }),
    operation({
      ...{ method: 'get', path: '/analytics/reports/jobs/{id}', tag, needs: 'reports:read' },
      summary: 'How far an export is, and where its file is',
      params: z.object({ id: id() }),
      ...{ status: 200, gives: 'The job', schema: job },
      run: async (sql, { params, ...call }) => ({
        body: tellJob(await runFor(sql, call.actor, params.id), links(call)),
      }),
    }),
  ]
}

function askedOf(
  { report_type: name, format = 'xlsx', from, to }: Partial<Record<keyof typeof asked, string>>,
  org: Org,
  today: Day,
): Asked {
  if (!name) throw missing()
  if (name === 'ap_aging') throw new Refusal(noBills)
  const type = kindsCalled[name as keyof typeof kindsCalled] ?? name
  const { span } = kindOf(type)
  const last = to ?? today
  const first = from ?? spanAround(last, 'month', cutOf(org)).from
  const params = {
    ...{ day: { day: last }, 'as-of': { day: last }, period: { from: first, to: last } },
    month: { month: last.slice(0, 7) },
  }[span]
  return { type, params, formats: [format as FileFormat], insights: false }
}

function missing() {
  const says = `\`report_type\` is one of: ${called.join(', ')}.`
  return new Problem('invalid', undefined, { errors: [{ at: 'report_type', says }] })
}

function tellJob(run: ReportRun, linkOf: LinkOf) {
  const { id, type, status, progress, error, files } = tellState(run, linkOf)
  const name = Object.entries(kindsCalled).find(([, kind]) => kind === type)?.[0]
  return {
    ...{ job_id: id, status: statusOf[status], report_type: name ?? type },
    ...{ format: run.formats[0] ?? files[0]?.format ?? '', progress, error },
    download_url: files.find(({ url }) => url !== null)?.url ?? null,
  }
}
