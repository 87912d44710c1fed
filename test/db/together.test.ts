/** Statements sent together: one wait, and nobody goes on alone when a transaction is over. */
import { afterAll, describe, expect, test } from 'vitest'
import { together } from '#db/together.ts'
import { createOrg } from '#domain/org.ts'
import { openTestDb } from '#test/support/database.ts'

describe('statements that are sent together', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const shop = { name: 'Shop', currency: 'KES', timezone: 'Africa/Nairobi' }
  const { id } = await createOrg(db, shop)

  test('give their results in order', async () => {
    const ask = (number: number) =>
      db.asOrg(id, async (sql) => (await sql`select ${number}::integer as number`)[0]?.number)
    expect(await together([ask(1), 'two', ask(3)])).toEqual([1, 'two', 3])
  })

  test('have all ended before the fault of one is thrown, and nothing of them stays', async () => {
    const fault = new Error('not ours any more')
    let hasEnded = false
    const work = db.asOrg(id, (sql) => {
      const refuse = async () => {
        await sql`select 1`
        throw fault
      }
      const write = async () => {
        for (const at of ['a', 'b', 'c'])
          await sql`
            insert into audit_log (org_id, at, action)
            values (current_org(), now(), ${`together.${at}`})`
        hasEnded = true
      }
      return together([refuse(), write()])
    })
    await expect(work).rejects.toBe(fault)
    expect(hasEnded).toBe(true)
    const left = await db.asOrg(
      id,
      (sql) => sql`select 1 from audit_log where action like 'together.%'`,
    )
    expect(left).toHaveLength(0)
  })

  test('a lazy commit waits for no disk, and the next borrower knows nothing of it', async () => {
    const commits = (isLazy: boolean) =>
      db.asOrg(
        id,
        async (sql) => (await sql`select current_setting('synchronous_commit') as how`)[0]?.how,
        { isLazy },
      )
    const usual = await commits(false)
    expect(await commits(true)).toBe('off')
    expect(await Promise.all(Array.from({ length: 12 }, () => commits(false)))).toEqual(
      Array.from({ length: 12 }, () => usual),
    )
    expect(usual).not.toBe('off')
  })
})
