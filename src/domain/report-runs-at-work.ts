/**
 * Runs at work: claimed by one process under a lease, held on to while it works, and finished only
 * by whoever still holds them. Leases are measured by the database's clock, which all share.
 */
import type { Json, Sql } from '#db/sql.ts'
import type { FileFormat, RunRequest, Via } from './report-runs.ts'
import { notesMsMax } from './report-runs-noted.ts'

/** Begun so often without an end, a run has failed. */
export const attemptsMax = 3

export interface ClaimedRun {
  id: string
  type: string
  params: Record<string, Json>
  formats: FileFormat[]
  via: Via
  requestedBy: string | null
  wantsInsights: boolean
  /** This one too. */
  attempts: number
  lease: string
}

export interface Claim {
  /** Only this one, even when it is to wait a little after a fault. */
  id?: string
  /** Those that this process has in hand already. */
  except: readonly string[]
  leaseMs: number
  now: Date
}

/** The oldest run of the org that waits, or whose process died, the past last; null: there is none. */
export async function claimReport(sql: Sql, claim: Claim): Promise<ClaimedRun | null> {
  const { id, except, leaseMs, now } = claim
  const waitsLonger = id ? sql`false` : sql`leased_until > now()`
  const [run] = await sql<ClaimedRun[]>`
    update reports
    set status = 'running', attempts = attempts + 1, progress = 0,
      leased_by = gen_random_uuid()::text,
      leased_until = now() + make_interval(secs => ${leaseMs / 1_000}),
      started_at = coalesce(started_at, ${now})
    where org_id = current_org() and id = (
      select id
      from reports
      where org_id = current_org() and attempts < ${attemptsMax}
        ${id ? sql`and id = ${id}` : sql``}
        and not (id = any(${[...except]}::bigint[]))
        and (status = 'queued' and (leased_until is null or not (${waitsLonger}))
          or status = 'running' and leased_until <= now())
      order by via = 'backfill', id
      limit 1
      for update skip locked)
    returning id, type, params, formats, via, requested_by as "requestedBy",
      wants_insights as "wantsInsights", attempts, leased_by as lease`
  return run ?? null
}

/** Runs that were begun `attemptsMax` times, each time by a process that died, have failed. */
export async function failAbandoned(
  sql: Sql,
  { except, now }: Pick<Claim, 'except' | 'now'>,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update reports
    set status = 'failed', error = ${gaveUp}, completed_at = ${now},
      leased_by = null, leased_until = null
    where org_id = current_org() and status = 'running' and leased_until <= now()
      and attempts >= ${attemptsMax} and not (id = any(${[...except]}::bigint[]))
    returning id`
  return rows.map(({ id }) => id)
}

/** The orgs in which something waits to be made or noted, for a courier. */
export async function orgsWithRuns(sql: Sql): Promise<number[]> {
  const rows = await sql<{ orgId: number }[]>`
    select distinct org_id as "orgId"
    from reports
    where status in ('queued', 'running') and (leased_until is null or leased_until <= now())
    union
    select org_id
    from reports
    where status = 'completed' and leased_until <= now()`
  return rows.map(({ orgId }) => orgId)
}

/** False when it is no longer ours. */
export async function holdOn(sql: Sql, { id, lease, leaseMs }: Held & { leaseMs: number }) {
  const rows = await sql`
    update reports
    set leased_until = now() + make_interval(secs => ${leaseMs / 1_000})
    where org_id = current_org() and id = ${id} and status = 'running' and leased_by = ${lease}
    returning 1`
  return rows.length === 1
}

export async function noteProgress(sql: Sql, held: Held & { progress: number }): Promise<void> {
  await sql`
    update reports
    set progress = ${held.progress}
    where org_id = current_org() and id = ${held.id} and status = 'running'
      and leased_by = ${held.lease}`
}

export interface Held {
  id: string
  lease: string
}

/** The frozen report and the files that are in the store already. */
export interface Outcome {
  result: Json
  checksum: string
  asOf: Date
  files: readonly WrittenFile[]
  durationMs: number
  now: Date
}

export interface WrittenFile {
  format: FileFormat
  name: string
  mime: string
  sha256: string
  sizeBytes: number
}

/** All of it becomes visible at once; false, and nothing is kept, when the run is no longer ours. */
export async function completeReport(sql: Sql, held: Held, outcome: Outcome): Promise<boolean> {
  const rows = await sql`
    update reports
    set status = 'completed', progress = 100, completed_at = ${outcome.now}, error = null,
      duration_ms = ${outcome.durationMs}, as_of = ${outcome.asOf},
      result = ${sql.json(outcome.result)}, checksum = ${outcome.checksum},
      leased_by = null, leased_until = case when wants_insights then ${notesUntil(sql)} end
    where org_id = current_org() and id = ${held.id} and status = 'running'
      and leased_by = ${held.lease}
    returning 1`
  if (rows.length === 0) return false
  await addFiles(sql, held.id, outcome.files, outcome.now)
  return true
}

/** What was just built by somebody else's hand: asked for and completed at once. */
export async function insertCompleted(
  sql: Sql,
  request: Omit<RunRequest, 'runKey'>,
  outcome: Outcome,
): Promise<string> {
  const { type, params, formats, via, requestedBy, wantsInsights = false, now } = request
  const [row] = await sql<{ id: string }[]>`
    insert into reports (org_id, type, params, formats, status, progress, via, requested_by,
      wants_insights, requested_at, started_at, completed_at, duration_ms, as_of, result, checksum,
      attempts, leased_until)
    values (current_org(), ${type}, ${sql.json(params)}, ${[...formats]}, 'completed', 100, ${via},
      ${requestedBy}, ${wantsInsights}, ${now}, ${now}, ${outcome.now},
      ${outcome.durationMs}, ${outcome.asOf}, ${sql.json(outcome.result)}, ${outcome.checksum}, 1,
      case when ${wantsInsights} then ${notesUntil(sql)} end)
    returning id`
  await addFiles(sql, row!.id, outcome.files, outcome.now)
  return row!.id
}

function notesUntil(sql: Sql) {
  return sql`now() + make_interval(secs => ${notesMsMax / 1_000})`
}

/** A form that was made of a completed run later; the first one stays. */
export async function addFiles(
  sql: Sql,
  reportId: string,
  files: readonly WrittenFile[],
  now: Date,
): Promise<void> {
  for (const { format, name, mime, sha256, sizeBytes } of files)
    await sql`
      with file as (
        insert into stored_files (org_id, sha256, name, mime, size_bytes, created_at)
        select current_org(), ${sha256}, ${name}, ${mime}, ${sizeBytes}, ${now}
        where not exists (
          select from report_files
          where org_id = current_org() and report_id = ${reportId} and format = ${format})
        returning id)
      insert into report_files (org_id, report_id, format, file_id)
      select current_org(), ${reportId}, ${format}, file.id
      from file
      on conflict (org_id, report_id, format) do nothing`
}

/** A fault is tried again after a while, `attemptsMax` times in all; a refusal ends it at once. */
export async function failReport(
  sql: Sql,
  { id, lease }: Held,
  { error, againMs, now }: { error: string | null; againMs: number; now: Date },
): Promise<'failed' | 'again' | 'lost'> {
  const ours = sql`org_id = current_org() and id = ${id} and status = 'running' and leased_by = ${lease}`
  const again = await sql`
    update reports
    set status = 'queued', leased_by = null,
      leased_until = now() + make_interval(secs => ${againMs / 1_000})
    where ${ours} and attempts < ${attemptsMax} and ${error}::text is null
    returning 1`
  if (again.length > 0) return 'again'
  const failed = await sql`
    update reports
    set status = 'failed', error = ${error ?? gaveUp}, completed_at = ${now},
      leased_by = null, leased_until = null
    where ${ours}
    returning 1`
  return failed.length > 0 ? 'failed' : 'lost'
}

/** Given back unfinished, as if it had never been taken: the process stops. */
export async function giveBack(sql: Sql, { id, lease }: Held): Promise<void> {
  await sql`
    update reports
    set status = 'queued', attempts = greatest(attempts - 1, 0), progress = 0,
      leased_by = null, leased_until = null
    where org_id = current_org() and id = ${id} and status = 'running' and leased_by = ${lease}`
}

const gaveUp = `The report could not be made in ${attemptsMax} tries; please ask for it again.`
