/** What is asked about runs of reports besides the one: how many wait, which is of the latest days. */
import type { Sql } from '#db/sql.ts'
import { findRun, type ReportRun } from './report-runs.ts'

/** Runs of the org that are queued or running. */
export async function countUndone(sql: Sql): Promise<number> {
  const [row] = await sql<{ undone: number }[]>`
    select count(*)::integer as undone
    from reports
    where org_id = current_org() and status in ('queued', 'running')`
  return row!.undone
}

/** Of a type that is of one day or month: the newest completed run of the latest one; null when there is none. */
export async function latestRun(sql: Sql, type: string): Promise<ReportRun | null> {
  const [latest] = await sql<{ id: string }[]>`
    select id
    from reports
    where org_id = current_org() and type = ${type} and status = 'completed'
    order by coalesce(params ->> 'day', params ->> 'month') desc, id desc
    limit 1`
  return latest ? findRun(sql, latest.id) : null
}
