/**
 * Story: two people of one business and two of another sell the same mug at once, each over connections
 * of their own. Nothing is sold that is not there, nothing is lost, and nobody sees the others.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Db, openDb, type Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { cancelOrder } from '#domain/orders/cancel-order.ts'
import { editOrder } from '#domain/orders/edit-order.ts'
import { getOrder } from '#domain/orders/list-orders.ts'
import { payOrder } from '#domain/orders/pay-order.ts'
import { recordSale } from '#domain/orders/record-sale.ts'
import { returnSale } from '#domain/orders/return-sale.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { Refusal } from '#kit/refusal.ts'
import { reconcile } from '#reports/reconcile.ts'
import { openTestDb, quiet, type TestDb } from '#test/support/database.ts'
import { type OrderDesk, openOrderDesk } from '#test/support/order-desk.ts'
import { booksOf } from '#test/support/random-stock.ts'
import { at, now } from '#test/support/stock-room.ts'

let opened: TestDb
const others: Db[] = []
beforeAll(async () => {
  opened = await openTestDb()
})
afterAll(async () => {
  for (const db of others) await db.close()
  await opened.close()
})

interface Person {
  desk: OrderDesk
  actor: Actor
  does<T>(work: (sql: Sql) => Promise<T>): Promise<T>
}

/** A process of their own, as far as the database can tell. */
async function people(desk: OrderDesk): Promise<Person[]> {
  return Promise.all(
    [desk.staff, desk.owner].map(async (actor) => {
      const { url } = opened
      const db = url ? await openDb({ url, dataDir: null, log: quiet, poolMax: 4 }) : opened.db
      if (url) others.push(db)
      return { desk, actor, does: (work) => db.asOrg(desk.org.id, work) }
    }),
  )
}

async function twoShops(): Promise<{ desks: OrderDesk[]; all: Person[] }> {
  const desks = [await openOrderDesk(opened.db), await openOrderDesk(opened.db)]
  return { desks, all: (await Promise.all(desks.map(people))).flat() }
}

function sells({ desk, actor, does }: Person, productId: string, quantity = '1') {
  const lines = [{ productId, quantity }]
  return does((sql) =>
    recordSale(sql, actor, { org: desk.org, lines, soldAt: at('2026-11-19'), now }),
  )
}

/** What a person is told in words; whatever else goes wrong fails the story. */
async function toldOr<T>(work: Promise<T>): Promise<T | string> {
  return work.catch((fault) => {
    if (fault instanceof Refusal) return fault.message
    throw fault
  })
}

test('ten mugs each, forty hands: ten are sold, and the rest hear that there is none', async () => {
  const { desks, all } = await twoShops()
  const tries = all.flatMap((person) =>
    Array.from({ length: 10 }, () => toldOr(sells(person, person.desk.mug))),
  )
  const told = await Promise.all(tries)

  expect(told.filter((each) => typeof each !== 'string')).toHaveLength(20)
  expect(new Set(told.filter((each) => typeof each === 'string'))).toEqual(
    new Set(['None of Mug is in stock, and 1 would leave.']),
  )
  for (const desk of desks) {
    expect(await desk.stock(desk.mug)).toMatchObject({ quantity: '0', value: '0.0000' })
    expect(await desk.books()).toMatchObject({ cash: '5220', cogs: '3000', sales: '-4500' })
    expect(await numbersOf(desk)).toEqual({
      orders: Array.from({ length: 10 }, (_, n) => `S-${1001 + n}`),
      isWithoutGaps: true,
    })
    await ties(desk)
  }
})

test('a sale of the other business’s mug is no sale at all', async () => {
  const { desks, all } = await twoShops()
  const [here, there] = desks as [OrderDesk, OrderDesk]
  const before = await there.rows()
  const told = await toldOr(sells(all[0]!, there.mug))
  expect(told).toBe('Line 1: there is no such product.')
  expect(await there.rows()).toEqual(before)
  expect(await here.does((sql) => sql`select from orders`)).toHaveLength(0)
})

test('selling, buying, changing and taking back at once: no deadlock, no lost update', async () => {
  const { desks, all } = await twoShops()
  const rounds = 6
  await Promise.all(all.flatMap((person, who) => [day(person, who), day(person, who + 1)]))

  for (const desk of desks) {
    const [seen] = await desk.does(
      (sql) => sql`
        select (select count(*) from orders)::integer as orders, (
          select count(distinct org_id)
          from (
            select org_id from orders union all select org_id from stock_movements
            union all select org_id from journal_lines union all select org_id from payments
          ) rows)::integer as orgs`,
    )
    expect(seen!.orgs).toBe(1)
    expect(seen!.orders).toBeGreaterThan(rounds)
    await ties(desk)
  }

  /** Products in either order, on time and late; most sales are changed or cancelled afterwards. */
  async function day(person: Person, who: number): Promise<void> {
    const { desk, actor, does } = person
    const { org, mug, rice } = desk
    for (let round = 0; round < rounds; round += 1) {
      const products = (round + who) % 2 ? [mug, rice] : [rice, mug]
      const lines = products.map((productId) => ({ productId, quantity: '1' }))
      // Sold before what was received at another price: what came after is valued anew.
      const soldAt = at(round % 2 ? '2026-11-11' : '2026-11-19')
      const sale = await toldOr(does((sql) => recordSale(sql, actor, { org, lines, soldAt, now })))
      const received = lines.toReversed().map((line) => ({ ...line, unitCost: `${200 + round}` }))
      const receipt = {
        lines: received,
        paidFrom: 'cash',
        receivedAt: at('2026-11-12'),
        now,
      } as const
      await toldOr(does((sql) => receiveStock(sql, actor, receipt)))
      if (typeof sale === 'string') continue
      const { orderId } = sale
      const edit = { orderId, withSecondFactor: true, now }
      if (round % 3 === 0) await toldOr(does((sql) => cancelOrder(sql, actor, { orderId, now })))
      if (round % 3 === 1)
        await toldOr(
          does((sql) => editOrder(sql, actor, { ...edit, lines: lines.toReversed().slice(1) })),
        )
    }
  }
})

test('whoever records late and whoever sells something else at the till do not stop each other', async () => {
  const { all } = await twoShops()
  const [late, till] = all as [Person, Person]
  const { desk } = late
  await desk.receives(desk.rice, '50', '95', '2026-11-15')
  await desk.sells([{ productId: desk.rice, quantity: '1' }])
  const sellsAt = ({ actor, does }: Person, productId: string, moment: string) =>
    does((sql) =>
      recordSale(sql, actor, {
        ...{ org: desk.org, soldAt: at(moment), now },
        lines: [{ productId, quantity: '0.1' }],
      }),
    )
  await Promise.all([
    ...Array.from({ length: 25 }, () => sellsAt(late, desk.rice, '2026-11-12')),
    ...Array.from({ length: 25 }, () => sellsAt(till, desk.mug, '2026-11-19')),
  ])
  expect(await desk.stock(desk.rice)).toMatchObject({ quantity: '96.5' })
  expect(await desk.stock(desk.mug)).toMatchObject({ quantity: '7.5' })
  await ties(desk)
})

test('the same three mugs, taken back and paid by everybody at once, come back and are paid once', async () => {
  const { all } = await twoShops()
  const [one, other] = all as [Person, Person]
  const { desk } = one
  const customerId = await desk.customer('Riverside Hotel')
  const { orderId } = await desk.sells([{ productId: desk.mug, quantity: '3' }], {
    customerId,
    payments: [],
  })
  const pays = ({ actor, does }: Person) =>
    does((sql) => payOrder(sql, actor, { orderId, amount: '1000', paidAt: now, now }))
  const takesBack = ({ actor, does }: Person) =>
    does((sql) =>
      returnSale(sql, actor, {
        ...{ org: desk.org, orderId, settlement: 'credit', now },
        lines: [{ position: 1, quantity: '2', restock: true }],
      }),
    )
  const told = await Promise.all(
    [pays(one), pays(other), takesBack(one), takesBack(other)].map((each) => toldOr<object>(each)),
  )

  expect(told.filter((each) => typeof each === 'string').length).toBeGreaterThanOrEqual(2)
  const order = await desk.does((sql) => getOrder(sql, orderId))
  expect(order!.lines).toMatchObject([{ quantity: '3', returned: '2' }])
  expect(Number(order!.paid)).toBeLessThanOrEqual(1000)
  expect(await desk.owedBy(customerId)).toBe(order!.owed)
  await ties(desk)
})

async function ties(desk: OrderDesk) {
  expect((await booksOf(desk)).broken.filter((each) => !isCashPurchase(each))).toEqual([])
  const controls = await desk.does((sql) => reconcile(sql))
  expect(controls.filter(({ ties }) => !ties)).toEqual([])
}

/** That rule takes every purchase for one on credit. */
function isCashPurchase(broken: object) {
  return 'rule' in broken && broken.rule === 'what is owed is what was bought'
}

function numbersOf(desk: OrderDesk) {
  return desk.does(async (sql) => {
    const orders = await sql<{ number: string }[]>`select number from orders order by number`
    const [entries] = await sql<[{ isWithoutGaps: boolean }]>`
      select count(*) = max(number) and count(*) = count(distinct number) as "isWithoutGaps"
      from journal_entries`
    return { orders: orders.map(({ number }) => number), isWithoutGaps: entries.isWithoutGaps }
  })
}
