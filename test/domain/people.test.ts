/** Story: people write from phones, ids and bots that come, go and change hands. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '#db/sql.ts'
import type { SenderIds } from '#domain/addresses.ts'
import { createOrg } from '#domain/org.ts'
import {
  actorFor,
  addPerson,
  findPeople,
  identitiesOf,
  recogniseSender,
  relinkIdentity,
} from '#domain/people.ts'
import { openTestDb } from '#test/support/database.ts'

const now = new Date('2026-11-21T09:00:00Z')
const channel = 'whatsapp'

describe('a sender is recognised', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  let orgId: number
  beforeAll(async () => {
    const duka = { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' }
    orgId = (await createOrg(db, duka)).id
  })
  const inShop = <T>(work: (sql: Sql) => Promise<T>) => db.asOrg(orgId, work)
  const recognise = (sender: SenderIds) =>
    inShop((sql) => recogniseSender(sql, { channel, sender, now }))
  const addresses = async (userId: string) =>
    (await inShop((sql) => identitiesOf(sql, userId))).map(({ kind, value }) => `${kind} ${value}`)
  const audited = (action: string) =>
    inShop((sql) => sql`select subject, detail from audit_log where action = ${action} order by id`)

  test('an unknown sender becomes a customer, and the same person next time', async () => {
    const first = await recognise({ phone: '+254700000001', name: 'Wanjiru' })
    expect(first.isNew).toBe(true)
    expect(await recognise({ phone: '+254700000001', name: 'Other' })).toEqual({
      userId: first.userId,
      isNew: false,
    })
    const actor = await inShop((sql) => actorFor(sql, first.userId))
    expect(actor).toMatchObject({ orgId, name: 'Wanjiru', roles: ['customer'] })
    expect([...actor.may]).toEqual(['catalogue:search', 'orders:request'])
  })

  test('a new bsuid beside a known phone is the same person, and finds them without the phone', async () => {
    const { userId } = await recognise({ phone: '+254700000002' })
    await recognise({ phone: '+254700000002', bsuid: 'KE.2' })
    expect(await recognise({ bsuid: 'KE.2' })).toEqual({ userId, isNew: false })
    expect(await addresses(userId)).toEqual(['bsuid KE.2', 'phone +254700000002'])
  })

  test('a phone that shows up beside a known bsuid is kept for the day it comes alone', async () => {
    const { userId } = await recognise({ bsuid: 'KE.3' })
    await recognise({ bsuid: 'KE.3', phone: '+254700000003' })
    expect((await recognise({ phone: '+254700000003' })).userId).toBe(userId)
  })

  test('the bsuid of one person with the phone of another: the bsuid wins, audited without the number', async () => {
    const amina = await recognise({ bsuid: 'KE.4' })
    const baraka = await recognise({ phone: '+254700000004' })
    expect(await recognise({ bsuid: 'KE.4', phone: '+254700000004' })).toEqual({
      userId: amina.userId,
      isNew: false,
    })
    expect((await recognise({ phone: '+254700000004' })).userId).toBe(amina.userId)
    const entries = await audited('identity.conflict')
    expect(entries).toEqual([
      {
        subject: `user:${amina.userId}`,
        detail: { channel, kind: 'phone', from: baraka.userId },
      },
    ])
  })

  test('a recycled number with a new bsuid is a stranger: an owner leaves no rights behind', async () => {
    const { userId } = await inShop((sql) =>
      addPerson(sql, { name: 'Asha', roles: ['owner'], now }),
    )
    await inShop(
      (sql) => sql`
        insert into identities (org_id, channel, kind, value, user_id)
        values (current_org(), 'whatsapp', 'phone', '+254700000005', ${userId}),
          (current_org(), 'whatsapp', 'bsuid', 'KE.5', ${userId})`,
    )
    const stranger = await recognise({ bsuid: 'KE.5555', phone: '+254700000005' })
    expect(stranger.isNew).toBe(true)
    expect((await recognise({ phone: '+254700000005' })).userId).toBe(stranger.userId)
    expect((await recognise({ bsuid: 'KE.5' })).userId).toBe(userId)
  })

  test('the same number on another channel is somebody else until they link it', async () => {
    const { userId } = await recognise({ phone: '+254700000006' })
    const sender = { telegramId: '700000006' }
    const there = await inShop((sql) => recogniseSender(sql, { channel: 'telegram', sender, now }))
    expect(there.userId).not.toBe(userId)
  })

  test('many messages at once from one new sender make one person', async () => {
    await Promise.all(Array.from({ length: 8 }, () => inShop((sql) => sql`select 1`)))
    for (let round = 0; round < 5; round++) {
      const sender = { bsuid: `KE.7${round}`, phone: `+25470000007${round}` }
      const messages = Array.from({ length: 8 }, (_, i) =>
        recognise(i % 2 ? sender : { phone: sender.phone }),
      )
      const found = await Promise.all(messages)
      expect(new Set(found.map((one) => one.userId)).size).toBe(1)
      expect(found.filter((one) => one.isNew)).toHaveLength(1)
    }
  })

  test('a sender with no id at all is a fault of the caller', async () => {
    await expect(recognise({ name: 'Nobody' })).rejects.toThrow('a sender needs a bsuid')
  })

  test('a changed number or id stays the same person, and the old one is forgotten', async () => {
    const { userId } = await recognise({ bsuid: 'KE.8', phone: '+254700000008' })
    const relink = (previous: SenderIds, current: SenderIds) =>
      inShop((sql) => relinkIdentity(sql, { channel, previous, current, now }))
    await relink({ bsuid: 'KE.8' }, { bsuid: 'KE.88' })
    await relink({ phone: '+254700000008' }, { phone: '+254700000088' })
    expect(await addresses(userId)).toEqual(['bsuid KE.88', 'phone +254700000088'])
    expect((await recognise({ phone: '+254700000008' })).isNew).toBe(true)

    await relink({ bsuid: 'KE.unknown' }, { bsuid: 'KE.88' })
    expect((await recognise({ bsuid: 'KE.88' })).userId).toBe(userId)
  })

  test('a change that comes after the first message under the new id brings the person back', async () => {
    const { userId } = await recognise({ bsuid: 'KE.9' })
    expect((await recognise({ bsuid: 'KE.99' })).isNew).toBe(true)
    const change = {
      channel,
      previous: { bsuid: 'KE.9' },
      current: { bsuid: 'KE.99' },
      now,
    } as const
    await inShop((sql) => relinkIdentity(sql, change))
    await inShop((sql) => relinkIdentity(sql, change))
    expect((await recognise({ bsuid: 'KE.99' })).userId).toBe(userId)
    expect(await addresses(userId)).toEqual(['bsuid KE.99'])
  })
})

describe('people are added and found', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)

  test('by role, in the order they came; never those of another business', async () => {
    const duka = await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })
    const cafe = await createOrg(db, { name: 'Café', currency: 'EUR', timezone: 'Europe/Paris' })
    await db.asOrg(cafe.id, (sql) => addPerson(sql, { name: 'Luc', roles: ['owner'], now }))
    await db.asOrg(duka.id, async (sql) => {
      const asha = await addPerson(sql, { name: 'Asha', roles: ['owner', 'finance'], now })
      await addPerson(sql, { name: 'Juma', roles: ['staff'], now, grantedBy: asha.userId })
    })
    const names = (role?: 'owner' | 'finance') =>
      db.asReader(duka.id, async (sql) => (await findPeople(sql, role)).map((one) => one.name))
    expect(await names()).toEqual(['Asha', 'Juma'])
    expect(await names('finance')).toEqual(['Asha'])
    const [asha] = await db.asReader(duka.id, (sql) => findPeople(sql, 'finance'))
    expect(asha!.roles).toEqual(['finance', 'owner'])
  })

  test('but not without a name or a role', async () => {
    const org = await createOrg(db, { name: 'Odd', currency: 'KES', timezone: 'Africa/Nairobi' })
    const add = (name: string, roles: 'owner'[]) =>
      db.asOrg(org.id, (sql) => addPerson(sql, { name, roles, now }))
    await expect(add('  ', ['owner'])).rejects.toThrow('A person needs a name.')
    await expect(add('Asha', [])).rejects.toThrow('Asha needs at least one role.')
  })
})
