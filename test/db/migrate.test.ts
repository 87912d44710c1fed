/** Story: a database is brought to the newest version, by one Tillie or several, and only forward. */
import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isMigrated, migrate } from '#db/migrate.ts'
import { type Db, openDb } from '#db/sql.ts'
import { quiet, withDatabase } from '#test/support/database.ts'

const files = readdirSync(new URL('../../migrations/', import.meta.url)).sort()

describe('an empty database', async () => {
  const { open, remove } = await emptyDatabase()
  let first: Db
  let second: Db
  beforeAll(async () => {
    first = await open()
    second = await open()
  })
  afterAll(async () => {
    await first.close()
    if (second !== first) await second.close()
    await remove()
  })
  const rows = () =>
    first.asOwner(
      (sql) => sql<{ version: string; name: string; sha256: string; applied_at: Date }[]>`
        select version, name, sha256, applied_at from schema_migrations order by version`,
    )

  test('is migrated once by two that start at the same moment', async () => {
    const both = await Promise.all([migrate(first), migrate(second)])
    expect(both.flat()).toEqual(files)
    expect(both.map((names) => names.length).sort()).toEqual([0, files.length])
    expect(await isMigrated(first)).toBe(true)
  })

  test('keeps which files it has, with their hashes', async () => {
    const kept = await rows()
    expect(kept.map((row) => row.name)).toEqual(files)
    for (const { version, name, sha256, applied_at } of kept) {
      expect(name.startsWith(`${version}_`)).toBe(true)
      expect(sha256).toMatch(/^[0-9a-f]{64}$/)
      expect(applied_at).toBeInstanceOf(Date)
    }
  })

  test('lets nobody make temporary tables: they would outlive their borrower', async () => {
    const [may] = await first.asOwner(
      (sql) => sql`
        select has_database_privilege('tillie_app', current_database(), 'temporary') as app,
          has_database_privilege('tillie_reader', current_database(), 'temporary') as reader,
          has_database_privilege('tillie_courier', current_database(), 'temporary') as courier`,
    )
    expect(may).toEqual({ app: false, reader: false, courier: false })
  })

  test('is left alone the next time', async () => {
    const before = await rows()
    expect(await migrate(first)).toEqual([])
    expect(await rows()).toEqual(before)
  })

  test('refuses a file that was changed after it was applied, and applies nothing', async () => {
    const [kept] = await rows()
    const set = (sha256: string) =>
      first.asOwner(
        (sql) => sql`update schema_migrations set sha256 = ${sha256} where version = '0001'`,
      )
    await set('0'.repeat(64))
    await expect(migrate(first)).rejects.toThrow(
      `Migration ${files[0]} was changed after it was applied: restore the file and add a new migration instead.`,
    )
    await set(kept!.sha256)
    expect(await migrate(first)).toEqual([])
  })

  test('is not called migrated while a file is missing in it', async () => {
    await first.asOwner((sql) => sql`delete from schema_migrations where version = '0001'`)
    expect(await isMigrated(first)).toBe(false)
  })

  test('says what failed, and does not count the file as applied', async () => {
    await expect(migrate(first)).rejects.toThrow('already exists')
    expect((await rows()).map((row) => row.version)).not.toContain('0001')
  })
})

/** `open` gives another connection to it; the embedded database has one, shared by both. */
async function emptyDatabase(): Promise<{ open(): Promise<Db>; remove(): Promise<void> }> {
  const server = process.env.DATABASE_URL
  if (!server) {
    const db = await openDb({ url: null, dataDir: null, log: quiet })
    return { open: async () => db, remove: async () => {} }
  }
  const name = `tillie_test_${randomUUID().replaceAll('-', '')}`
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name}`)
  return {
    open: () => openDb({ url: withDatabase(server, name), dataDir: null, log: quiet, poolMax: 2 }),
    remove: async () => {
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}
