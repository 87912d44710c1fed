/** Story: people of a shop subscribe to reports, move them and stop them; nobody touches another's. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#domain/identity.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import {
  changeSubscription,
  listSubscriptions,
  resumeSubscription,
  stopSubscription,
  subscribe,
  type Wish,
} from '#domain/subscriptions.ts'
import { Refusal } from '#kit/refusal.ts'
import { openTestDb } from '#test/support/database.ts'

const now = new Date('2026-11-20T09:00:00Z') // Friday noon in Nairobi.
const weekdays = [1, 2, 3, 4, 5]
const daily: Wish = {
  type: 'daily_sales',
  params: {},
  format: 'pdf',
  rhythm: { of: 'week', days: weekdays, at: '07:30' },
  covers: 'before',
  onlyWhen: 'always',
  channels: [],
}

describe('a subscription', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  let orgId: number
  let owner: Actor
  let finance: Actor
  let staff: Actor
  beforeAll(async () => {
    const duka = { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' }
    orgId = (await createOrg(db, duka)).id
    const hire = (name: string, role: 'owner' | 'finance' | 'staff') =>
      db.asOrg(orgId, async (sql) =>
        actorFor(sql, (await addPerson(sql, { name, roles: [role], now })).userId),
      )
    owner = await hire('Wanjiru', 'owner')
    finance = await hire('Amina', 'finance')
    staff = await hire('Otieno', 'staff')
  })
  const begin = (actor: Actor, wish: Partial<Wish> = {}) =>
    db.asOrg(orgId, (sql) =>
      subscribe(sql, actor, { ...daily, ...wish, needs: 'reports:read', now }),
    )
  const mine = (actor: Actor) => db.asOrg(orgId, (sql) => listSubscriptions(sql, actor))
  let id: string

  test('begins with the next slot, and is the person’s own', async () => {
    const begun = await begin(owner)
    id = begun.id
    expect(begun).toMatchObject({
      ...daily,
      userId: owner.userId,
      nextDay: '2026-11-23',
      nextAt: new Date('2026-11-23T04:30:00Z'),
    })
    expect(await mine(owner)).toEqual([begun])
    expect(await mine(finance)).toEqual([])
  })

  test('is refused when it is there already, when nobody may read it, and without days', async () => {
    await expect(begin(owner, { format: 'xlsx' })).rejects.toThrow('just that at that time already')
    await expect(begin(staff)).rejects.toThrow(Refusal)
    const never: Wish['rhythm'] = { of: 'week', days: [], at: '07:30' }
    await expect(begin(owner, { rhythm: never })).rejects.toThrow('on which days')
    const nowhen: Wish['rhythm'] = { of: 'week', days: [8], at: '07:30' }
    await expect(begin(owner, { rhythm: nowhen })).rejects.toThrow('on which days')
  })

  test('moves to another time and form; another person cannot move it', async () => {
    const rhythm = { ...daily.rhythm, at: '08:00' }
    const move = (actor: Actor) =>
      db.asOrg(orgId, (sql) =>
        changeSubscription(sql, actor, { id, needs: 'reports:read', rhythm, format: 'xlsx', now }),
      )
    await expect(move(finance)).rejects.toThrow('no such report')
    expect(await move(owner)).toMatchObject({
      rhythm,
      format: 'xlsx',
      nextAt: new Date('2026-11-23T05:00:00Z'),
    })
  })

  test('is stopped by its owner or who manages people, and can be begun again', async () => {
    const stop = (actor: Actor, which: string) =>
      db.asOrg(orgId, (sql) => stopSubscription(sql, actor, { id: which, now }))
    await expect(stop(finance, id)).rejects.toThrow('no such subscription')
    expect(await stop(owner, id)).toMatchObject({ endedBecause: 'asked', nextAt: null })
    await expect(stop(owner, id)).rejects.toThrow('any more')
    const again = await db.asOrg(orgId, (sql) =>
      resumeSubscription(sql, owner, { id, needs: 'reports:read', now }),
    )
    expect(again).toMatchObject({ endedAt: null, nextDay: '2026-11-23' })
    const theirs = await begin(finance)
    await stop(owner, theirs.id)
    expect(await mine(finance)).toEqual([])
  })

  test('of everybody is for who manages people', async () => {
    const all = (actor: Actor) =>
      db.asOrg(orgId, (sql) => listSubscriptions(sql, actor, { all: true }))
    expect((await all(owner)).map(({ userName }) => userName)).toEqual(['Wanjiru'])
    await expect(all(finance)).rejects.toThrow(Refusal)
  })

  test('are twenty at most', async () => {
    const begun = Array.from({ length: 24 }, (_, i) =>
      begin(finance, { rhythm: { ...daily.rhythm, at: `10:${10 + i}` } }).then(
        () => 'begun',
        (error) => error.message,
      ),
    )
    const came = await Promise.all(begun)
    expect(came.filter((word) => word === 'begun')).toHaveLength(20)
    expect(await mine(finance)).toHaveLength(20)
  })
})
