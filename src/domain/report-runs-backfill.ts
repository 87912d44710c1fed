/** Reports of the past: of closed days and months with records, as the timetable would have made them. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import { type FileFormat, requestRun } from './report-runs.ts'

export interface Past {
  type: 'daily_sales' | 'monthly_audit'
  params: { day: string } | { month: string }
}

/** How many days and months to look back from today, which is not over yet. */
export interface Reach {
  today: Day
  daily: number
  monthly: number
}

/**
 * What the timetable or an earlier backfill has not made, days first, the newest first. The report
 * tables must be fresh.
 */
export function unmadePast(sql: Sql, { today, daily, monthly }: Reach): Promise<Past[]> {
  return sql<Past[]>`
    with day as (
      select 'daily_sales' as type, day as at, jsonb_build_object('day', day::text) as params
      from report.daily_sales
      where org_id = current_org() and day < ${today}::date
        and day >= ${today}::date - ${daily}::integer
    ), month as (
      select distinct 'monthly_audit' as type, date_trunc('month', day)::date as at,
        jsonb_build_object('month', to_char(day, 'YYYY-MM')) as params
      from report.daily_sales
      where org_id = current_org() and day < date_trunc('month', ${today}::date)
        and day >= date_trunc('month', ${today}::date) - make_interval(months => ${monthly}::integer)
    )
    select type, params
    from (select * from day union all select * from month) past
    where not exists (
      select from reports r
      where r.org_id = current_org() and r.type = past.type and r.params = past.params
        and r.via in ('schedule', 'backfill') and r.status = 'completed')
    order by type, at desc`
}

/** Queues it once, behind everything else; one that failed before is tried anew. */
export async function requestPast(
  sql: Sql,
  { type, params }: Past,
  { formats, now }: { formats: readonly FileFormat[]; now: Date },
): Promise<{ id: string }> {
  const runKey = `backfill:${type}:${Object.values(params)[0]}`
  const { id, isNew } = await requestRun(sql, {
    ...{ type, params: { ...params }, formats, via: 'backfill', requestedBy: null, runKey, now },
  })
  if (!isNew)
    await sql`
      update reports
      set status = 'queued', attempts = 0, error = null, completed_at = null, leased_until = null
      where org_id = current_org() and id = ${id} and status = 'failed'`
  return { id }
}

/** Whether the org's past has been asked for before. */
export async function hasBackfill(sql: Sql): Promise<boolean> {
  const rows = await sql`
    select from reports where org_id = current_org() and via = 'backfill' limit 1`
  return rows.length > 0
}
