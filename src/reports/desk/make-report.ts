/** One report made: its figures and its large files out of one moment, frozen, everything in the store. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sql } from '#db/sql.ts'
import { currentOrg } from '#domain/org.ts'
import type { FileFormat } from '#domain/report-runs.ts'
import { type ClaimedRun, noteProgress, type WrittenFile } from '#domain/report-runs-at-work.ts'
import { atFreshMoment } from '#domain/report-views.ts'
import { readParams } from '../kinds.ts'
import { type Frozen, freeze } from './freeze.ts'
import { keepFile, printAll } from './hand-over.ts'
import type { DeskDeps } from './open-desk.ts'
import { type Moment, type SpooledFile, spoolOf } from './spool.ts'

/** A built report is so far; the rows of its large files, and their ends, are the rest. */
const builtPercent = 20
const spooledPercent = 80
const noteEveryMs = 500
const triesOfLarge = 3

interface Read {
  frozen: Frozen
  ends: { format: FileFormat; end: () => Promise<SpooledFile> }[]
}

export async function makeReport(
  deps: DeskDeps,
  orgId: number,
  run: ClaimedRun,
  signal: AbortSignal,
): Promise<{ frozen: Frozen; files: WrittenFile[] }> {
  const kind = deps.kindOf(run.type)
  const folder = join(deps.folder, `run-${orgId}-${run.id}-${run.lease}`)
  const large = run.formats.filter((format) => spoolOf(deps, kind, format))
  const small = run.formats.filter((format) => !large.includes(format))
  const note = progressNoter(deps, orgId, run)
  try {
    if (large.length > 0) await mkdir(folder, { recursive: true })
    const { frozen, ends } = await read()
    signal.throwIfAborted()
    const printed = await printAll(deps, orgId, frozen.report, small)
    const files = printed.map(({ kept }) => kept)
    note(spooledPercent)
    for (const { format, end } of ends) files.push(await keepSpooled(format, end))
    return { frozen, files }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }

  /**
   * What does not tie is read again while nothing can come between the records and their report rows.
   * Everybody's refreshes wait for that, so what takes long is only tried again.
   */
  async function read(): Promise<Read> {
    const isLarge = large.length > 0
    for (let left = isLarge ? triesOfLarge : 1; left > 0; left -= 1) {
      await deps.freshen(orgId)
      if (kind.pack) await deps.beforePack?.(orgId)
      const when = isLarge && left === 1 ? 'always' : 'when it ties'
      const found = await deps.db.asReaderAtOneMoment(orgId, (sql) => readAt(sql, when))
      if (found) return found
    }
    return (await atFreshMoment(deps.db, orgId, (sql) => readAt(sql, 'always')))!
  }

  async function readAt(sql: Sql, when: 'when it ties' | 'always'): Promise<Read | null> {
    const [org, now, params] = [await currentOrg(sql), deps.clock(), readParams(kind, run.params)]
    const frozen = freeze(await kind.build(sql, org, params, now))
    if (when === 'when it ties' && !frozen.report.controls.every(({ ties }) => ties)) return null
    note(builtPercent)
    const ends: Read['ends'] = []
    for (const [at, format] of large.entries()) {
      const share = (spooledPercent - builtPercent) / large.length
      const moment: Moment = {
        ...{ sql, org, kind, params, report: frozen.report, now, folder, signal },
        print: deps.print,
        progress: (percent) => note(builtPercent + (at + percent / 100) * share),
      }
      ends.push({ format, end: await spoolOf(deps, kind, format)!(moment, format) })
    }
    return { frozen, ends }
  }

  async function keepSpooled(format: FileFormat, end: () => Promise<SpooledFile>) {
    signal.throwIfAborted()
    return keepFile(deps, orgId, format, await end())
  }
}

/** Only forward, and not too often; nobody waits for it. */
function progressNoter({ db, timers, log }: DeskDeps, orgId: number, run: ClaimedRun) {
  let [noted, notedAtMs] = [0, Number.NEGATIVE_INFINITY]
  return (percent: number) => {
    const progress = Math.min(99, Math.round(percent))
    if (progress <= noted || timers.elapsedMs() - notedAtMs < noteEveryMs) return
    noted = progress
    notedAtMs = timers.elapsedMs()
    db.asOrg(orgId, (sql) => noteProgress(sql, { ...run, progress })).catch((err) =>
      log.warn({ err, orgId, run: run.id }, 'progress was not noted'),
    )
  }
}
