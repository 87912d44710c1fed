/** Runs that several askings share: who asks again for what takes long gets what is under way, or was just made. */
import type { Sql } from '#db/sql.ts'
import type { RunRequest } from './report-runs.ts'

/** What took longer than this is handed over again for so long after, as it was made. */
const longMs = 5_000
const sharedMs = 10 * 60_000

/** Of the same person, with the same words and files; null when there is none, or a key says which. */
export async function findSame(sql: Sql, request: RunRequest): Promise<string | null> {
  const { type, params, formats, via, requestedBy, runKey, now } = request
  if (runKey || requestedBy === null) return null
  const [row] = await sql<{ id: string }[]>`
    select id
    from reports
    where org_id = current_org() and type = ${type} and params = ${sql.json(params)}
      and formats = ${[...formats]} and via = ${via} and requested_by = ${requestedBy}
      and requested_at <= ${now}
      and (status in ('queued', 'running')
        or status = 'completed' and duration_ms >= ${longMs}
          and completed_at > ${new Date(now.getTime() - sharedMs)})
    order by id desc
    limit 1`
  return row?.id ?? null
}
