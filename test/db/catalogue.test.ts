/** What must hold for every table, read from the catalogue: a table that forgets it fails here. */
import type postgres from 'postgres'
import { afterAll, describe, expect, test } from 'vitest'
import { rules, serviceRoles, tables } from '#test/support/catalogue-rules.ts'
import { openTestDb } from '#test/support/database.ts'

class Undo extends Error {}

describe('in every schema', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)

  const names = (query: string) => db.asOwner((sql) => named(sql, query))

  test('what is there is seen by these tests', async () => {
    expect(await names(`select name from (${tables}) t`)).toEqual(
      expect.arrayContaining(['public.users', 'public.orders', 'report.daily_sales']),
    )
  })

  test.each(rules)('$says', async ({ offenders }) => {
    expect(await names(offenders)).toEqual([])
  })

  test.each(rules)('and who breaks it is named: $says', async ({ offenders, offence }) => {
    let caught: string[] = []
    const undone = db.asOwner((sql) =>
      sql.begin(async (sql) => {
        await sql.unsafe(offence)
        caught = await named(sql, offenders)
        throw new Undo()
      }),
    )
    await expect(undone).rejects.toThrow(Undo)
    expect(caught.join()).toMatch(/bad|schema_migrations/)
    expect(await names(offenders)).toEqual([])
  })

  test('no role of the service is above the policies, or a member of another', async () => {
    const all = `'${serviceRoles.join("','")}'`
    const mighty = await names(`
      select rolname as name from pg_roles
      where rolname in (${all})
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin
          or rolreplication)`)
    expect(mighty).toEqual([])
    const joined = await names(`
      select r.rolname as name from pg_auth_members m join pg_roles r on r.oid = m.member
      where r.rolname in (${all})`)
    expect(joined).toEqual([])
  })
})

async function named(sql: postgres.ISql, query: string): Promise<string[]> {
  const rows = await sql.unsafe<{ name: string }[]>(query)
  return rows.map((row) => row.name)
}
