/** Story: a statement of megabytes inside a transaction, while others wait for the same connection. */
import { afterAll, describe, expect, test } from 'vitest'
import { createOrg } from '#domain/org.ts'
import { openTestDb } from '#test/support/database.ts'

describe('transactions keep to themselves', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const names = ['Duka', 'Café', 'Kiosk']
  const orgs: number[] = []
  for (const name of names)
    orgs.push((await createOrg(db, { name, currency: 'KES', timezone: 'Africa/Nairobi' })).id)
  const long = 'x'.repeat(2_000_000)

  test('however long their statements are', async () => {
    const work = (orgId: number) =>
      db.asOrg(orgId, async (sql) => {
        const [before] = await sql`select current_org() as org, length(${long}) as length`
        const [after] = await sql`select current_org() as org`
        return [before!.org, after!.org, before!.length]
      })
    const turns = Array.from({ length: 30 }, (_, i) => orgs[i % orgs.length]!)
    const seen = await Promise.all(turns.map(work))
    expect(seen).toEqual(turns.map((orgId) => [orgId, orgId, long.length]))
  })
})
