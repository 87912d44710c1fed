/** Story: Asha makes codes, and phones become hers or her staff's; somebody else guesses. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '#db/sql.ts'
import type { SenderIds } from '#domain/addresses.ts'
import type { Role } from '#domain/identity.ts'
import { issueCode, readsAsCode, redeemCode, wrongCodesMax } from '#domain/linking.ts'
import { createOrg } from '#domain/org.ts'
import { addPerson, identitiesOf, recogniseSender } from '#domain/people.ts'
import { openTestDb } from '#test/support/database.ts'

const nine = new Date('2026-11-21T09:00:00Z')
const later = (minutes: number, from = nine) => new Date(from.getTime() + minutes * 60_000)
const channel = 'whatsapp'

describe('an account is linked', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  let orgId: number
  beforeAll(async () => {
    const duka = { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' }
    orgId = (await createOrg(db, duka)).id
  })
  const inShop = <T>(work: (sql: Sql) => Promise<T>) => db.asOrg(orgId, work)
  const codeFor = (role: Role, now = nine) =>
    inShop(async (sql) => {
      const { userId } = await addPerson(sql, { name: 'Asha', roles: [role], now })
      return { userId, ...(await issueCode(sql, { userId, now, random: randomBytes })) }
    })
  const send = (phone: string, code: string, now = nine) =>
    inShop(async (sql) => {
      const sender = { phone }
      const { userId } = await recogniseSender(sql, { channel, sender, now })
      return redeemCode(sql, { channel, sender, userId, code, now })
    })
  const guess = (phone: string, now = nine) => send(phone, 'TILL-22222-ABCDE', now)
  const whois = (phone: string) =>
    inShop((sql) => recogniseSender(sql, { channel, sender: { phone }, now: nine }))

  test('by its code: the phone is the person’s, with their rights, and who it was stays in history', async () => {
    const before = await whois('+254711000001')
    const { code, userId, expiresAt } = await codeFor('finance')
    expect(expiresAt).toEqual(later(24 * 60))

    const linked = await send('+254711000001', code)
    expect(linked).toMatchObject({ is: 'linked', actor: { userId, roles: ['finance'] } })
    expect(await whois('+254711000001')).toEqual({ userId, isNew: false })
    expect(await inShop((sql) => identitiesOf(sql, before.userId))).toEqual([])
    expect(
      await inShop((sql) => sql`select 1 from users where id = ${before.userId}`),
    ).toHaveLength(1)
  })

  test('with all its ids, whichever the next message carries; the same in Telegram', async () => {
    const link = async (channel: 'whatsapp' | 'telegram', sender: SenderIds) => {
      const { code, userId } = await codeFor('staff')
      await inShop(async (sql) => {
        const before = await recogniseSender(sql, { channel, sender, now: nine })
        await redeemCode(sql, { channel, sender, userId: before.userId, code, now: nine })
      })
      return inShop(async (sql) => ({ userId, ids: await identitiesOf(sql, userId) }))
    }
    const asha = await link('whatsapp', { bsuid: 'KE.1', phone: '+254711000020' })
    expect(asha.ids.map((id) => id.kind)).toEqual(['bsuid', 'phone'])
    expect((await whois('+254711000020')).userId).toBe(asha.userId)
    const juma = await link('telegram', { telegramId: '700000001' })
    expect(juma.ids).toEqual([{ channel: 'telegram', kind: 'telegram', value: '700000001' }])
  })

  test('once only, also when two send the code at the same moment', async () => {
    const { code } = await codeFor('staff')
    const both = await Promise.all([send('+254711000002', code), send('+254711000003', code)])
    expect(both.map((one) => one.is).sort()).toEqual(['linked', 'used'])
    expect(await send('+254711000004', code)).toEqual({ is: 'used' })
  })

  test('within 24 hours, not at their end', async () => {
    const { code } = await codeFor('staff')
    expect(await send('+254711000005', code, later(24 * 60))).toEqual({ is: 'expired' })
    expect(await send('+254711000005', code, later(24 * 60 - 1))).toMatchObject({ is: 'linked' })
  })

  test('to a person of this business only', async () => {
    const { code } = await codeFor('owner')
    const cafe = await createOrg(db, { name: 'Café', currency: 'EUR', timezone: 'Europe/Paris' })
    const there = await db.asOrg(cafe.id, async (sql) => {
      const sender = { phone: '+254711000006' }
      const { userId } = await recogniseSender(sql, { channel, sender, now: nine })
      return redeemCode(sql, { channel, sender, userId, code, now: nine })
    })
    expect(there).toEqual({ is: 'wrong' })
    expect(await send('+254711000006', code)).toMatchObject({ is: 'linked' })
  })

  test('never after five wrong codes within an hour, not even by a right one; an hour later again', async () => {
    const { code } = await codeFor('owner')
    for (let minute = 0; minute < 50; minute += 10)
      expect(await guess('+254711000007', later(minute))).toEqual({ is: 'wrong' })

    const until = later(40 + 60)
    expect(await send('+254711000007', code, later(41))).toEqual({ is: 'locked', until })
    expect(await send('+254711000007', code, later(99))).toEqual({ is: 'locked', until })
    expect(await send('+254711000008', code, later(99))).toMatchObject({ is: 'linked' })
    const { code: another } = await codeFor('owner')
    expect(await send('+254711000007', another, until)).toMatchObject({ is: 'linked' })
  })

  test('still when the five wrong ones were spread over more than an hour', async () => {
    const { code } = await codeFor('staff')
    for (const minute of [0, 16, 32, 48, 61]) await guess('+254711000009', later(minute))
    expect(await send('+254711000009', code, later(62))).toMatchObject({ is: 'linked' })
  })

  test('and twenty parallel guesses count as five', async () => {
    await whois('+254711000010')
    const all = await Promise.all(Array.from({ length: 20 }, () => guess('+254711000010')))
    expect(all.filter((one) => one.is === 'wrong')).toHaveLength(wrongCodesMax)
    expect(all.filter((one) => one.is === 'locked')).toHaveLength(15)
  })

  test('and no code, nor any part of one, is kept anywhere', async () => {
    const { code } = await codeFor('staff')
    await send('+254711000011', code)
    const kept = await inShop(async (sql) => [
      ...(await sql`select * from audit_log`),
      ...(await sql`select * from link_codes`),
      ...(await sql`select * from link_attempts`),
    ])
    const text = JSON.stringify(kept)
    expect(kept.length).toBeGreaterThan(10)
    for (const part of [code, ...code.split('-').slice(1), 'ABCDE', '+2547'])
      expect(text).not.toContain(part)
    const actions = kept.flatMap((row) => row.action ?? [])
    expect(new Set(actions)).toEqual(
      new Set(['role.granted', 'code.issued', 'code.refused', 'code.locked_out', 'account.linked']),
    )
    // Once for the sender above that guessed over an hour, once for the parallel guesses.
    expect(actions.filter((action) => action === 'code.locked_out')).toHaveLength(2)
  })
})

describe('a code', () => {
  const draw = fc.uint8Array({ minLength: 10, maxLength: 10 }).map((bytes) => {
    // The second draw is taken when the first has no digit or no letter.
    const draws = [bytes, Uint8Array.from([9, ...bytes.slice(1, 9), 20])]
    return () => draws.shift()!
  })
  const issued = async (random: () => Uint8Array) => {
    const nothing = Object.assign(async () => [], { json: (value: unknown) => value })
    return (await issueCode(nothing as unknown as Sql, { userId: '1', now: nine, random })).code
  }

  test('is read back however it is typed', async () => {
    const typed = fc.record({
      random: draw,
      between: fc.constantFrom('-', '', ' ', '  ', ' - ', '–'),
      around: fc.constantFrom('', ' ', '\n'),
      lower: fc.boolean(),
      zero: fc.constantFrom('0', 'O', 'o'),
      one: fc.constantFrom('1', 'I', 'l'),
      start: fc.constantFrom('', '/start ', '/start@tillie_bot ', '/START  '),
    })
    await fc.assert(
      fc.asyncProperty(typed, async ({ random, between, around, lower, zero, one, start }) => {
        const code = await issued(random)
        expect(code).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
        const plain = code.replaceAll('-', between).replaceAll('0', zero).replaceAll('1', one)
        const text = `${around}${start}${lower ? plain.toLowerCase() : plain}${around}`
        expect(readsAsCode(text)).toBe(code)
      }),
    )
  })

  test.each([
    'hello',
    '/start',
    '/start hello',
    'till',
    'till december',
    'till 4 march 2024',
    'till 20240 12345',
    'till today please',
    'TILL-7K2M9',
    'TILL-7K2M9-QXR4T please',
    'my code is TILL-7K2M9-QXR4T',
    'TILL-7K2M9-QXR4TT',
    'TILL-UUUU2-QXR4T',
    '7K2M9-QXR4T',
    '',
  ])('is not read out of %j', (text) => {
    expect(readsAsCode(text)).toBeNull()
  })
})
