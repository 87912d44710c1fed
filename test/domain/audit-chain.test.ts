/**
 * Story: somebody with the whole database in hand meddles with the audit log, in every way there is.
 * The first link that is not as it was sealed is named; and work goes on while entries are sealed.
 */
import { randomBytes } from 'node:crypto'
import type postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { record } from '#domain/audit.ts'
import { anchorAudit } from '#domain/audit-chain/anchor.ts'
import { type ChainFault, checkChain, faultText } from '#domain/audit-chain/check.ts'
import { publicKeyOf, signerOf } from '#domain/audit-chain/keys.ts'
import { sealAudit } from '#domain/audit-chain/seal.ts'
import { createOrg } from '#domain/org.ts'
import { openSealer } from '#kit/sealer.ts'
import { fingerprintOf, isKeyNamed, isSigned, newSigningKey } from '#kit/signing.ts'
import { openTestDb } from '#test/support/database.ts'

const minute = (minutes: number) => new Date(Date.UTC(2026, 9, 3, 9, minutes))
const entries = 12
const signing = () => ({ sealer: openSealer(() => randomBytes(32)), newKey: newSigningKey })

describe('the audit chain', async () => {
  const { db, url, close } = await openTestDb()
  afterAll(close)
  let orgs = 0
  /** A business with so many sealed entries, four at a sealing, and its head anchored. */
  async function openSealed(anchored = true) {
    const books = { currency: 'KES', timezone: 'Africa/Nairobi' }
    const { id } = await createOrg(db, { name: `Duka ${++orgs}`, ...books })
    const note = (action: string, at: Date) =>
      db.asOrg(id, (sql) =>
        record(sql, { at, action, subject: 'user:1', detail: { b: 1.5, a: 'ö "x"', z: [null] } }),
      )
    for (let at = 0; at < entries; at++) {
      await note('role.changed', minute(at))
      if (at % 4 === 3) await sealAudit(db, id, { now: minute(at) })
    }
    const deps = { db, ...signing() }
    if (anchored) await anchorAudit(deps, id, minute(20))
    const check = () => db.asReaderAtOneMoment(id, (sql) => checkChain(sql))
    /** What the tables' owner does, past every guard. */
    const meddle = (work: (sql: postgres.TransactionSql) => Promise<unknown>) =>
      db.asOwner((sql) =>
        sql.begin(async (sql) => {
          await sql`set local session_replication_role = replica`
          await work(sql)
        }),
      )
    const auditIds = async () =>
      (
        await db.asReader(
          id,
          (sql) => sql<{ id: string }[]>`
            select audit_id::text as id from audit_chain order by position`,
        )
      ).map(({ id }) => id)
    return { id, note, check, meddle, auditIds, deps }
  }

  test('is whole as it was sealed, in the order of the entries', async () => {
    const { check, auditIds } = await openSealed()
    expect(await check()).toMatchObject({ is: 'whole', links: entries, position: entries, late: 0 })
    const ids = await auditIds()
    expect(ids).toEqual([...ids].sort((a, b) => Number(a) - Number(b)))
    expect(ids).toHaveLength(entries)
  })

  describe('names the first bad link when', () => {
    type Meddler = (sql: postgres.TransactionSql, org: number, ids: string[]) => Promise<unknown>
    const cases: [string, Meddler, (ids: string[]) => ChainFault][] = [
      [
        'an entry is changed',
        (sql, org, ids) =>
          sql`update audit_log set detail = '{"b": 2}' where org_id = ${org} and id = ${ids[4]!}`,
        (ids) => ({ is: 'changed', position: 5, auditId: ids[4]! }),
      ],
      [
        'an entry is given to somebody else',
        (sql, org, ids) =>
          sql`update audit_log set user_id = 7 where org_id = ${org} and id = ${ids[0]!}`,
        (ids) => ({ is: 'changed', position: 1, auditId: ids[0]! }),
      ],
      [
        'an entry is moved by a microsecond',
        (sql, org, ids) => sql`
          update audit_log set at = at + interval '1 microsecond'
          where org_id = ${org} and id = ${ids[11]!}`,
        (ids) => ({ is: 'changed', position: 12, auditId: ids[11]! }),
      ],
      [
        'an entry is deleted',
        (sql, org, ids) => sql`delete from audit_log where org_id = ${org} and id = ${ids[6]!}`,
        (ids) => ({ is: 'deleted', position: 7, auditId: ids[6]! }),
      ],
      [
        'an entry is deleted with its link',
        async (sql, org, ids) => {
          await sql`delete from audit_log where org_id = ${org} and id = ${ids[6]!}`
          await sql`delete from audit_chain where org_id = ${org} and position = 7`
        },
        () => ({ is: 'missing', position: 7 }),
      ],
      [
        'a link is taken out and those after it move up',
        async (sql, org, ids) => {
          await sql`delete from audit_log where org_id = ${org} and id = ${ids[6]!}`
          await sql`delete from audit_chain where org_id = ${org} and position = 7`
          for (let at = 8; at <= entries; at++)
            await sql`
              update audit_chain set position = ${at - 1} where org_id = ${org} and position = ${at}`
        },
        (ids) => ({ is: 'moved', position: 7, auditId: ids[7]! }),
      ],
      [
        'two links change places',
        async (sql, org) => {
          const to = (from: number, position: number) => sql`
            update audit_chain set position = ${position} where org_id = ${org} and position = ${from}`
          await to(3, 99)
          await to(4, 3)
          await to(99, 4)
        },
        (ids) => ({ is: 'moved', position: 3, auditId: ids[3]! }),
      ],
      [
        'two entries change places',
        (sql, org, [, second, third]) => sql`
          update audit_log a set at = b.at
          from audit_log b
          where a.org_id = ${org} and b.org_id = ${org}
            and (a.id, b.id) in ((${second!}, ${third!}), (${third!}, ${second!}))`,
        (ids) => ({ is: 'changed', position: 2, auditId: ids[1]! }),
      ],
      [
        'a link is put in between',
        async (sql, org) => {
          for (let at = entries; at >= 5; at--)
            await sql`
              update audit_chain set position = ${at + 1} where org_id = ${org} and position = ${at}`
          await sql`
            with entry as (
              insert into audit_log (org_id, at, action, written_by)
              select org_id, at, 'role.changed', written_by from audit_log
              where org_id = ${org} limit 1
              returning *
            )
            insert into audit_chain (org_id, position, audit_id, content, sealed_at, swept_at, hash)
            select org_id, 5, (select id from entry), content, sealed_at, swept_at, hash
            from audit_chain where org_id = ${org} and position = 4`
        },
        (ids) => ({ is: 'changed', position: 5, auditId: String(Number(ids[11]) + 1) }),
      ],
      [
        'an entry is put there past the sealing',
        (sql, org) => sql`
          insert into audit_log (org_id, at, action, written_by)
          select org_id, at, 'role.changed', '3' from audit_log
          where org_id = ${org} limit 1`,
        () => ({ is: 'unsealed', auditId: expect.any(String) }),
      ],
      [
        'the tail is cut, entries and links',
        async (sql, org, ids) => {
          await sql`delete from audit_log where org_id = ${org} and id >= ${ids[9]!}`
          await sql`delete from audit_chain where org_id = ${org} and position >= 10`
        },
        () => ({ is: 'cut', position: 10 }),
      ],
      [
        'the tail is cut, and the head says so too',
        async (sql, org, ids) => {
          await sql`delete from audit_log where org_id = ${org} and id >= ${ids[9]!}`
          await sql`delete from audit_chain where org_id = ${org} and position >= 10`
          await sql`
            update audit_heads set position = 9, hash = (
              select hash from audit_chain where org_id = ${org} and position = 9)
            where org_id = ${org}`
        },
        () => ({ is: 'cut', position: 10 }),
      ],
      [
        'everything is cut',
        async (sql, org) => {
          await sql`delete from audit_log where org_id = ${org}`
          await sql`delete from audit_chain where org_id = ${org}`
          await sql`delete from audit_heads where org_id = ${org}`
        },
        () => ({ is: 'cut', position: 1 }),
      ],
      [
        'an anchor is made up',
        (sql, org) => sql`
          update audit_anchors set position = 9, hash = (
            select hash from audit_chain where org_id = ${org} and position = 9)
          where org_id = ${org}`,
        () => ({ is: 'forged', position: 9, anchoredAt: '2026-10-03T09:20:00.000000Z' }),
      ],
    ]
    test.each(cases)('%s', async (_, work, fault) => {
      const { id, check, meddle, auditIds } = await openSealed()
      const ids = await auditIds()
      await meddle((sql) => work(sql, id, ids))
      expect(await check()).toEqual({ is: 'broken', fault: fault(ids) })
    })

    test('all is sealed anew after a change: the anchor of the day tells', async () => {
      const { id, check, meddle, auditIds } = await openSealed()
      const ids = await auditIds()
      await meddle(async (sql) => {
        await sql`update audit_log set user_id = 7 where org_id = ${id} and id = ${ids[4]!}`
        await sql`delete from audit_chain where org_id = ${id}`
        await sql`delete from audit_heads where org_id = ${id}`
      })
      await sealAudit(db, id, { now: minute(21) })
      const fault = { is: 'forged', position: 12, anchoredAt: '2026-10-03T09:20:00.000000Z' }
      expect(await check()).toEqual({ is: 'broken', fault })
    })
  })

  test('finds what was written later with an old time', async () => {
    const { id, check, note } = await openSealed()
    await note('role.changed', minute(10))
    await sealAudit(db, id, { now: minute(21) })
    expect(await check()).toMatchObject({ is: 'whole', late: 0 })
    await sealAudit(db, id, { now: minute(120) })
    await note('role.changed', minute(100))
    await sealAudit(db, id, { now: minute(121) })
    expect(await check()).toMatchObject({ is: 'whole', links: entries + 2, late: 1 })
  })

  test('goes on after its database was restored where transactions count anew', async () => {
    const { id, check, note, meddle } = await openSealed()
    await meddle(
      (sql) => sql`update audit_heads set swept_to = '4611686018427387904' where org_id = ${id}`,
    )
    await note('role.changed', minute(21))
    expect(await sealAudit(db, id, { now: minute(22) })).toBe(1)
    expect(await check()).toMatchObject({ is: 'whole', links: entries + 1 })
  })

  test('is sealed by two at once, while others write: every entry once', async () => {
    const { id, check, note } = await openSealed()
    const write = Array.from({ length: 60 }, (_, at) => note('role.changed', minute(20 + at / 60)))
    const seal = Array.from({ length: 6 }, () => sealAudit(db, id, { now: minute(22) }))
    await Promise.all([...write, ...seal])
    await sealAudit(db, id, { now: minute(23) })
    expect(await check()).toMatchObject({ is: 'whole', links: entries + 60, late: 0 })
  })

  // The embedded database has but one transaction at a time.
  if (url)
    test('does not wait for a transaction that is open, nor lose its entry', async () => {
      const { id, check, note } = await openSealed()
      const [isWritten, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const slow = db.asOrg(id, async (sql) => {
        await record(sql, { at: minute(20), action: 'role.changed' })
        isWritten.resolve()
        await mayEnd.promise
      })
      await isWritten.promise
      await note('role.changed', minute(21))
      expect(await sealAudit(db, id, { now: minute(22) })).toBe(1)
      mayEnd.resolve()
      await slow
      expect(await sealAudit(db, id, { now: minute(23) })).toBe(1)
      expect(await check()).toMatchObject({ is: 'whole', links: entries + 2, late: 0 })
    })

  test('is not anchored once it is broken: the log itself says where', async () => {
    const { id, meddle, auditIds, deps } = await openSealed(false)
    const ids = await auditIds()
    await meddle(
      (sql) => sql`update audit_log set at = now() where org_id = ${id} and id = ${ids[2]!}`,
    )
    const fault = { is: 'changed', position: 3, auditId: ids[2]! }
    expect(await anchorAudit(deps, id, minute(30))).toEqual({ is: 'broken', fault })
    const [said, anchors] = await db.asReader(id, async (sql) => [
      await sql`select detail from audit_log where action = 'audit.broken'`,
      await sql`select from audit_anchors`,
    ])
    expect(said).toEqual([{ detail: fault }])
    expect(anchors).toHaveLength(0)
    expect(faultText({ is: 'changed', position: 3, auditId: '9' })).toBe(
      'Link 3 of the audit chain: its entry 9 has been changed.',
    )
  })

  test.each(['audit_log', 'audit_chain', 'audit_anchors', 'org_keys'])(
    'of %s nothing is edited or deleted, not even by the owner of the tables',
    async (table) => {
      await openSealed()
      const tried = (words: string) =>
        db
          .asOwner((sql) => sql.unsafe(words))
          .then(
            () => 'done',
            (fault) => (fault as Error).message,
          )
      const refused = `${table} is only added to`
      expect(await tried(`update ${table} set org_id = org_id`)).toBe(refused)
      expect(await tried(`delete from ${table}`)).toBe(refused)
      expect(await tried(`truncate ${table} cascade`)).toBe(refused)
    },
  )

  describe('the key', () => {
    let id: number
    beforeAll(async () => {
      id = (await openSealed(false)).id
    })

    test('is made once, by whoever needs it first, and opens with the house’s key alone', async () => {
      const own = { db, ...signing() }
      expect(await db.asReader(id, publicKeyOf)).toBeNull()
      const [one, other] = await Promise.all([
        signerOf(own, id, minute(1)),
        signerOf(own, id, minute(2)),
      ])
      expect(one!.publicKey).toBe(other!.publicKey)
      expect(await db.asReader(id, publicKeyOf)).toMatchObject({ publicKey: one!.publicKey })
      const bytes = Buffer.from('total 12,000.00')
      expect(isSigned(bytes, one!.sign(bytes), one!.publicKey)).toBe(true)
      const stranger = await signerOf({ db, ...signing() }, id, minute(3))
      expect(() => stranger.sign(bytes)).toThrow()
    })

    test('signs what no other byte, key or spelling of the signature stands for', async () => {
      const bytes = Buffer.from('total 12,000.00')
      const key = await signerOf({ db, ...signing() }, (await openSealed(false)).id, minute(1))
      const signature = key.sign(bytes)
      expect(isSigned(Buffer.from('total 12,000.01'), signature, key.publicKey)).toBe(false)
      expect(isSigned(bytes, signature, newSigningKey().publicKey)).toBe(false)
      expect(isSigned(bytes, ` ${signature}`, key.publicKey)).toBe(false)
      expect(isSigned(bytes, signature.replace('==', ''), key.publicKey)).toBe(false)
      expect(isSigned(bytes, signature, 'no key')).toBe(false)
      expect(isSigned(bytes, signature, `${key.publicKey}=`)).toBe(false)
    })

    test('is known by its fingerprint, however that was copied', () => {
      const { publicKey } = newSigningKey()
      const fingerprint = fingerprintOf(publicKey)
      expect(fingerprint).toMatch(/^[0-9a-f]{4}( [0-9a-f]{4}){7}$/)
      expect(isKeyNamed(publicKey, ` ${fingerprint.toUpperCase().replaceAll(' ', ':')} `)).toBe(
        true,
      )
      expect(isKeyNamed(publicKey, publicKey)).toBe(true)
      expect(isKeyNamed(publicKey, fingerprint.slice(0, 20))).toBe(false)
      expect(isKeyNamed(newSigningKey().publicKey, fingerprint)).toBe(false)
    })
  })
})
