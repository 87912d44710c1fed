/** The night's tidying: files of reports whose time is over, and what dead processes left half-written. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Files } from '#clients/files.ts'
import type { Db } from '#db/sql.ts'
import { bytesToRemove, markOldFiles, noteRemoved } from '#domain/report-runs-pruned.ts'

interface PruneDeps {
  db: Db
  files: Files
  /** Where files grow before they are whole. */
  folder: string
}

/** No run takes so long. */
const growingMsMax = 24 * 3_600_000

export async function pruneReports(deps: PruneDeps, orgId: number, now: Date): Promise<number> {
  const { db, files } = deps
  await db.asOrg(orgId, (sql) => markOldFiles(sql, now))
  const leaving = await db.asReader(orgId, (sql) => bytesToRemove(sql, now))
  for (const sha256 of leaving) {
    await files.remove(orgId, sha256)
    await db.asOrg(orgId, (sql) => noteRemoved(sql, sha256, now))
  }
  await sweep(deps.folder, now)
  return leaving.length
}

async function sweep(folder: string, now: Date) {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found && now.getTime() - found.mtimeMs > growingMsMax)
      await rm(path, { recursive: true, force: true })
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.startsWith('run-'))
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw fault
  }
}
