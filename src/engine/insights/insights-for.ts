/**
 * Notes beside a frozen report. The house finds what is worth knowing; a model may choose and join
 * it, and when it cannot, the reader is told so. The report itself is never touched.
 */
import type { Db } from '#db/sql.ts'
import { hasInsights, insightSettings } from '#domain/insight-settings.ts'
import { currentOrg, type Org } from '#domain/org.ts'
import { findRun } from '#domain/report-runs.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { findingsFor, hasNotes } from '#reports/insights/find.ts'
import { type Findings, notesByRule } from '#reports/insights/findings.ts'
import { type Insights, noNotesToday } from '#reports/insights/insights.ts'
import type { Report } from '#reports/report.ts'
import type { Model } from '../model.ts'
import { tokensSpent } from '../spend.ts'
import { askModels } from './ask-models.ts'
import type { Prices } from './cost.ts'
import { requestFor } from './request.ts'

export interface InsightDeps {
  db: Db
  /** In the order in which they are asked, `offline` not among them; none: notes are by rule. */
  models: readonly Model[]
  prices?: Prices
  /** An org that has used so many today gets notes by rule; unlimited unless told. */
  tokensPerDayMax?: number
  /** For all models together. */
  timeoutMs?: number
  /** Brings the org's report tables up to date. */
  freshen: (orgId: number) => Promise<unknown>
  log: Log
  clock: Clock
}

const timeoutMsUsual = 60_000

/** Throws only where the records cannot be read; what a model does wrong is said in the notes. */
export async function insightsFor(
  deps: InsightDeps,
  orgId: number,
  runId: string,
  report: Report,
): Promise<Insights> {
  const { db, models, freshen } = deps
  const { type, org, isOn } = await db.asReader(orgId, async (sql) => {
    const type = (await findRun(sql, runId))?.type ?? ''
    const isOn = hasNotes(type) && hasInsights(await insightSettings(sql), type)
    return { type, org: await currentOrg(sql), isOn }
  })
  if (!isOn) return { state: 'off' }
  await freshen(orgId)
  const findings = await db.asReaderAtOneMoment(orgId, (sql) =>
    findingsFor(sql, org, { type, report }),
  )
  if (models.length === 0) return { state: 'ready', by: 'house', ...notesByRule(findings) }
  const written = await writtenByModel(deps, { org, runId, type }, findings)
  if (!written)
    return { state: 'unavailable', by: 'house', note: noNotesToday, ...notesByRule(findings) }
  return { state: 'ready', by: written.by, ...written.notes }
}

/** No transaction is open while a model thinks. */
async function writtenByModel(
  deps: InsightDeps,
  { org, runId, type }: { org: Org; runId: string; type: string },
  findings: Findings,
) {
  const { db, models, clock, log, tokensPerDayMax = Number.POSITIVE_INFINITY } = deps
  const today = dayOf(clock(), org.timezone)
  if ((await tokensSpent(db, org, today)) >= tokensPerDayMax) {
    log.warn({ orgId: org.id }, 'the tokens of the day are spent: no notes by a model')
    return null
  }
  const { prices = new Map(), timeoutMs = timeoutMsUsual } = deps
  const asking = { db, orgId: org.id, runId, models, prices, timeoutMs, log, clock }
  return askModels(asking, requestFor(findings, { type, org, today }), findings)
}
