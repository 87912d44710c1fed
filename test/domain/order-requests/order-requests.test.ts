/** Who may answer a request, in which state, and that the draft behind it is an order like others. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, type Role, roles } from '#domain/identity.ts'
import {
  acceptRequest,
  declineRequest,
  withdrawRequest,
} from '#domain/order-requests/decide-request.ts'
import { listRequests } from '#domain/order-requests/list-requests.ts'
import { noteTold, takeNews } from '#domain/order-requests/news.ts'
import { paymentWords, setPaymentWords } from '#domain/order-requests/payment-words.ts'
import { getRequest } from '#domain/order-requests/request.ts'
import { requestOrder } from '#domain/order-requests/request-order.ts'
import { cancelOrder } from '#domain/orders/cancel-order.ts'
import { deliverOrder } from '#domain/orders/deliver-order.ts'
import { payOrder } from '#domain/orders/pay-order.ts'
import { setOrderStatus } from '#domain/orders/set-order-status.ts'
import { ownOrders } from '#domain/own-orders.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { openTestDb } from '#test/support/database.ts'
import { type OrderDesk, openOrderDesk } from '#test/support/order-desk.ts'
import { now } from '#test/support/stock-room.ts'

const verbs = { accept: acceptRequest, decline: declineRequest, withdraw: withdrawRequest }
const answered = { accept: 'accepted', decline: 'declined', withdraw: 'withdrawn' } as const
type Verb = keyof typeof verbs

describe('an order request', () => {
  let desk: OrderDesk
  let closeDb: () => Promise<void>
  const people = {} as Record<Role | 'other', Actor>
  beforeAll(async () => {
    const { db, close } = await openTestDb()
    closeDb = close
    desk = await openOrderDesk(db)
    for (const role of [...roles, 'other'] as const)
      people[role] = await desk.does(async (sql) => {
        const held = role === 'other' ? 'customer' : role
        const { userId } = await addPerson(sql, { name: `the ${role}`, roles: [held], now })
        return actorFor(sql, userId)
      })
  })
  afterAll(() => closeDb())

  const asks = (actor = people.customer, quantity = '2') =>
    desk.does((sql) =>
      requestOrder(sql, actor, {
        ...{ org: desk.org, delivery: 'collect', now },
        lines: [{ productId: desk.mug, quantity }],
      }),
    )
  const does = (verb: Verb, actor: Actor, id: string) =>
    desk.does((sql) => verbs[verb](sql, actor, { id, reason: 'none left', now }))
  const outcome = (work: Promise<{ decision: string | null }>) =>
    work.then(
      ({ decision }) => decision,
      (error: Error) => error.message,
    )
  const clear = () =>
    desk.does(
      (sql) => sql`
        update order_requests
        set decision = 'withdrawn', decided_at = ${now}, has_news = false
        where decision is null`,
    )

  const mayNot = 'Your account may not do that here.'
  const unknown = 'There is no such order request.'
  test.each<[Verb, Record<Role | 'other', string>]>([
    [
      'accept',
      { owner: 'accepted', staff: 'accepted', finance: mayNot, customer: mayNot, other: mayNot },
    ],
    [
      'decline',
      { owner: 'declined', staff: 'declined', finance: mayNot, customer: mayNot, other: mayNot },
    ],
    [
      'withdraw',
      { owner: unknown, staff: mayNot, finance: mayNot, customer: 'withdrawn', other: unknown },
    ],
  ])('%s: who may', async (verb, expected) => {
    for (const [who, wanted] of Object.entries(expected)) {
      const { id } = await asks()
      expect([who, await outcome(does(verb, people[who as Role], id))]).toEqual([who, wanted])
      await clear()
    }
  })

  test.each<[Verb, string, string, string]>([
    ['accept', 'You have accepted', 'the owner has accepted', 'The shop has accepted'],
    ['decline', 'You have declined', 'the owner has declined', 'The shop has declined'],
    ['withdraw', 'The customer has taken', 'The customer has taken', 'The customer has taken'],
  ])('that was answered by %s is answered once', async (first, own, others, asker) => {
    const { id, order } = await asks()
    await does(first, first === 'withdraw' ? people.customer : people.owner, id)
    for (const verb of ['accept', 'decline'] as const) {
      expect(await outcome(does(verb, people.owner, id))).toContain(`${own} order request`)
      expect(await outcome(does(verb, people.staff, id))).toContain(`${others} order request`)
    }
    const late = await outcome(does('withdraw', people.customer, id))
    expect(late).toContain(`${asker} order request ${order.number}`)
    const after = await desk.does((sql) => getRequest(sql, id))
    expect(after).toMatchObject({ decision: answered[first] })
  })

  test('that two accept at once is accepted by one, and the other hears by whom', async () => {
    const { id } = await asks()
    const both = await Promise.all([
      outcome(does('accept', people.owner, id)),
      outcome(does('accept', people.staff, id)),
    ])
    expect(both.filter((one) => one === 'accepted')).toHaveLength(1)
    expect(both.find((one) => one !== 'accepted')).toMatch(
      /^the (owner|staff) has accepted order request S-\d+ already\.$/,
    )
  })

  test('moves no stock and posts nothing, until its order is paid like any other', async () => {
    const before = await desk.books()
    const { id, order } = await asks()
    expect(order).toMatchObject({ status: 'DRAFT', total: '1044', tax: '144', paid: '0' })
    await does('accept', people.staff, id)
    expect(await desk.books()).toEqual(before)
    await desk.does((sql) =>
      payOrder(sql, desk.staff, { orderId: order.id, method: 'cash', paidAt: now, now }),
    )
    expect(await desk.books()).not.toEqual(before)
  })

  test('with a deposit gives it back when it is declined, and is not withdrawn', async () => {
    const { id, order } = await asks()
    const paid = { orderId: order.id, method: 'cash', amount: '100', paidAt: now, now }
    await desk.does((sql) => payOrder(sql, desk.staff, paid))
    expect(await outcome(does('withdraw', people.customer, id))).toMatch(/^Something is paid/)
    expect(await outcome(does('decline', people.staff, id))).toBe('declined')
    const [sum] = await desk.does(
      (sql) => sql<{ back: string }[]>`
        select trim_scale(sum(amount))::text as back
        from refunds
        where order_id = ${order.id}`,
    )
    expect(sum!.back).toBe('100')
  })

  test('whose draft staff confirm or cancel elsewhere is answered by that', async () => {
    const { id, order } = await asks()
    await desk.does((sql) =>
      setOrderStatus(sql, desk.staff, { orderId: order.id, status: 'PENDING', now }),
    )
    expect(await desk.does((sql) => getRequest(sql, id))).toMatchObject({ decision: 'accepted' })
    expect(await outcome(does('decline', people.owner, id))).toMatch(/has accepted/)
    const other = await asks()
    await desk.does((sql) => cancelOrder(sql, desk.staff, { orderId: other.order.id, now }))
    expect(await outcome(does('accept', people.owner, other.id))).toMatch(/has declined/)
  })

  test('has news once for each way it stands', async () => {
    await clear()
    await desk.does((sql) => sql`update order_requests set has_news = false`)
    const { id, order } = await asks()
    const news = () =>
      desk.does(async (sql) => {
        const all = await takeNews(sql, 10)
        for (const one of all) await noteTold(sql, one, { now })
        return all.map(({ standing, forStaff, isForCustomer }) => [
          ...[standing, forStaff, isForCustomer],
        ])
      })
    expect(await news()).toEqual([['waiting', 'waiting', false]])
    expect(await news()).toEqual([])
    await does('accept', people.owner, id)
    expect(await news()).toEqual([['accepted', null, true]])
    const orderId = order.id
    await desk.does((sql) =>
      payOrder(sql, desk.staff, { orderId, method: 'cash', paidAt: now, now }),
    )
    await desk.does((sql) => deliverOrder(sql, desk.staff, { orderId, deliveredAt: now, now }))
    expect(await news()).toEqual([['fulfilled', null, true]])
    expect(await news()).toEqual([])
  })

  test('that waits for staff whom nobody reaches holds no other news up', async () => {
    await clear()
    const [first, second] = [await asks(), await asks()]
    await does('accept', people.owner, second.id)
    const [told] = await desk.does((sql) => takeNews(sql, 1))
    expect(told).toMatchObject({ standing: 'accepted', request: { id: second.id } })
    const both = await desk.does((sql) => takeNews(sql, 2))
    expect(both.map(({ request }) => request.id)).toEqual([first.id, second.id])
    await clear()
  })

  test('of another person is nobody’s to see among the own orders', async () => {
    const { order } = await asks(people.customer)
    const numbers = async (actor: Actor) => {
      const own = await desk.does((sql) => ownOrders(sql, actor, { limit: 20 }))
      return own.map(({ number }) => number)
    }
    expect(await numbers(people.customer)).toContain(order.number)
    expect(await numbers(people.other)).not.toContain(order.number)
    const page = await desk.does((sql) => listRequests(sql, { limit: 2, state: 'waiting' }))
    expect(page.items[0]!.order.number).toBe(order.number)
    await clear()
  })

  test.each([
    [{ lines: Array.from({ length: 21 }, () => '1') }, 'At most 20 products'],
    [{ lines: ['1001'] }, 'More than 1,000 of one product'],
    [{ lines: ['0'] }, 'must be a number above zero'],
    [{ lines: ['1'], delivery: 'deliver' as const }, 'Say the address'],
    [{ lines: ['1'], delivery: 'deliver' as const, address: 'x'.repeat(201) }, 'at most 200'],
  ])('%j is refused, and nothing is written', async ({ lines, ...asked }, why) => {
    const before = await desk.does((sql) => sql`select id from order_requests order by id`)
    const request = { org: desk.org, delivery: 'collect' as const, now, ...asked }
    const quantities = lines.map((quantity) => ({ productId: desk.mug, quantity }))
    const refused = desk.does((sql) =>
      requestOrder(sql, people.customer, { ...request, lines: quantities }),
    )
    await expect(refused).rejects.toThrow(why)
    expect(await desk.does((sql) => sql`select id from order_requests order by id`)).toEqual(before)
  })

  test('is not asked for by the sixth while five of the same person wait', async () => {
    await clear()
    const all = await Promise.all(Array.from({ length: 7 }, () => outcome(asks())))
    expect(all.filter((one) => one === null)).toHaveLength(5)
    expect(await outcome(asks(people.other))).toBeNull()
  })
})

describe('how orders are paid', () => {
  test('is said by who may, and taken away again', async () => {
    const { db, close } = await openTestDb()
    const desk = await openOrderDesk(db)
    const { owner, staff } = desk
    const set = (actor: Actor, words: string | null) =>
      desk.does((sql) => setPaymentWords(sql, actor, { words, now }))
    expect(await desk.does(paymentWords)).toBeNull()
    await expect(set(staff, 'Till 12345')).rejects.toThrow('may not')
    await set(owner, 'Till 12345')
    expect(await desk.does(paymentWords)).toBe('Till 12345')
    await expect(set(owner, 'x'.repeat(501))).rejects.toThrow('at most 500')
    await set(owner, null)
    expect(await desk.does(paymentWords)).toBeNull()
    await close()
  })
})
