/**
 * Story: what movements do to the rows beside them: order lines, locked months, and other phones.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lockPeriod } from '#domain/ledger/period-lock.ts'
import { differingStock } from '#domain/stock/check-stock.ts'
import { moveStock } from '#domain/stock/move-stock.ts'
import type { Movement } from '#domain/stock/movement.ts'
import { reverseMovement } from '#domain/stock/reverse-movement.ts'
import { openTestDb, type TestDb } from '#test/support/database.ts'
import { at, now, openStockRoom, type StockRoom } from '#test/support/stock-room.ts'

let opened: TestDb
let room: StockRoom
beforeAll(async () => {
  opened = await openTestDb()
  room = await openStockRoom(opened.db)
})
afterAll(() => opened.close())

/** An order of one line, whose goods leave at that moment. */
const order = (productId: string, quantity: string, when: string) =>
  room.does(async (sql) => {
    const [placed] = await sql<[{ id: string }]>`
      insert into orders (org_id, number, status, ordered_at, business_day, hour, source,
        external_id)
      values (${room.org.id}, ${when}, 'PAID', ${at(when)}, ${when}, 12, 'tillie', ${when})
      returning id`
    const orderId = placed.id
    await sql`
      insert into order_lines (org_id, order_id, position, product_id, quantity, unit_price)
      values (${room.org.id}, ${orderId}, 1, ${productId}, ${quantity}, 500)`
    const sold: Movement = { productId, kind: 'sale', quantity: `-${quantity}`, movedAt: at(when) }
    const movements = [{ ...sold, orderId, position: 1 }]
    await moveStock(sql, room.staff, { movements, now })
    return orderId
  })

const costOf = (orderId: string) =>
  room.does(async (sql) => {
    const [line] = await sql<[{ cost: string | null }]>`
      select unit_cost::text as cost from order_lines where order_id = ${orderId}`
    return line.cost
  })

test('an order line costs what its movement costs, also when that is found out later', async () => {
  const rice = await room.product('Rice')
  await room.receives(rice, '10', '100', '2026-11-02')
  const orderId = await order(rice, '4', '2026-11-03')
  expect(await costOf(orderId)).toBe('100')

  await room.receives(rice, '10', '160', '2026-11-01')
  expect(await costOf(orderId)).toBe('130')
})

test('a line whose goods never had a known cost has none', async () => {
  const other = await openStockRoom(opened.db)
  await other.allowBelowZero()
  const gift = await other.product('Gift')
  const sold = { productId: gift, kind: 'sale', quantity: '-1', movedAt: at('2026-11-03') } as const
  const { moved } = await other.does((sql) =>
    moveStock(sql, other.staff, { movements: [sold], now }),
  )
  expect(moved[0]).toMatchObject({ unitCost: null, valueChange: '0.0000', quantityAfter: '-1' })
})

test('what an undone receipt changes in a locked month is posted after it; nothing is received', async () => {
  const tea = await room.product('Tea')
  await room.receives(tea, '10', '100', '2026-10-02')
  const wrong = await room.receives(tea, '10', '130', '2026-10-03')
  await order(tea, '5', '2026-10-20')
  await order(tea, '1', '2026-11-04')
  await room.does((sql) =>
    lockPeriod(sql, room.owner, { through: '2026-10-31', reason: 'closed', now }),
  )

  await expect(room.receives(tea, '1', '90', '2026-10-10')).rejects.toThrow('locked')
  const undo = { movementId: wrong, reason: 'twice', now }
  const { revalued } = await room.does((sql) => reverseMovement(sql, room.staff, undo))

  expect(revalued).toBe(true)
  const entries = await room.does(
    (sql) => sql<{ day: string; source: string; inventory: string }[]>`
      select e.entry_date::text as day, e.source, sum(l.debit - l.credit)::text as inventory
      from journal_entries e
      join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
      join accounts a on a.org_id = l.org_id and a.id = l.account_id
      where l.product_id = ${tea} and a.role = 'inventory' and e.entry_date >= '2026-11-01'
      group by e.id, e.entry_date, e.source
      order by 1, 3`,
  )
  expect(entries).toEqual([
    { day: '2026-11-01', source: 'purchase', inventory: '-1300.0000' },
    { day: '2026-11-01', source: 'revaluation', inventory: '75.0000' },
    { day: '2026-11-04', source: 'revaluation', inventory: '15.0000' },
  ])
})

test('ten phones sell the last five: five do, and each of the others is told', async () => {
  const mug = await room.product('Mug')
  await room.receives(mug, '5', '200')
  const sold = { productId: mug, kind: 'sale', quantity: '-1', movedAt: at('2026-11-12') } as const
  const tries = await Promise.allSettled(
    Array.from({ length: 10 }, () =>
      room.does((sql) => moveStock(sql, room.staff, { movements: [sold], now })),
    ),
  )
  const refused = tries.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))

  expect(refused).toEqual(Array(5).fill('Refusal: None of Mug is in stock, and 1 would leave.'))
  expect(await room.stock(mug)).toMatchObject({ quantity: '0', value: '0.0000' })
})

test('services and strangers’ products do not move, nor does stock for those who may not', async () => {
  const lamp = await room.product('Lamp')
  const post = await room.product('Postage', { is_stocked: false })
  const other = await openStockRoom(opened.db)
  const theirs = await other.product('Theirs')
  const found = (productId: string, actor = room.staff) =>
    room.does((sql) =>
      moveStock(sql, actor, {
        movements: [{ productId, kind: 'adjustment', quantity: '1', movedAt: now }],
        now,
      }),
    )
  const customer = { ...room.staff, may: new Set(['orders:write'] as const) }

  await expect(found(lamp, customer)).rejects.toThrow('Your account may not do that here.')
  await expect(found(post)).rejects.toThrow('The units of Postage are not counted.')
  await expect(found(theirs)).rejects.toThrow('There is no such product.')
})

test('the check names what was written past the verbs', async () => {
  const shop = await openStockRoom(opened.db)
  const jam = await shop.product('Jam')
  await shop.receives(jam, '5', '200')
  expect(await shop.does(differingStock)).toEqual([])

  await shop.does((sql) => sql`update stock_balances set quantity = 6`)
  await shop.does((sql) => sql`update stock_levels set quantity = 7`)
  await shop.does((sql) => sql`update stock_movements set value_change = 1`)
  const found = await shop.does(differingStock)
  expect(found.map(({ name, what }) => `${name} ${what}`)).toEqual([
    'Jam movements',
    'Jam places',
    'Jam quantity',
    'Jam value',
  ])
})
