/**
 * Story: thousands of requests of several businesses share a few connections, some fail, some are cut
 * off; each finds its own business and none the one before it.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Db, openDb, type Sql } from '#db/sql.ts'
import { createOrg } from '#domain/org.ts'
import { openTestDb, quiet } from '#test/support/database.ts'

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)
const inFlight = 48
const connections = 3
const shops = ['Duka', 'Café', 'Mercado', 'Boutique', 'Kiosk', 'Stall']

const request = fc.record({
  shop: fc.nat({ max: shops.length - 1 }),
  does: fc.constantFrom(
    'asks',
    'asks',
    'reads',
    'asks much at once',
    'writes',
    'carries',
    'goes wrong',
    'changes its mind',
    'goes wrong and goes on',
    'is cut off',
    'has no business',
  ),
})
type Request = typeof request extends fc.Arbitrary<infer T> ? T : never

describe(`many businesses on few connections (seed ${seed})`, async () => {
  const { db: whole, url, close } = await openTestDb()
  const db = url ? await openDb({ url, dataDir: null, log: quiet, poolMax: connections }) : whole
  afterAll(async () => {
    if (db !== whole) await db.close()
    await close()
  })
  const orgs: number[] = []
  beforeAll(async () => {
    for (const name of shops) {
      const { id } = await createOrg(whole, { name, currency: 'EUR', timezone: 'Europe/Paris' })
      await whole.asOrg(id, (sql) => sql`insert into users (org_id, name) values (${id}, ${name})`)
      orgs.push(id)
    }
  })

  async function take({ shop, does }: Request): Promise<void> {
    const orgId = orgs[shop]!
    const own = [shops[shop]]
    switch (does) {
      case 'asks':
        return expect(await db.asOrg(orgId, namesOf)).toEqual(own)
      case 'reads':
        return expect(await db.asReader(orgId, namesOf)).toEqual(own)
      case 'asks much at once':
        return expect(
          await db.asOrg(orgId, (sql) => Promise.all([namesOf(sql), namesOf(sql), namesOf(sql)])),
        ).toEqual([own, own, own])
      case 'writes':
        return expect(
          await db.asOrg(orgId, async (sql) => (await sql`update users set name = name`).count),
        ).toBe(1)
      case 'carries':
        return expect(await db.asCourier(contextOf)).toEqual(['tillie_courier', ''])
      case 'goes wrong':
        return failing(
          db.asOrg(orgId, (sql) => sql`select 1 / (select count(*) - 1 from users)`),
          '22012',
        )
      case 'goes wrong and goes on':
        return expect(await db.asOrg(orgId, afterFault)).toEqual(own)
      case 'changes its mind':
        return expect(db.asOrg(orgId, renamed)).rejects.toThrow('never mind')
      case 'is cut off':
        return cutOff(db, orgId)
      case 'has no business':
        return expect(db.asOrg(Number.NaN, namesOf)).rejects.toMatchObject({ code: '22P02' })
    }
  }

  test('no request meets another business', async () => {
    const waiting = fc.sample(request, { numRuns: url ? 10_000 : 1_000, seed })
    const worker = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await take(next)
    }
    await Promise.all(Array.from({ length: inFlight }, worker))
    expect(waiting).toEqual([])
  })

  test('and afterwards a connection knows nobody', async () => {
    const left = await db.asOwner((sql) => contextOf(sql as unknown as Sql))
    expect(left[1]).toBe('')
    for (const [at, orgId] of orgs.entries())
      expect(await whole.asOrg(orgId, namesOf)).toEqual([shops[at]])
  })
})

async function namesOf(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`select name from users order by id`
  return rows.map(({ name }) => name)
}

async function contextOf(sql: Sql): Promise<[role: string, context: string]> {
  const [row] = await sql<{ role: string; context: string }[]>`
    select current_user as role, coalesce(current_setting('tillie.org_id', true), '') as context`
  return [row!.role, row!.context]
}

async function afterFault(sql: Sql): Promise<string[]> {
  await sql.savepoint((sql) => sql`select 1 / (select count(*) - 1 from users)`).catch(() => {})
  return namesOf(sql)
}

async function renamed(sql: Sql): Promise<never> {
  await sql`update users set name = 'Eve'`
  throw new Error('never mind')
}

/** PGlite runs one statement at a time and cannot be interrupted in the middle of one. */
async function cutOff(db: Db, orgId: number): Promise<void> {
  if (db.kind === 'embedded')
    return failing(
      db.asOrg(orgId, (sql) => sql`select no_such`),
      '42703',
    )
  const slow = db.asOrg(orgId, async (sql) => {
    await sql`set local statement_timeout = 1`
    await sql`select pg_sleep(1), name from users`
  })
  return failing(slow, '57014')
}

async function failing(work: Promise<unknown>, code: string): Promise<void> {
  await expect(work).rejects.toMatchObject({ code })
}
