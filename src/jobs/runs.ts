/** Which slots have run: of several Tillies that hear the same bell, one gets to do the work. */
import type { Sql } from '#db/sql.ts'

const runMsMax = 3_600_000
const attemptsMax = 3
const keptMs = 7 * 24 * 3_600_000

export interface Run {
  job: string
  slot: Date
}

/**
 * True for the one who may do it. A run whose process died is free again after an hour, up to three
 * times: an hour of the database's clock, since those of several Tillies may differ by as much.
 */
export async function claimRun(sql: Sql, { job, slot }: Run): Promise<boolean> {
  const claimed = await sql`
    insert into job_runs (org_id, job, slot, started_at)
    values (current_org(), ${job}, ${slot}, now())
    on conflict (org_id, job, slot)
    do update set started_at = excluded.started_at, attempts = job_runs.attempts + 1
    where job_runs.ended_at is null
      and job_runs.started_at <= now() - make_interval(secs => ${runMsMax / 1_000})
      and job_runs.attempts < ${attemptsMax}
    returning 1`
  return claimed.length === 1
}

export async function endRun(
  sql: Sql,
  { job, slot }: Run,
  outcome: 'done' | 'failed',
): Promise<void> {
  await sql`
    update job_runs
    set ended_at = now(), outcome = ${outcome}
    where job = ${job} and slot = ${slot}`
}

/** Slots of more than a week ago can never be due again. */
export async function forgetRuns(sql: Sql, now: Date): Promise<void> {
  await sql`delete from job_runs where slot < ${new Date(now.getTime() - keptMs)}`
}
