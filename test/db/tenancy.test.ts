/** Story: two businesses share a database, and neither can tell that the other exists. */
import type postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOrg } from '#domain/org.ts'
import { openTestDb } from '#test/support/database.ts'

describe('businesses are kept apart', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  let duka: number
  let cafe: number
  let all: string[]
  beforeAll(async () => {
    duka = (await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })).id
    cafe = (await createOrg(db, { name: 'Café', currency: 'EUR', timezone: 'Europe/Paris' })).id
    all = await db.asOwner(everyRelation)
    for (const orgId of [duka, cafe]) await fill(orgId)
  })

  /** A row in each table that could tell something, by the owner, whom forced security lets in here. */
  async function fill(orgId: number) {
    await db.asOrg(orgId, async (sql) => {
      await sql`insert into users (org_id, name) values (current_org(), 'Asha')`
      await sql`
          insert into customers (org_id, code, name, source, external_id)
          values (current_org(), 'C1', 'Wanjiru', 'test', '1')`
      await sql`
          insert into products (org_id, sku, name, source, external_id)
          values (current_org(), 'S1', 'Mug', 'test', '1')`
      await sql`
          insert into orders (
            org_id, number, status, ordered_at, business_day, hour, source, external_id)
          values (current_org(), '1', 'PAID', '2026-11-21T09:00Z', '2026-11-21', 9, 'test', '1')`
      await sql`
          insert into order_lines (org_id, order_id, position, quantity, unit_price)
          select org_id, id, 1, 1, 1 from orders`
    })
  }

  /** Tables that show rows to a role whose context is `orgId`; null is no context at all. */
  async function shown(role: string, orgId: number | null, other = false) {
    return db.asOwner((sql) =>
      sql.begin(async (sql) => {
        await sql`select set_config('role', ${role}, true)`
        if (orgId !== null) await sql`select set_config('tillie.org_id', ${String(orgId)}, true)`
        const full: string[] = []
        for (const table of all) {
          const where = other ? `where org_id <> ${orgId}` : ''
          const [row] = await sql.unsafe(`select count(*)::integer as n from ${table} ${where}`)
          if (row!.n > 0) full.push(table)
        }
        return full
      }),
    )
  }

  test.each(['tillie_app', 'tillie_reader'])('%s sees nothing without a context', async (role) => {
    expect(await shown(role, null)).toEqual([])
  })

  test('nor after another borrower of the connection had one', async () => {
    for (let turn = 0; turn < 12; turn++) {
      await db.asOrg(duka, (sql) => sql`select 1 from users`)
      expect(await shown('tillie_app', null)).toEqual([])
    }
  })

  test('nor anything of the other business within its own', async () => {
    expect(await shown('tillie_reader', duka)).toEqual(
      expect.arrayContaining(['public.orders', 'public.users', 'report.dirty_days']),
    )
    expect(await shown('tillie_reader', duka, true)).toEqual([])
    expect(await shown('tillie_app', cafe, true)).toEqual([])
  })

  test('and writes for another business are rejected', async () => {
    const write = (table: string, columns: string, values: string) =>
      db.asOrg(duka, (sql) =>
        sql.unsafe(`insert into ${table} (org_id, ${columns}) values (${cafe}, ${values})`),
      )
    const rejected = 'new row violates row-level security policy'
    await expect(write('users', 'name', "'Eve'")).rejects.toThrow(rejected)
    await expect(write('user_roles', 'user_id, role', "1, 'owner'")).rejects.toThrow(rejected)
    await expect(write('job_runs', 'job, slot, started_at', "'x', now(), now()")).rejects.toThrow(
      rejected,
    )
    const moved = db.asOrg(duka, (sql) => sql`update users set org_id = ${cafe}`)
    await expect(moved).rejects.toThrow()
    expect(await db.asOrg(cafe, (sql) => sql`select 1 from users`)).toHaveLength(1)
  })

  test('and the other’s rows cannot be changed, nor pointed at', async () => {
    const changed = await db.asOrg(
      duka,
      (sql) => sql`update customers set name = 'Taken' where org_id = ${cafe} returning 1`,
    )
    expect(changed).toHaveLength(0)
    const [theirs] = await db.asOrg(cafe, (sql) => sql<{ id: string }[]>`select id from customers`)
    const pointed = db.asOrg(
      duka,
      (sql) => sql`update orders set customer_id = ${theirs!.id} returning 1`,
    )
    await expect(pointed).rejects.toThrow('foreign key')
  })

  test('and a reader’s transaction writes nothing, even where it could', async () => {
    const write = db.asReader(duka, (sql) => sql`insert into audit_log (org_id) values (1)`)
    await expect(write).rejects.toThrow(/permission denied|read-only/)
  })
})

/** Tables and views that know businesses. */
async function everyRelation(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select table_schema || '.' || table_name as name
    from information_schema.columns
    where table_schema in ('public', 'report') and column_name = 'org_id'
    order by 1`
  return rows.map((row) => row.name)
}
