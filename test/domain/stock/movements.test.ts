/** Story: rice comes in at two prices, some is sold, some spoils, and a receipt turns up late. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postEntry } from '#domain/ledger/post-entry.ts'
import { adjustStock, writeOffStock } from '#domain/stock/adjust-stock.ts'
import { countStock } from '#domain/stock/count-stock.ts'

import { addLocation, defaultLocation } from '#domain/stock/locations.ts'
import { moveStock } from '#domain/stock/move-stock.ts'
import type { Movement } from '#domain/stock/movement.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { reverseMovement } from '#domain/stock/reverse-movement.ts'
import { listMovements, stockAt } from '#domain/stock/stock-of.ts'
import { transferStock } from '#domain/stock/transfer-stock.ts'
import { openTestDb, type TestDb } from '#test/support/database.ts'
import { at, now, openStockRoom, type StockRoom } from '#test/support/stock-room.ts'

let opened: TestDb
let room: StockRoom
beforeAll(async () => {
  opened = await openTestDb()
  room = await openStockRoom(opened.db)
})
afterAll(() => opened.close())

/** Moves it and posts its cost, as an order does. */
const move = (movement: Movement, where = room) =>
  where.does(async (sql) => {
    const done = await moveStock(sql, where.staff, { movements: [movement], now })
    const cost = done.moved[0]!.valueChange.replace('-', '')
    const lines = [
      { account: 'cogs', debit: cost },
      { account: 'inventory', credit: cost },
    ] as const
    const entry = { memo: 'Sold', source: 'sale', lines, now } as const
    const date = movement.movedAt.toISOString().slice(0, 10)
    await postEntry(sql, where.staff, { ...entry, date })
    return done
  })

const sale = (productId: string, quantity: string, when: string): Movement => ({
  productId,
  kind: 'sale',
  quantity: `-${quantity}`,
  movedAt: at(when),
})

describe('the moving average', () => {
  test('is the weighted one, and what is sold leaves at it', async () => {
    const rice = await room.product('Rice 5kg')
    await room.receives(rice, '10', '100', '2026-11-01')
    await room.receives(rice, '20', '130', '2026-11-02')
    const { moved } = await move(sale(rice, '6', '2026-11-03'))

    expect(moved[0]).toMatchObject({ unitCost: '120', valueChange: '-720.0000', isNew: true })
    expect(await room.stock(rice)).toMatchObject({
      quantity: '24',
      value: '2880.0000',
      averageCost: '120',
    })
  })

  test('that no decimal can hold still leaves nothing behind', async () => {
    const tea = await room.product('Tea leaves')
    await room.receives(tea, '1', '1', '2026-11-01')
    await room.receives(tea, '2', '2', '2026-11-02')
    expect(await room.stock(tea)).toMatchObject({
      value: '5.0000',
      averageCost: '1.66666666666666666667',
    })
    const changes: string[] = []
    for (const day of ['2026-11-03', '2026-11-04', '2026-11-05'])
      changes.push((await move(sale(tea, '1', day))).moved[0]!.valueChange)

    expect(changes).toEqual(['-1.6667', '-1.6666', '-1.6667'])
    expect(await room.stock(tea)).toMatchObject({ quantity: '0', value: '0.0000' })
  })

  test('never falls below nothing, whatever goods are sent back at', async () => {
    const cup = await room.product('Cup')
    await room.receives(cup, '10', '1', '2026-11-01')
    const back = { productId: cup, kind: 'adjustment', quantity: '-5', unitCost: '20' } as const
    const { moved } = await move({ ...back, movedAt: at('2026-11-02') })

    expect(moved[0]).toMatchObject({ unitCost: '20', valueChange: '-10.0000' })
    expect(await room.stock(cup)).toMatchObject({ value: '0.0000', averageCost: '0' })
  })

  test('of a product that came in at no known cost is not known', async () => {
    const gift = await room.product('Gift')
    const found = { productId: gift, quantity: '3', reason: 'found', at: at('2026-11-01'), now }
    const { moved, entryId } = await room.does((sql) => adjustStock(sql, room.staff, found))

    expect(moved).toMatchObject({ unitCost: null, valueChange: '0.0000', quantityAfter: '3' })
    expect(entryId).toBeNull()
    expect(await room.stock(gift)).toMatchObject({ averageCost: null, value: '0.0000' })
  })
})

describe('a receipt that turns up late', () => {
  test('gives what was sold after it another cost, in the ledger too, day by day', async () => {
    const beans = await room.product('Beans')
    await room.receives(beans, '10', '50', '2026-11-05')
    const [sold] = (await move(sale(beans, '4', '2026-11-06'))).moved
    expect(sold!.valueChange).toBe('-200.0000')
    const cogs = await room.account('cogs')

    const lines = [{ productId: beans, quantity: '10', unitCost: '60' }]
    const { revalued } = await room.does((sql) =>
      receiveStock(sql, room.staff, { lines, paidFrom: 'cash', receivedAt: at('2026-11-01'), now }),
    )

    expect(revalued).toBe(true)
    expect(await room.stock(beans)).toMatchObject({ value: '880.0000', averageCost: '55' })
    expect(Number(await room.account('cogs')) - Number(cogs)).toBe(20)
    const days = await room.does(
      (sql) => sql`
        select entry_date::text as day
        from journal_entries
        where org_id = current_org() and source = 'revaluation'`,
    )
    expect(days.map(({ day }) => day)).toEqual(['2026-11-06'])
    const then = await room.does((sql) => stockAt(sql, { productId: beans, day: '2026-11-05' }))
    expect(then).toEqual({ quantity: '20', value: '1100.0000', averageCost: '55' })
  })
})

describe('what is not there', () => {
  test('does not go out, and the words say how many there are', async () => {
    const mug = await room.product('Blue mug')
    await room.receives(mug, '3', '200')

    await expect(move(sale(mug, '5', '2026-11-12'))).rejects.toThrow(
      'Only 3 of Blue mug are in stock, and 5 would leave.',
    )
    expect(await room.stock(mug)).toMatchObject({ quantity: '3' })
  })

  test('goes out where the business allows it; what comes later makes up for it', async () => {
    const other = await openStockRoom(opened.db)
    await other.allowBelowZero()
    const milk = await other.product('Milk')
    await other.receives(milk, '2', '50', '2026-11-01')
    const { moved } = await move(sale(milk, '5', '2026-11-02'), other)
    expect(moved[0]).toMatchObject({ valueChange: '-250.0000', quantityAfter: '-3' })
    expect(await other.stock(milk)).toMatchObject({ quantity: '-3', value: '-150.0000' })
    await other.receives(milk, '10', '60', '2026-11-03')

    expect(await other.stock(milk)).toMatchObject({ value: '420.0000', averageCost: '60' })
    expect(await other.account('payable')).toBe('-700')
    expect(await other.account('cogs')).toBe('280')
    expect(await other.account('inventory')).toBe('420')
  })
})

describe('what was moved', () => {
  test('between two places is worth what it was, and leaves each with what it holds', async () => {
    const flour = await room.product('Flour')
    await room.receives(flour, '10', '50', '2026-11-01')
    const shop = await room.does((sql) => defaultLocation(sql, now))
    const store = await room.does((sql) => addLocation(sql, room.staff, { name: 'Store', now }))
    const carry = (quantity: string) =>
      room.does((sql) =>
        transferStock(sql, room.staff, {
          ...{ productId: flour, quantity, at: at('2026-11-02'), now },
          ...{ from: shop.id, to: store.id },
        }),
      )
    const { moved } = await carry('7')

    expect(moved.map(({ valueChange }) => valueChange)).toEqual(['0.0000', '0.0000'])
    expect(await room.stock(flour)).toMatchObject({
      value: '500.0000',
      byLocation: [
        { name: 'Shop', quantity: '3' },
        { name: 'Store', quantity: '7' },
      ],
    })
    await expect(carry('4')).rejects.toThrow(
      'Only 3 of Flour are in Shop, and 4 would leave; there are 10 in all places.',
    )
    await room.does((sql) =>
      reverseMovement(sql, room.staff, {
        ...{ movementId: moved[1]!.movementId, reason: 'wrong shelf', now },
      }),
    )
    expect((await room.stock(flour)).byLocation).toMatchObject([{ name: 'Shop', quantity: '10' }])
  })

  test('twice under one external id moved once', async () => {
    const salt = await room.product('Salt')
    const lines = [{ productId: salt, quantity: '4', unitCost: '20' }]
    const facts = { lines, paidFrom: 'bank', receivedAt: at('2026-11-03'), now } as const
    const receive = () =>
      room.does((sql) => receiveStock(sql, room.staff, { ...facts, externalId: 'PO 7' }))
    const bank = await room.account('bank')
    const first = await receive()
    const again = await receive()

    expect([first.moved[0]!.isNew, again.moved[0]!.isNew]).toEqual([true, false])
    expect(again.moved[0]!.movementId).toBe(first.moved[0]!.movementId)
    expect(again.entryId).toBeNull()
    expect(await room.stock(salt)).toMatchObject({ quantity: '4' })
    expect(Number(bank) - Number(await room.account('bank'))).toBe(80)
  })

  test('by mistake is undone at its own moment, as if it had not been', async () => {
    const oil = await room.product('Oil')
    await room.receives(oil, '10', '100', '2026-11-01')
    const wrong = await room.receives(oil, '10', '900', '2026-11-02')
    await move(sale(oil, '5', '2026-11-03'))
    const owed = await room.account('payable')
    const undo = () =>
      room.does((sql) =>
        reverseMovement(sql, room.staff, { movementId: wrong, reason: 'typo', now }),
      )
    const twice = await Promise.allSettled([undo(), undo()])
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])

    expect(await room.stock(oil)).toMatchObject({ quantity: '5', value: '500.0000' })
    expect(Number(await room.account('payable')) - Number(owed)).toBe(9000)
    await expect(undo()).rejects.toThrow('That movement of stock has been undone already.')
  })

  test('is listed, the last recorded first, a page at a time', async () => {
    const soap = await room.product('Soap')
    await room.receives(soap, '10', '30', '2026-11-01')
    const broken = { productId: soap, quantity: '2', reason: 'wet', at: at('2026-11-02'), now }
    await room.does((sql) => writeOffStock(sql, room.staff, broken))
    const counted = { productId: soap, counted: '7', at: at('2026-11-03'), now }
    const count = await room.does((sql) => countStock(sql, room.staff, counted))
    expect(count).toMatchObject({ before: '8', difference: '-1' })

    const page = (after?: string) =>
      room.does((sql) => listMovements(sql, { productId: soap, limit: 2, after }))
    const first = await page()
    expect(first.items.map(({ kind, quantity }) => [kind, quantity])).toEqual([
      ['count', '-1'],
      ['write-off', '-2'],
    ])
    const second = await page(first.next!)
    expect(second.items.map(({ kind }) => kind)).toEqual(['purchase'])
    expect(second.next).toBeNull()
  })
})

test('the inventory account is what all stock is worth', async () => {
  const [stock] = await room.does(
    (sql) => sql<[{ value: string }]>`
      select trim_scale(sum(round(value, 4)))::text as value from stock_balances`,
  )
  expect(await room.account('inventory')).toBe(stock.value)
})
