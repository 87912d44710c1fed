/**
 * Reports that each business has made by itself: the sales of a day once it is over, the audit of a
 * month on the first. Each once, whoever asks, and not for days on which nothing happened.
 */
import type { Json, Sql } from '#db/sql.ts'
import { currentOrg } from '#domain/org.ts'
import type { FileFormat } from '#domain/report-runs.ts'
import { addDays, dayOf } from '#kit/calendar.ts'
import type { ReportDesk } from '#reports/desk.ts'
import { reportKinds } from '#reports/kinds.ts'

/** The report tables must be fresh. */
export async function makeYesterday(sql: Sql, desk: ReportDesk, now: Date): Promise<boolean> {
  const { timezone } = await currentOrg(sql)
  const day = addDays(dayOf(now, timezone), -1)
  const traded = await sql`
    select 1 from report.daily_sales where org_id = current_org() and day = ${day}`
  if (traded.count === 0) return false
  return ask(sql, desk, {
    type: 'daily_sales',
    params: { day },
    formats: ['pdf', 'csv', 'xlsx'],
    now,
  })
}

/** On the first; on a later day where nobody was there on the first. */
export async function makeLastMonth(sql: Sql, desk: ReportDesk, now: Date): Promise<boolean> {
  const { timezone } = await currentOrg(sql)
  const first = `${dayOf(now, timezone).slice(0, 7)}-01`
  const month = addDays(first, -1).slice(0, 7)
  const happened = await sql`
    select 1 from audit_log
    where org_id = current_org() and at < ${first}::date::timestamp at time zone ${timezone}
    limit 1`
  if (happened.count === 0) return false
  return ask(sql, desk, { type: 'monthly_audit', params: { month }, formats: ['zip'], now })
}

interface Asking {
  type: string
  params: Record<string, Json>
  formats: FileFormat[]
  now: Date
}

async function ask(sql: Sql, desk: ReportDesk, asking: Asking): Promise<boolean> {
  if (!reportKinds.some(({ type }) => type === asking.type)) return false
  const { type, params, now } = asking
  const runKey = `over ${type} ${Object.values(params).join(' ')}`
  const wants = { wantsInsights: true, via: 'schedule' as const, requestedBy: null, runKey, now }
  return (await desk.request(sql, { ...asking, ...wants })).isNew
}
