/** The house's report desk: its kinds, its press, its store, and what follows a report. */
import { join } from 'node:path'
import type { Files } from '#clients/files.ts'
import type { Db } from '#db/sql.ts'
import { freshen } from '#domain/report-views.ts'
import type { Prices } from '#engine/insights/cost.ts'
import { insightsFor } from '#engine/insights/insights-for.ts'
import type { Model } from '#engine/model.ts'
import { asJson } from '#engine/tool.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { Sealer } from '#kit/sealer.ts'
import { newSigningKey } from '#kit/signing.ts'
import { systemTimers } from '#kit/timers.ts'
import { openReportDesk } from '#reports/desk/open-desk.ts'
import type { ReportDesk } from '#reports/desk.ts'
import { spoolDataset } from '#reports/exports/spool.ts'
import { kindOf } from '#reports/kinds.ts'
import { openPacks } from '#reports/pack/open-packs.ts'
import type { Press } from './press.ts'

interface Furnishing {
  db: Db
  sealer: Sealer
  files: Files
  press: Press
  clock: Clock
  log: Log
  dataDir: string
  notes: NoteWriters
}

/** Who writes notes beside reports: no model, and the house does it by rule. */
export interface NoteWriters {
  models: readonly Model[]
  prices: Prices
  tokensPerDayMax: number
}

export function openHouseDesk({ press, dataDir, notes, sealer, ...house }: Furnishing): ReportDesk {
  const packs = openPacks({ ...house, sealer, newKey: newSigningKey })
  const fresh = (orgId: number) => freshen(house.db, orgId)
  return openReportDesk({
    ...house,
    kindOf,
    freshen: fresh,
    beforePack: packs.beforePack,
    enrich: async (orgId, runId, report) =>
      asJson(await insightsFor({ ...house, ...notes, freshen: fresh }, orgId, runId, report)),
    print: press.render,
    timers: systemTimers,
    folder: growingFolder(dataDir),
    spools: { dataset: spoolDataset, pack: packs.spool },
  })
}

/** Where files of reports grow before they are whole. */
export function growingFolder(dataDir: string): string {
  return join(dataDir, 'growing')
}
