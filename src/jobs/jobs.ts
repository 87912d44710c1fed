/**
 * The jobs at work: bell → each business's newest slot → claimed by one Tillie → run.
 * A slot that nobody was there for is caught up once, at the next bell or start.
 */
import type { Db } from '#db/sql.ts'
import { listOrgs, type Org } from '#domain/org.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { openBells } from './bells.ts'
import { claimRun, endRun } from './runs.ts'
import { cronOf, dueSlot, type Row, timetable } from './schedule.ts'

export type Job = (orgId: number) => Promise<void>

export interface Jobs {
  /** Rings every bell once, for what was missed, and then by the timetable. */
  start(): Promise<void>
  /** Resolves when no run is in hand. */
  idle(): Promise<void>
  /** Begins nothing new; resolves when the runs in hand have ended. */
  stop(): Promise<void>
}

export interface JobsDeps {
  db: Db
  log: Log
  clock: Clock
  /** By the names in the timetable. */
  jobs: Record<string, Job>
  rows?: readonly Row[]
  bells?: typeof openBells
  /** For the metrics. */
  onEnd?(job: string, outcome: 'done' | 'failed'): void
}

export function openJobs({ db, log, clock, jobs, onEnd, ...options }: JobsDeps): Jobs {
  const rows = options.rows ?? timetable
  for (const { job } of rows) if (!jobs[job]) throw new Error(`nobody does the job ${job}`)
  const busy = new Map<string, Promise<void>>()
  let isStopping = false
  // One for all rows of a cron: each bell that rings costs a thread of its own.
  const crons = [...new Set(rows.map(cronOf))]
  const bells = (options.bells ?? openBells)(
    crons.map((cron) => ({ name: cron, cron })),
    { onRing: ringAll, onFault: (fault) => complain('bells', fault) },
  )
  return { start, idle, stop }

  async function start() {
    for (const row of rows) ring(row)
    await bells.start()
  }

  async function idle() {
    await Promise.all(busy.values())
  }

  async function stop() {
    isStopping = true
    await bells.stop()
    await idle()
  }

  function ringAll(cron: string) {
    for (const row of rows) if (cronOf(row) === cron) ring(row)
  }

  /** A bell that rings while its job is still busy is not queued: the next one finds what is due. */
  function ring(row: Row) {
    if (isStopping || busy.has(row.job)) return
    const run = runDue(row)
      .catch((fault) => complain(row.job, fault))
      .finally(() => busy.delete(row.job))
    busy.set(row.job, run)
  }

  async function runDue(row: Row) {
    for (const org of await listOrgs(db)) {
      if (isStopping) return
      await runOnce(row, org)
    }
  }

  async function runOnce(row: Row, { id, timezone }: Org) {
    const { job } = row
    const slot = dueSlot(row, timezone, clock())
    if (!(await db.asOrg(id, (sql) => claimRun(sql, { job, slot })))) return
    const outcome = await attempt(job, id)
    await db.asOrg(id, (sql) => endRun(sql, { job, slot }, outcome))
    onEnd?.(job, outcome)
  }

  async function attempt(job: string, orgId: number): Promise<'done' | 'failed'> {
    try {
      await jobs[job]!(orgId)
      return 'done'
    } catch (fault) {
      complain(job, fault, orgId)
      return 'failed'
    }
  }

  function complain(job: string, err: unknown, orgId?: number) {
    log.error({ err, job, orgId }, 'a job failed')
  }
}
