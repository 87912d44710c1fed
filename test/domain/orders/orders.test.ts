/** Story: an order is taken, paid, handed over, changed, cancelled; stock and books follow each step. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cancelOrder } from '#domain/orders/cancel-order.ts'
import { createOrder } from '#domain/orders/create-order.ts'
import { deliverOrder } from '#domain/orders/deliver-order.ts'
import { editOrder, listOrderChanges, type OrderEdit } from '#domain/orders/edit-order.ts'
import { findOrder, getOrder } from '#domain/orders/list-orders.ts'
import { payOrder } from '#domain/orders/pay-order.ts'
import { setOrderStatus } from '#domain/orders/set-order-status.ts'
import { Stale } from '#domain/products/product.ts'
import { openTestDb, type TestDb } from '#test/support/database.ts'
import { type OrderDesk, openOrderDesk } from '#test/support/order-desk.ts'
import { at, now } from '#test/support/stock-room.ts'

let opened: TestDb
let desk: OrderDesk
let hotel: string
beforeAll(async () => {
  opened = await openTestDb()
})
afterAll(() => opened.close())
beforeEach(async () => {
  desk = await openOrderDesk(opened.db)
  hotel = await desk.customer('Riverside Hotel')
})

const bought = { payable: '-7000' }

function takes(quantity = '4', status: 'DRAFT' | 'PENDING' = 'PENDING') {
  const { org, mug, staff } = desk
  const lines = [{ productId: mug, quantity }]
  const order = { org, lines, customerId: hotel, orderedAt: at('2026-11-12'), status, now }
  return desk.does((sql) => createOrder(sql, staff, order))
}

function edits(orderId: string, edit: Partial<OrderEdit>) {
  const whole = { orderId, withSecondFactor: true, now, ...edit }
  return desk.does((sql) => editOrder(sql, desk.staff, whole))
}

const reads = (orderId: string) => desk.does((sql) => getOrder(sql, orderId)).then((all) => all!)

describe('an order that is taken', () => {
  test('moves nothing and posts nothing until its goods leave', async () => {
    const order = await takes()
    expect(order).toMatchObject({ number: 'S-1001', status: 'PENDING', total: '2088', owed: '0' })
    expect(await desk.stock(desk.mug)).toMatchObject({ quantity: '10' })
    expect(await desk.books()).toEqual({ ...bought, inventory: '7000' })

    const note = await desk.does((sql) =>
      deliverOrder(sql, desk.staff, { orderId: order.id, deliveredAt: at('2026-11-18'), now }),
    )
    expect(note.number).toBe('D-1001')
    expect(await reads(order.id)).toMatchObject({
      ...{ status: 'FULFILLED', businessDay: '2026-11-18', owed: '2088' },
      lines: [{ unitCost: '300' }],
      deliveries: [{ number: 'D-1001' }],
    })
    expect(await desk.stock(desk.mug)).toMatchObject({ quantity: '6' })
    expect(await desk.books()).toEqual({
      ...bought,
      ...{ inventory: '5800', cogs: '1200', receivable: '2088', sales: '-1800', sales_tax: '-288' },
    })
    expect(await desk.owedBy(hotel)).toBe('2088')
  })

  test('is paid in parts, and is a sale once all of it is paid', async () => {
    const { id: orderId } = await takes()
    const pays = (amount?: string, method?: string) =>
      desk.does((sql) =>
        payOrder(sql, desk.staff, { orderId, amount, method, paidAt: at('2026-11-15'), now }),
      )
    expect(await pays('1000', 'mobile_money')).toMatchObject({ paid: '1000', owed: '-1000' })
    expect(await reads(orderId)).toMatchObject({ status: 'PENDING' })
    expect(await desk.books()).toMatchObject({ mobile_money: '1000', receivable: '-1000' })
    await expect(pays('1088.01')).rejects.toThrow(/Only KES.1,088.00/)
    expect(await pays()).toMatchObject({ amount: '1088', paid: '2088', owed: '0' })

    expect(await reads(orderId)).toMatchObject({ status: 'PAID', businessDay: '2026-11-15' })
    expect(await desk.stock(desk.mug)).toMatchObject({ quantity: '6' })
    expect(await desk.books()).toEqual({
      ...bought,
      ...{ inventory: '5800', cogs: '1200', sales: '-1800', sales_tax: '-288' },
      ...{ mobile_money: '1000', cash: '1088' },
    })
    await expect(pays('1')).rejects.toThrow('paid in full')
  })

  test('goes the ways that there are, and no other', async () => {
    const { id: orderId } = await takes('4', 'DRAFT')
    const becomes = (status: 'DRAFT' | 'PENDING' | 'PAID' | 'FULFILLED') =>
      desk.does((sql) => setOrderStatus(sql, desk.staff, { orderId, status, now }))
    expect(await becomes('PENDING')).toMatchObject({ status: 'PENDING', version: 2 })
    await expect(becomes('PAID')).rejects.toThrow('is not paid yet')
    expect(await becomes('FULFILLED')).toMatchObject({ status: 'FULFILLED', owed: '2088' })
    await expect(becomes('DRAFT')).rejects.toThrow('a sale already')
    await desk.does((sql) => cancelOrder(sql, desk.staff, { orderId, now }))
    await expect(becomes('FULFILLED')).rejects.toThrow('is cancelled')
  })

  test('is found by its number, however it is said', async () => {
    const { id } = await takes()
    for (const words of ['S-1001', 'order 1001', '#1001', 's 1001', 'Order no. S-1001'])
      expect(await desk.does((sql) => findOrder(sql, words))).toMatchObject({
        is: 'one',
        order: { id },
      })
    expect(await desk.does((sql) => findOrder(sql, '1002'))).toEqual({ is: 'none' })
  })
})

describe('a cancelled sale', () => {
  test('leaves stock, money and books as they were', async () => {
    const before = await desk.books()
    const { orderId } = await desk.sells([
      { productId: desk.mug, quantity: '3' },
      { productId: desk.rice, quantity: '2.5' },
      { productId: desk.wrapping, quantity: '1' },
    ])
    expect(await desk.books()).not.toEqual(before)
    const order = await desk.does((sql) =>
      cancelOrder(sql, desk.staff, { orderId, reason: 'rang up twice', now }),
    )

    expect(order).toMatchObject({ status: 'CANCELLED', owed: '0', refunded: '2067.25' })
    expect(await desk.books()).toEqual(before)
    expect(await desk.stock(desk.mug)).toMatchObject({ quantity: '10', value: '3000.0000' })
    await expect(
      desk.does((sql) => cancelOrder(sql, desk.staff, { orderId, now })),
    ).rejects.toThrow('cancelled already')
  })
})

describe('an edited sale', () => {
  const counted = async () => ({ stock: await desk.stock(desk.mug), books: await desk.books() })

  test('needs the second factor and the version that was read', async () => {
    const { orderId } = await desk.sells([{ productId: desk.mug, quantity: '3' }])
    const before = await desk.rows()
    const lines = [{ productId: desk.mug, quantity: '2' }]
    await expect(edits(orderId, { lines, withSecondFactor: false })).rejects.toThrow(
      'second factor',
    )
    await expect(edits(orderId, { lines, version: 2 })).rejects.toThrow(Stale)
    expect(await desk.rows()).toEqual(before)
  })

  test('stands as if it had been so from the beginning', async () => {
    const { orderId } = await desk.sells(
      [
        { productId: desk.mug, quantity: '3' },
        { productId: desk.rice, quantity: '5' },
      ],
      { customerId: hotel, payments: [] },
    )
    const lines = [
      { productId: desk.rice, quantity: '5.0', unitPrice: '110' },
      { productId: desk.mug, quantity: '2', discount: '100' },
      { productId: desk.wrapping, quantity: '1' },
    ]
    const edited = await edits(orderId, { lines, version: 1, note: 'one came broken' })

    expect(edited).toMatchObject({
      version: 2,
      total: '1678',
      owed: '1678',
      note: 'one came broken',
    })
    expect(edited.lines.map(({ position, name }) => [position, name])).toEqual([
      [2, 'Rice'],
      [3, 'Mug'],
      [4, 'Gift wrapping'],
    ])
    const left = await counted()
    expect(left.stock).toMatchObject({ quantity: '8', value: '2400.0000' })
    expect(left.books).toEqual({
      ...bought,
      ...{ inventory: '6000', cogs: '1000', receivable: '1678', sales: '-1550', sales_tax: '-128' },
    })
    const [change] = await desk.does((sql) => listOrderChanges(sql, orderId))
    expect(change).toMatchObject({
      withSecondFactor: true,
      before: { total: '2168.5', note: null },
      after: { total: '1678', note: 'one came broken' },
    })
  })

  test('given to another customer is owed by that one, less what was paid', async () => {
    const cafe = await desk.customer('Café')
    const { orderId } = await desk.sells([{ productId: desk.rice, quantity: '4' }], {
      customerId: hotel,
      payments: [{ method: 'cash', amount: '82' }],
    })
    await edits(orderId, { customerId: cafe })

    expect([await desk.owedBy(hotel), await desk.owedBy(cafe)]).toEqual(['0', '400'])
    await expect(edits(orderId, { customerId: '999999' })).rejects.toThrow('no such customer')
  })

  test('of more than there is changes nothing', async () => {
    const { orderId } = await desk.sells([{ productId: desk.mug, quantity: '3' }])
    const before = await desk.rows()
    const lines = [{ productId: desk.mug, quantity: '11' }]
    await expect(edits(orderId, { lines })).rejects.toThrow('Mug')
    expect(await desk.rows()).toEqual(before)
  })
})
