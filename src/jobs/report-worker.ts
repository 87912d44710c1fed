/** Works off the queue of reports: woken when one is asked for, and looking by itself now and then. */
import { type Loop, openLoop } from '#chat/loop.ts'
import type { Db } from '#db/sql.ts'
import { orgsWithRuns } from '#domain/report-runs-at-work.ts'
import type { Log } from '#kit/log.ts'
import type { Timers } from '#kit/timers.ts'
import type { ReportDesk } from '#reports/desk.ts'

export interface ReportWorkerDeps {
  db: Db
  desk: ReportDesk
  timers: Timers
  log: Log
  /** Reports that are made at once. */
  handsMax?: number
  pollMs?: number
}

const handsMaxUsual = 2
const pollMsUsual = 1_000
/** Who asks for very much waits behind the others: of each business one at a time, in turns. */
const roundsMax = 10_000

export function openReportWorker(deps: ReportWorkerDeps): Loop {
  const { db, desk, timers, log, handsMax = handsMaxUsual, pollMs = pollMsUsual } = deps
  const loop = openLoop({ step, pollMs, timers, onFault: (err) => log.error({ err }, 'reports') })
  desk.onWake(() => loop.wake())
  return loop

  async function step() {
    for (let round = 0; round < roundsMax; round += 1) {
      const orgs = await db.asCourier(orgsWithRuns)
      const made = await Promise.all(Array.from({ length: handsMax }, () => takeEach(orgs)))
      if (!made.includes(true)) return
    }
  }

  async function takeEach(orgs: readonly number[]): Promise<boolean> {
    let hasMade = false
    for (const orgId of orgs) if (await desk.runNext(orgId)) hasMade = true
    return hasMade
  }
}
