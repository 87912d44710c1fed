/** A desk over Duka's records, with kinds of reports that do as they are told. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { openFiles } from '#clients/files.ts'
import { findRun } from '#domain/report-runs.ts'
import { freshen } from '#domain/report-views.ts'
import { systemTimers } from '#kit/timers.ts'
import { defineKind, type ReportKind } from '#reports/catalogue.ts'
import { type DeskDeps, openReportDesk } from '#reports/desk/open-desk.ts'
import { kindOf } from '#reports/kinds.ts'
import { renderReport } from '#reports/render/render.ts'
import type { Report } from '#reports/report.ts'
import { quiet } from '#test/support/database.ts'
import { sampleReport } from './sample.ts'
import { asOf, openDuka } from './small-shop.ts'

export async function openDesks() {
  const { db, org, close: closeDb } = await openDuka()
  const folder = mkdtempSync(join(tmpdir(), 'tillie-desk-'))
  const files = openFiles(join(folder, 'files'))
  const desks: ReturnType<typeof openReportDesk>[] = []
  return { db, org, folder, files, open, find, audited, close }

  function open({ kinds = [], ...deps }: Partial<DeskDeps> & { kinds?: ReportKind[] } = {}) {
    const desk = openReportDesk({
      ...{ db, files, clock: () => asOf, timers: systemTimers, log: quiet },
      kindOf: (type) => kinds.find((kind) => kind.type === type) ?? kindOf(type),
      freshen: (orgId) => freshen(db, orgId),
      print: renderReport,
      folder: join(folder, 'growing'),
      againAfterMs: 0,
      ...deps,
    })
    desks.push(desk)
    return desk
  }

  async function find(id: string) {
    return (await db.asReader(org.id, (sql) => findRun(sql, id)))!
  }

  /** How often the audit log says that a run was made. */
  async function audited(id: string): Promise<number> {
    const rows = await db.asReader(
      org.id,
      (sql) => sql`
        select from audit_log
        where action = 'REPORT_GENERATE' and subject = ${`report:${id}`}`,
    )
    return rows.length
  }

  async function close() {
    for (const desk of desks) await desk.stop(2_000)
    await closeDb()
    rmSync(folder, { recursive: true })
  }
}

/** A report of a sample, built as the test says. */
export function kindThat(build: () => Promise<Report> | Report): ReportKind {
  return defineKind({
    ...{ type: 'sample', title: 'Sample', description: 'For tests.', needs: 'reports:read' },
    ...{ span: 'as-of', params: z.strictObject({}), formats: ['pdf', 'csv', 'xlsx', 'zip'] },
    build: async () => build(),
  })
}

export const sample = () => sampleReport({ rows: 3 })

export const asked = (type: string, params: Record<string, string> = {}) => ({
  ...{ type, params, formats: ['csv'] as const, via: 'api' as const },
  ...{ requestedBy: null, now: asOf },
})
