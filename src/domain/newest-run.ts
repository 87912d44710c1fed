/** The newest run of a report of just these days, for whoever opens it without having asked for it. */
import type { Json, Sql } from '#db/sql.ts'
import { findRun, type ReportRun } from './report-runs.ts'

/** The newest one completed; else what is being made, or failed last; null when nobody asked for it. */
export async function newestRun(
  sql: Sql,
  { type, params }: { type: string; params: Record<string, Json> },
): Promise<ReportRun | null> {
  const [newest] = await sql<{ id: string }[]>`
    select id
    from reports
    where org_id = current_org() and type = ${type} and params @> ${sql.json(params)}
    order by (status = 'completed') desc, id desc
    limit 1`
  return newest ? findRun(sql, newest.id) : null
}
