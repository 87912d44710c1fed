/** One run after another: claimed under a lease, held while it is made, and ended by its holder alone. */
import type { Sql } from '#db/sql.ts'
import {
  type ClaimedRun,
  claimReport,
  completeReport,
  failAbandoned,
  failReport,
  giveBack,
  holdOn,
  type Outcome,
} from '#domain/report-runs-at-work.ts'
import { claimUnnoted, keepInsights } from '#domain/report-runs-noted.ts'
import { Refusal } from '#kit/refusal.ts'
import { atMost } from '#kit/timers.ts'
import type { Report } from '../report.ts'
import { thaw } from './freeze.ts'
import { noteMade } from './hand-over.ts'
import { makeReport } from './make-report.ts'
import type { DeskDeps } from './open-desk.ts'

export interface Runner {
  /** False when nothing of the org waits. */
  runNext(orgId: number): Promise<boolean>
  /** Claims what the same transaction asked for. */
  claimNew(sql: Sql, id: string): Promise<ClaimedRun | null>
  /** Makes what is claimed; never throws: what went wrong stands in the run. */
  workOn(orgId: number, run: ClaimedRun): Promise<void>
  /** Resolves when it has ended here, or at once when somebody else has it in hand. */
  runThis(orgId: number, id: string): Promise<void>
  /** What comes after a run that is completed: in the background. */
  followUp(orgId: number, run: { id: string; wantsInsights?: boolean }, report: Report): void
  stop(graceMs: number): Promise<void>
}

const leaseMsUsual = 30_000
const againAfterMsUsual = 5_000

interface InHand {
  orgId: number
  run: ClaimedRun
  abort: AbortController
}

export function openRunner(deps: DeskDeps): Runner {
  const { db, clock, timers, log, leaseMs = leaseMsUsual } = deps
  const inHand = new Map<string, InHand>()
  const busy = new Set<Promise<unknown>>()
  let isStopping = false
  return { runNext, runThis, claimNew, workOn, followUp, stop }

  async function runNext(orgId: number): Promise<boolean> {
    const run = await claim(orgId)
    if (run) await workOn(orgId, run)
    return run !== null || noteNext(orgId)
  }

  /** Notes that were left unwritten by a process that died. */
  async function noteNext(orgId: number): Promise<boolean> {
    if (isStopping || !deps.enrich) return false
    const run = await db.asOrg(orgId, claimUnnoted)
    if (run) followUp(orgId, { id: run.id, wantsInsights: true }, thaw(run.result))
    return run !== null
  }

  async function runThis(orgId: number, id: string): Promise<void> {
    const run = await claim(orgId, id)
    if (run) await workOn(orgId, run)
  }

  async function claim(orgId: number, id?: string): Promise<ClaimedRun | null> {
    if (isStopping) return null
    // A database of one session may be too busy to hear that we hold on.
    const ours = [...inHand.values()].filter((one) => one.orgId === orgId).map(({ run }) => run.id)
    const now = clock()
    return db.asOrg(orgId, async (sql) => {
      const run = await claimReport(sql, { id, except: ours, leaseMs, now })
      await failAbandoned(sql, { except: ours, now })
      return run
    })
  }

  async function claimNew(sql: Sql, id: string): Promise<ClaimedRun | null> {
    if (isStopping) return null
    return claimReport(sql, { id, except: [], leaseMs, now: clock() })
  }

  function workOn(orgId: number, run: ClaimedRun): Promise<void> {
    return track(work(orgId, run))
  }

  async function work(orgId: number, run: ClaimedRun) {
    const one = { orgId, run, abort: new AbortController() }
    inHand.set(run.lease, one)
    const letGo = timers.every(leaseMs / 3, () => hold(one))
    try {
      const report = await runHeld(one)
      if (report) followUp(orgId, run, report)
    } catch (fault) {
      await fail(one, fault)
    } finally {
      letGo()
      inHand.delete(run.lease)
    }
  }

  function hold({ orgId, run, abort }: InHand) {
    db.asOrg(orgId, (sql) => holdOn(sql, { ...run, leaseMs })).then(
      (isOurs) => isOurs || abort.abort(new Error('the run is no longer ours')),
      (err) => log.warn({ err, orgId, run: run.id }, 'a run could not be held on to'),
    )
  }

  /** Null when another has taken it over: what we made is theirs to make. */
  async function runHeld({ orgId, run, abort }: InHand): Promise<Report | null> {
    const begunMs = timers.elapsedMs()
    const { frozen, files } = await makeReport(deps, orgId, run, abort.signal)
    const outcome: Outcome = {
      ...{ result: frozen.json, checksum: frozen.checksum, files },
      asOf: new Date(frozen.report.asOf),
      durationMs: Math.round(timers.elapsedMs() - begunMs),
      now: clock(),
    }
    const isKept = await db.asOrg(orgId, async (sql) => {
      const isOurs = await completeReport(sql, run, outcome)
      if (isOurs) await noteMade(sql, run, outcome)
      return isOurs
    })
    if (!isKept) log.warn({ orgId, run: run.id }, 'a run was taken over')
    return isKept ? frozen.report : null
  }

  async function fail({ orgId, run }: InHand, fault: unknown) {
    const error = fault instanceof Refusal ? fault.message : null
    const { id, type, attempts } = run
    if (!error) log.error({ err: fault, orgId, run: id, type, attempts }, 'a report was not made')
    const againMs = (deps.againAfterMs ?? againAfterMsUsual) * attempts
    try {
      await db.asOrg(orgId, (sql) => failReport(sql, run, { error, againMs, now: clock() }))
    } catch (err) {
      log.error({ err, orgId, run: id }, 'that a run failed was not kept; its lease will end')
    }
  }

  /** Notes that a stop cuts off are written by whoever looks next. */
  function followUp(orgId: number, run: { id: string; wantsInsights?: boolean }, report: Report) {
    const { enrich } = deps
    if (!run.wantsInsights || !enrich) return
    track(follow(enrich)).catch((err) => {
      if (!isStopping) log.error({ err, orgId, run: run.id }, 'notes were not written')
    })

    async function follow(write: typeof enrich & {}) {
      const insights = await write(orgId, run.id, report)
      await db.asOrg(orgId, (sql) => keepInsights(sql, { id: run.id, insights }))
    }
  }

  function track<T>(work: Promise<T>): Promise<T> {
    const done: Promise<unknown> = work.catch(() => {}).finally(() => busy.delete(done))
    busy.add(done)
    return work
  }

  async function stop(graceMs: number) {
    isStopping = true
    await atMost(timers, graceMs, Promise.all(busy))
    for (const { orgId, run, abort } of inHand.values()) {
      abort.abort(new Error('Tillie stops'))
      await db.asOrg(orgId, (sql) => giveBack(sql, run))
    }
  }
}
