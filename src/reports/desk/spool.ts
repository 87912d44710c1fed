/**
 * Files that hold more than the frozen report: exports and packs. Their rows are read while the
 * moment of the report is still open; what takes a press or a signature comes after it.
 */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { FileFormat } from '#domain/report-runs.ts'
import type { ReportKind } from '../catalogue.ts'
import type { Format, RenderedFile, Report } from '../report.ts'

export interface Moment {
  /** Reads only; the very moment of which the report is. */
  sql: Sql
  org: Org
  kind: ReportKind
  /** As `kind.params` gave them. */
  params: Record<string, unknown>
  /** As it will be frozen. */
  report: Report
  now: Date
  /** Of this run alone; removed after it, with everything in it. */
  folder: string
  /** As `renderReport`, in threads of its own; not while the moment is open. */
  print(report: Report, format: Format): Promise<RenderedFile>
  /** 0 to 100 of this file; cheap, to be called often. */
  progress(percent: number): void
  /** Aborted when the run is no longer ours: throw, and leave nothing behind. */
  signal: AbortSignal
}

export interface SpooledFile {
  name: string
  mime: string
  /** Complete, in the folder. */
  path: string
}

/** Reads what it needs, in batches, onto the disk; what it returns is called when the moment is over. */
export type Spool = (moment: Moment, format: FileFormat) => Promise<() => Promise<SpooledFile>>

export interface Spools {
  /** Of kinds with a `dataset`, as CSV and XLSX. */
  dataset?: Spool
  /** Of kinds with a `pack`, as ZIP. */
  pack?: Spool
}

/** Null for what is printed from the frozen report alone. */
export function spoolOf(
  { spools }: { spools?: Spools },
  kind: ReportKind,
  format: FileFormat,
): Spool | null {
  if (kind.pack && format === 'zip') return spools?.pack ?? null
  if (kind.dataset && (format === 'csv' || format === 'xlsx')) return spools?.dataset ?? null
  return null
}
