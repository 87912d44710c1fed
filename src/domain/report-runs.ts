/**
 * Runs of reports: asked for, run once, frozen for good. What was shown or sent to anybody is
 * rendered from the frozen result, never computed again.
 */
import type { Json, Sql } from '#db/sql.ts'

export const fileFormats = ['pdf', 'csv', 'xlsx', 'png', 'zip'] as const
export type FileFormat = (typeof fileFormats)[number]
export type RunStatus = 'queued' | 'running' | 'completed' | 'failed'
export type Via = 'chat' | 'api' | 'page' | 'schedule' | 'backfill' | 'terminal'

export interface RunFile {
  format: FileFormat
  /** stored_files.id */
  id: string
  name: string
  mime: string
  sizeBytes: number
  sha256: string
  /** Its bytes are gone, by the rules of retention. */
  removedAt: Date | null
}

export interface ReportRun {
  id: string
  type: string
  params: Record<string, Json>
  formats: FileFormat[]
  status: RunStatus
  /** 0 to 100 */
  progress: number
  via: Via
  requestedBy: string | null
  requestedAt: Date
  startedAt: Date | null
  completedAt: Date | null
  durationMs: number | null
  asOf: Date | null
  checksum: string | null
  /** Whether notes were asked for: `insights` may still come. */
  wantsInsights: boolean
  insights: Json
  error: string | null
  files: RunFile[]
}

export interface RunRequest {
  type: string
  params: Record<string, Json>
  formats: readonly FileFormat[]
  via: Via
  requestedBy: string | null
  /** A second request under the same key is the first one's run. */
  runKey?: string
  wantsInsights?: boolean
  now: Date
}

/** Queues a run, or finds the one that was queued under the same key before. */
export async function requestRun(
  sql: Sql,
  request: RunRequest,
): Promise<{ id: string; isNew: boolean }> {
  const { type, params, formats, via, requestedBy, runKey = null, now } = request
  const [made] = await sql<{ id: string }[]>`
    insert into reports (org_id, type, params, formats, via, requested_by, run_key,
      wants_insights, requested_at)
    values (current_org(), ${type}, ${sql.json(params)}, ${[...formats]}, ${via}, ${requestedBy},
      ${runKey}, ${request.wantsInsights ?? false}, ${now})
    on conflict (org_id, run_key) do nothing
    returning id`
  if (made) return { id: made.id, isNew: true }
  const [kept] = await sql<{ id: string }[]>`
    select id from reports where org_id = current_org() and run_key = ${runKey}`
  return { id: kept!.id, isNew: false }
}

/** Null when there is none of that id in this org. */
export async function findRun(sql: Sql, id: string): Promise<ReportRun | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  const [run] = await sql<ReportRun[]>`${selectRuns(sql)} and r.id = ${id}`
  return run ?? null
}

export interface RunFilter {
  types?: readonly string[]
  status?: RunStatus
  after?: string
  limit: number
}

const pageMax = 100

/** The newest first; `next` is the `after` of the next page. */
export async function listRuns(
  sql: Sql,
  { types, status, after, limit }: RunFilter,
): Promise<{ items: ReportRun[]; next: string | null }> {
  const size = Math.min(limit, pageMax)
  const rows = await sql<ReportRun[]>`
    ${selectRuns(sql)}
      ${types ? sql`and r.type = any(${[...types]}::text[])` : sql``}
      ${status ? sql`and r.status = ${status}` : sql``}
      ${after ? sql`and r.id < ${after}` : sql``}
    order by r.id desc
    limit ${size + 1}`
  const items = rows.slice(0, size)
  return { items, next: rows.length > size ? items.at(-1)!.id : null }
}

/** The frozen report as JSON (`reports/report`), or null before it is completed. */
export async function frozenResult(sql: Sql, id: string): Promise<Json> {
  const [row] = await sql<{ result: Json }[]>`
    select result from reports where org_id = current_org() and id = ${id}`
  return row?.result ?? null
}

function selectRuns(sql: Sql) {
  return sql`
    select r.id, r.type, r.params, r.formats, r.status, r.progress, r.via,
      r.requested_by as "requestedBy", r.requested_at as "requestedAt",
      r.started_at as "startedAt", r.completed_at as "completedAt",
      r.duration_ms as "durationMs", r.as_of as "asOf", r.checksum, r.wants_insights as "wantsInsights",
      r.insights, r.error,
      coalesce((
        select jsonb_agg(jsonb_build_object('format', f.format, 'id', s.id::text, 'name', s.name,
          'mime', s.mime, 'sizeBytes', s.size_bytes, 'sha256', s.sha256, 'removedAt', s.removed_at)
          order by f.format)
        from report_files f
        join stored_files s on s.org_id = f.org_id and s.id = f.file_id
        where f.org_id = r.org_id and f.report_id = r.id
      ), '[]') as files
    from reports r
    where r.org_id = current_org()`
}
