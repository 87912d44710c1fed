/** What is handed over: files printed from the frozen report and kept, or fetched from where they are kept. */
import { FileGone } from '#clients/files.ts'
import type { Sql } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import {
  type FileFormat,
  findRun,
  frozenResult,
  type ReportRun,
  type RunFile,
} from '#domain/report-runs.ts'
import { addFiles, type Outcome, type WrittenFile } from '#domain/report-runs-at-work.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Format, RenderedFile, Report } from '../report.ts'
import { thaw } from './freeze.ts'
import type { DeskDeps } from './open-desk.ts'
import { type SpooledFile, spoolOf } from './spool.ts'

/** Larger ones are read from the store as a stream. */
const bytesInHandMax = 32 * 1024 * 1024

type Deps = Pick<DeskDeps, 'db' | 'files' | 'print' | 'clock'>

export async function printAll(
  deps: Pick<Deps, 'files' | 'print'>,
  orgId: number,
  report: Report,
  formats: readonly FileFormat[],
): Promise<{ file: RenderedFile; kept: WrittenFile }[]> {
  const all: { file: RenderedFile; kept: WrittenFile }[] = []
  for (const format of formats) {
    if (format === 'zip') throw new Refusal(`${report.title} cannot be had as ZIP.`)
    const file = await deps.print(report, format as Format)
    const { name, mime, bytes } = file
    const sha256 = await deps.files.put(orgId, bytes)
    all.push({ file, kept: { format, name, mime, sha256, sizeBytes: bytes.length } })
  }
  return all
}

/** A file of any size, from the disk into the store. */
export async function keepFile(
  { files }: Pick<Deps, 'files'>,
  orgId: number,
  format: FileFormat,
  { name, mime, path }: SpooledFile,
): Promise<WrittenFile> {
  return { format, name, mime, ...(await files.putFile(orgId, path)) }
}

/** Every file of the run that fits into memory and is still kept. */
export async function filesInHand(deps: Deps, orgId: number, run: ReportRun) {
  const files: RenderedFile[] = []
  for (const { name, mime, sha256, sizeBytes, removedAt } of run.files)
    if (!removedAt && sizeBytes <= bytesInHandMax)
      files.push({ name, mime, bytes: await deps.files.get(orgId, sha256) })
  return files
}

/** What is kept is fetched; what is not is printed, and kept unless its time is over. */
export async function renderKept(
  deps: DeskDeps,
  orgId: number,
  runId: string,
  format: FileFormat,
): Promise<RenderedFile> {
  const [run, result] = await deps.db.asReader(orgId, async (sql) => [
    await findRun(sql, runId),
    await frozenResult(sql, runId),
  ])
  if (!run) throw new Refusal('There is no such report.')
  if (run.status !== 'completed') throw new Refusal('The report is not made yet.')
  const kept = run.files.find((file) => file.format === format)
  const found = kept && !kept.removedAt && (await fetched(deps, orgId, kept))
  if (found) return found
  const report = thaw(result)
  if (spoolOf(deps, deps.kindOf(run.type), format)) throw new Refusal(onlyAnew(report, kept))
  if (kept) return deps.print(report, format as Format)
  const [made] = await printAll(deps, orgId, report, [format])
  await deps.db.asOrg(orgId, (sql) => addFiles(sql, runId, [made!.kept], deps.clock()))
  return made!.file
}

async function fetched({ files }: DeskDeps, orgId: number, { name, mime, sha256 }: RunFile) {
  try {
    return { name, mime, bytes: await files.get(orgId, sha256) }
  } catch (fault) {
    if (fault instanceof FileGone) return null
    throw fault
  }
}

function onlyAnew({ title }: Report, kept: RunFile | undefined): string {
  return kept
    ? `${kept.name} is no longer kept: its time is over. Please ask for it anew.`
    : `${title} was not made in that form. Please ask for it anew.`
}

interface NamedRun {
  id: string
  type: string
  requestedBy: string | null
}

/** For the audit log, in the transaction that completes the run. */
export function noteMade(sql: Sql, run: NamedRun, outcome: Outcome): Promise<void> {
  const { checksum, files, durationMs, now } = outcome
  return record(sql, {
    at: now,
    action: 'REPORT_GENERATE',
    userId: run.requestedBy ?? undefined,
    subject: `report:${run.id}`,
    detail: {
      type: run.type,
      formats: files.map(({ format }) => format),
      checksum,
      ms: durationMs,
    },
  })
}
