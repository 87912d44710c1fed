/** Story: the service's login owns nothing; on a server it may be one that could not even if it wanted to. */
import { afterAll, describe, expect, test } from 'vitest'
import { migrate } from '#db/migrate.ts'
import { openDb, type Sql } from '#db/sql.ts'
import { createOrg } from '#domain/org.ts'
import { openTestDb, quiet } from '#test/support/database.ts'
import { memberLogin } from '#test/support/member-login.ts'

describe('the service', async () => {
  const { db, url, close } = await openTestDb()
  afterAll(close)
  const org = await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })

  test('works under roles that own nothing', async () => {
    const user = (sql: Sql) => sql<{ name: string }[]>`select current_user as name`
    const names = [
      await db.asOrg(org.id, (sql) => user(sql)),
      await db.asReader(org.id, (sql) => user(sql)),
      await db.asCourier((sql) => user(sql)),
    ].map(([row]) => row!.name)
    expect(names).toEqual(['tillie_app', 'tillie_reader', 'tillie_courier'])
  })

  test('needs no more than membership in them once the database is migrated', async () => {
    // PGlite has one login only; there the roles above are all there is to see.
    const login = url ? await memberLogin(url) : null
    const service = login ? await openDb({ url: login.url, dataDir: null, log: quiet }) : db
    try {
      expect(await migrate(service)).toEqual([])
      const owned = service.asOrg(org.id, (sql) => sql`create table mine (org_id integer)`)
      await expect(owned).rejects.toThrow('permission denied')
      const dropped = service.asOrg(org.id, (sql) => sql`drop table orders`)
      await expect(dropped).rejects.toThrow('must be owner')
    } finally {
      if (service !== db) await service.close()
      await login?.drop()
    }
  })
})
