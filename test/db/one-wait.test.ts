/** How a transaction is said: what belongs together goes out together, and an end is an end. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, describe, expect, test } from 'vitest'
import { ConnectionLost } from '#db/away.ts'
import { openDb, type Sql } from '#db/sql.ts'
import { createOrg } from '#domain/org.ts'
import { openTestDb, quiet } from '#test/support/database.ts'

describe('a transaction', async () => {
  const { db, url, close } = await openTestDb()
  afterAll(close)
  const shop = { name: 'Shop', currency: 'KES', timezone: 'Africa/Nairobi' }
  const { id } = await createOrg(db, shop)
  const note = (sql: Sql, action: string) => sql`
    insert into audit_log (org_id, at, action)
    values (current_org(), now(), ${action})`
  const noted = async (action: string) => {
    const rows = await db.asOrg(id, (sql) => sql`select from audit_log where action = ${action}`)
    return rows.length
  }

  test('of one statement gives its rows, or its own fault and nothing else', async () => {
    expect((await db.asOrg(id, (sql) => note(sql, 'one.kept'))).count).toBe(1)
    expect(await noted('one.kept')).toBe(1)
    const broken = db.asOrg(id, (sql) => sql`select 1 / (count(*) - count(*)) from users`)
    await expect(broken).rejects.toMatchObject({ code: '22012' })
    expect(await noted('one.kept')).toBe(1)
  })

  test('whose statement failed is a fault, also when the fault was swallowed', async () => {
    const swallowing = db.asOrg(id, async (sql) => {
      await note(sql, 'swallowed')
      await sql`select 1 / (count(*) - count(*)) from users`.catch(() => {})
    })
    await expect(swallowing).rejects.toThrow()
    expect(await noted('swallowed')).toBe(0)
  })

  test('whose answer came while this process was too busy to hear it is not begun again', async () => {
    if (!url) return expect(db.kind).toBe('embedded')
    await noted('connected')
    const asked = db.asOrg(id, (sql) => note(sql, 'busy'))
    // First our own turn, then that in which it is sent.
    for (let turn = 0; turn < 2; turn += 1) await setImmediate()
    const busyUntil = performance.now() + 6_500
    while (performance.now() < busyUntil);
    await asked
    expect(await noted('busy')).toBe(1)
  })

  test('that was sent whole to a server too slow to answer is not sent again', async () => {
    if (!url) return expect(db.kind).toBe('embedded')
    const { port, hostname } = new URL(url)
    let isMute = false
    const way = createServer((near) => {
      const far = connect(Number(port || 5432), hostname)
      for (const end of [near, far]) end.on('error', () => {})
      near.pipe(far)
      far.on('data', (part: Buffer) => isMute || near.write(part))
      far.on('close', () => near.destroy())
    })
    await once(way.listen(0, '127.0.0.1'), 'listening')
    const detour = new URL(url)
    detour.host = `127.0.0.1:${(way.address() as AddressInfo).port}`
    const slow = await openDb({ url: detour.href, dataDir: null, log: quiet, poolMax: 2 })
    // A statement that is known goes out at once, with its values.
    await slow.asOrg(id, (sql) => note(sql, 'known'))
    isMute = true
    await expect(slow.asOrg(id, (sql) => note(sql, 'slow'))).rejects.toThrow(ConnectionLost)
    isMute = false
    await slow.close()
    way.close()
    expect(await noted('slow')).toBe(1)
  })

  test('that is over has nothing more to say', async () => {
    if (!url) return expect(db.kind).toBe('embedded')
    let late: Sql | undefined
    await db.asOrg(id, async (sql) => {
      late = sql
      await sql`select 1`
    })
    expect(() => note(late!, 'late')).toThrow(ConnectionLost)
    expect(await noted('late')).toBe(0)
  })

  test('that only read is over when its connection is lent again', async () => {
    if (!url) return expect(db.kind).toBe('embedded')
    const sessions = async () => {
      const sql = postgres(url!, { max: 1 })
      const rows = await sql`
        select from pg_stat_activity
        where datname = current_database() and state like 'idle in transaction%'`
      await sql.end()
      return rows.length
    }
    for (let round = 0; round < 20; round += 1) {
      await db.asReader(id, (sql) => sql`select count(*) from users`)
      await expect(db.asOrg(id, (sql) => note(sql, 'after reading'))).resolves.toBeDefined()
    }
    expect(await noted('after reading')).toBe(20)
    expect(await sessions()).toBe(0)
  })
})
