/**
 * Every report there is, under the name by which chat, API, pages, timetable and command line ask
 * for it. All of them make it here, so that they cannot differ.
 */
import type { z } from 'zod'
import type { Sql } from '#db/sql.ts'
import type { Scope } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import type { FileFormat } from '#domain/report-runs.ts'
import type { Dataset } from './dataset.ts'
import type { Report } from './report.ts'

/** Which days a report is of: one business day, a month, any span, or the end of a day. */
export type Span = 'day' | 'month' | 'period' | 'as-of'

export interface ReportKind<Params extends z.ZodObject = z.ZodObject> {
  /** `daily_sales`: also the beginning of its files' names. */
  type: string
  title: string
  description: string
  /** Who may read it; asking for a run by API or page also takes `reports:generate`. */
  needs: Scope
  /** Of a pack: what else its contents need. */
  alsoNeeds?: readonly Scope[]
  span: Span
  /** Absolute: `{ day }`, `{ month: '2026-10' }`, `{ from, to }`, `{ day }`, by `span`, and choices. */
  params: Params
  /** The first is sent when none was named. */
  formats: readonly FileFormat[]
  /**
   * Computes it from the records of one moment, as `now` is. The report tables must be fresh
   * (`freshen` of domain/report-views).
   */
  build(sql: Sql, org: Org, params: Params['_output'], now: Date): Promise<Report>
  /** Figures and sections that say how things stand: alone they are no news (`saysAnything`). */
  standing?: readonly string[]
  /** Of an export: rows that are streamed into the file; `build` gives its headline only. */
  dataset?: Dataset<Params['_output']>
  /** Of a pack (`zip`): what it holds beside its own PDF, read at the same moment. */
  pack?: PackContents<Params['_output']>
}

export interface PackContents<Params> {
  /** Whole reports, each as PDF and CSV in the ZIP. */
  reports(params: Params): readonly { kind: ReportKind; params: Record<string, unknown> }[]
  /** Tables of lines behind the figures, each as one CSV. */
  datasets: readonly Dataset<Params>[]
}

/** Ties `build` and `dataset` to the type of the parameters. */
export function defineKind<Params extends z.ZodObject>(kind: ReportKind<Params>): ReportKind {
  return kind as unknown as ReportKind
}
