/**
 * The report desk: every report is asked for here, made at one moment, frozen, and rendered from
 * what was frozen. `desk/open-desk` opens it.
 */
import type { Sql } from '#db/sql.ts'
import type { FileFormat, ReportRun, RunRequest } from '#domain/report-runs.ts'
import type { RenderedFile, Report } from './report.ts'

export interface ReportDesk {
  /** Queues a run within the caller's transaction; call `wake` once that has committed. */
  request(sql: Sql, request: RunRequest): Promise<{ id: string; isNew: boolean }>
  /** There is something queued. */
  wake(): void
  /** Calls `run` at each `wake`; for the one who works the queue off. */
  onWake(run: () => void): void
  /** Freezes a report that was just built, with its files: the run is completed at once. */
  keep(orgId: number, request: RunRequest, report: Report): Promise<Made>
  /** Asks for it and runs it now; 'later' when it takes longer than `waitMs` and goes on by itself. */
  make(orgId: number, request: RunRequest, waitMs: number): Promise<Made | Unmade>
  /** The same for one that was asked for before. */
  await(orgId: number, runId: string, waitMs: number): Promise<Made | Unmade>
  /** Claims the oldest queued run of the org, or one whose process died, and runs it. False: none. */
  runNext(orgId: number): Promise<boolean>
  /** The frozen report in a form; rendered again, byte for byte, where the file is not kept. */
  render(orgId: number, runId: string, format: FileFormat): Promise<RenderedFile>
  /** Waits so long for what is in hand; the rest is given back, for another process to make. */
  stop(graceMs: number): Promise<void>
}

export interface Made {
  is: 'made'
  run: ReportRun
  report: Report
  /** Of what fits into memory; a large export is read from the store, by `run.files`. */
  files: RenderedFile[]
}

export type Unmade = { is: 'later'; id: string } | { is: 'failed'; id: string; error: string }
