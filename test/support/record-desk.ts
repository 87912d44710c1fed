/** A desk at which lists of products, customers and stock are imported into a fresh business. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Db, Sql } from '#db/sql.ts'
import { importSales } from '#domain/import/import-sales.ts'
import type { RecordMapping } from '#domain/import/record-mapping.ts'
import type { RecordResult } from '#domain/import/record-result.ts'
import type { RecordImport } from '#domain/import/take-records.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { openTestDb } from './database.ts'

export const deskNow = new Date('2026-11-21T09:00:00Z')

export async function openRecordDesk() {
  const { db, close } = await openTestDb()
  const directory = mkdtempSync(join(tmpdir(), 'tillie-records-'))
  let [orgs, files] = [0, 0]
  return { business, close: closeAll }

  async function closeAll() {
    await close()
    rmSync(directory, { recursive: true })
  }

  async function business() {
    orgs += 1
    const name = `Business ${orgs}`
    const org = await createOrg(db, { name, currency: 'KES', timezone: 'Africa/Nairobi' })
    const inShop = <T>(work: (sql: Sql) => Promise<T>) => db.asOrg(org.id, work)
    const owner = await inShop(async (sql) => {
      const { userId } = await addPerson(sql, { name: 'Wanjiru', roles: ['owner'], now: deskNow })
      return actorFor(sql, userId)
    })
    return { org, owner, inShop, takes, sells }

    function sells(content: string) {
      return importSales(db, { org, file: writes(content), now: () => deskNow })
    }
    /** `file` is a path, or the content of a file. */
    function takes<Result extends RecordResult>(
      importer: (db: Db, request: RecordImport) => Promise<Result>,
      file: string | Buffer,
      { dryRun, mapping = { columns: {} } }: { dryRun?: boolean; mapping?: RecordMapping } = {},
    ): Promise<Result> {
      const [now, actorOf] = [() => deskNow, async () => owner]
      const path = typeof file === 'string' && !file.includes('\n') ? file : writes(file)
      return importer(db, { org, currency: 'KES', actorOf, file: path, mapping, dryRun, now })
    }
  }
  function writes(content: string | Buffer): string {
    files += 1
    const file = join(directory, `${files}`)
    writeFileSync(file, content)
    return file
  }
}
