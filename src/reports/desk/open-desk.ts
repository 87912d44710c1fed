/** The desk at work: what is asked for is queued, made by whoever claims it, and handed over. */
import type { Files } from '#clients/files.ts'
import type { Db, Json } from '#db/sql.ts'
import { findRun, frozenResult, type RunRequest, requestRun } from '#domain/report-runs.ts'
import { insertCompleted } from '#domain/report-runs-at-work.ts'
import { findSame } from '#domain/report-runs-shared.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { atMost, pause, type Timers } from '#kit/timers.ts'
import type { ReportKind } from '../catalogue.ts'
import type { Made, ReportDesk, Unmade } from '../desk.ts'
import type { Format, RenderedFile, Report } from '../report.ts'
import { freeze, thaw } from './freeze.ts'
import { filesInHand, noteMade, printAll, renderKept } from './hand-over.ts'
import { openRunner } from './runner.ts'
import type { Spools } from './spool.ts'

export interface DeskDeps {
  db: Db
  files: Files
  kindOf(type: string): ReportKind
  /** Brings the org's report tables up to date. */
  freshen(orgId: number): Promise<unknown>
  /** Seals what a pack is to prove; before its moment begins. */
  beforePack?(orgId: number): Promise<unknown>
  /** As `renderReport`, in threads of its own. */
  print(report: Report, format: Format): Promise<RenderedFile>
  clock: Clock
  timers: Timers
  log: Log
  /** Where files grow before they are whole; emptied after each run. */
  folder: string
  spools?: Spools
  /** Notes about a frozen report, for its `insights`; told of a fault in its own way, not thrown. */
  enrich?(orgId: number, runId: string, report: Report): Promise<Json>
  /** Another may take a run over when it was not held on to for so long. */
  leaseMs?: number
  /** A fault is tried again after so long, then after twice as long. */
  againAfterMs?: number
}

/** How often one looks whether another has made what one waits for. */
const lookEveryMs = 250

export function openReportDesk(deps: DeskDeps): ReportDesk {
  const { db, clock, timers } = deps
  const runner = openRunner(deps)
  const listeners: (() => void)[] = []
  return {
    request: (sql, request) => requestRun(sql, hopeful(request)),
    wake,
    onWake,
    keep,
    make,
    await: (orgId, id, waitMs) => waitFor(orgId, id, { work: runner.runThis(orgId, id), waitMs }),
    runNext: runner.runNext,
    render: (orgId, runId, format) => renderKept(deps, orgId, runId, format),
    stop: runner.stop,
  }

  function onWake(run: () => void) {
    listeners.push(run)
  }

  function wake() {
    for (const run of listeners) run()
  }

  /** Where nobody writes notes, nobody waits for any. */
  function hopeful(request: RunRequest): RunRequest {
    return { ...request, wantsInsights: Boolean(request.wantsInsights && deps.enrich) }
  }

  async function keep(orgId: number, asked: RunRequest, report: Report): Promise<Made> {
    const request = hopeful(asked)
    const begunMs = timers.elapsedMs()
    const frozen = freeze(report)
    const printed = await printAll(deps, orgId, frozen.report, request.formats)
    const outcome = {
      ...{ result: frozen.json, checksum: frozen.checksum, asOf: new Date(report.asOf) },
      files: printed.map(({ kept }) => kept),
      durationMs: Math.round(timers.elapsedMs() - begunMs),
      now: clock(),
    }
    const run = await db.asOrg(orgId, async (sql) => {
      const id = await insertCompleted(sql, request, outcome)
      await noteMade(sql, { ...request, id }, outcome)
      return findRun(sql, id)
    })
    runner.followUp(orgId, { ...request, id: run!.id }, frozen.report)
    return { is: 'made', run: run!, report: frozen.report, files: printed.map(({ file }) => file) }
  }

  async function make(orgId: number, request: RunRequest, waitMs: number): Promise<Made | Unmade> {
    deps.kindOf(request.type)
    const { id, run } = await db.asOrg(orgId, async (sql) => {
      const same = await findSame(sql, request)
      if (same) return { id: same, run: null }
      const { id, isNew } = await requestRun(sql, hopeful(request))
      // In one transaction: nobody else sees it waiting.
      return { id, run: isNew ? await runner.claimNew(sql, id) : null }
    })
    const work = run ? runner.workOn(orgId, run) : runner.runThis(orgId, id)
    return waitFor(orgId, id, { work, waitMs })
  }

  async function waitFor(
    orgId: number,
    id: string,
    { work, waitMs }: { work: Promise<void>; waitMs: number },
  ): Promise<Made | Unmade> {
    const untilMs = timers.elapsedMs() + waitMs
    let inHand = work
    for (;;) {
      await atMost(timers, Math.max(0, untilMs - timers.elapsedMs()), inHand)
      const told = await handOver(orgId, id)
      if (told.is !== 'later' || timers.elapsedMs() >= untilMs) return told
      await pause(timers, lookEveryMs)
      inHand = runner.runThis(orgId, id)
    }
  }

  async function handOver(orgId: number, id: string): Promise<Made | Unmade> {
    const [run, result] = await db.asReader(orgId, async (sql) => [
      await findRun(sql, id),
      await frozenResult(sql, id),
    ])
    if (run!.status === 'failed') return { is: 'failed', id, error: run!.error! }
    if (run!.status !== 'completed') return { is: 'later', id }
    return {
      is: 'made',
      run: run!,
      report: thaw(result),
      files: await filesInHand(deps, orgId, run!),
    }
  }
}
