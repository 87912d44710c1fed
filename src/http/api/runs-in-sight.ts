/** Runs as whoever asks may see them, and what is said of one that has no result. */
import type { Json, Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { findRun, frozenResult, type ReportRun } from '#domain/report-runs.ts'
import { mayRead, reportKinds } from '#reports/kinds.ts'
import type { Report } from '#reports/report.ts'
import { found } from './problem.ts'

/** There is none for whoever may not read its report. */
export async function runFor(sql: Sql, actor: Actor, runId: string): Promise<ReportRun> {
  const run = found(await findRun(sql, runId))
  return found(kindsFor(actor).some(({ type }) => type === run.type) ? run : null)
}

export async function frozenOf(sql: Sql, { id, status }: ReportRun): Promise<Report | null> {
  if (status !== 'completed') return null
  return (await frozenResult(sql, id)) as Json as Report | null
}

/** Why a run has no result. */
export function notMade({ id, status, error }: ReportRun): string {
  if (status === 'failed') return `Report ${id} failed: ${error}`
  return `Report ${id} is ${status}: ask for its status, and fetch it once it is completed.`
}

/** The reports that somebody may read. */
export function kindsFor(actor: Actor) {
  return reportKinds.filter((kind) => mayRead(actor, kind))
}
