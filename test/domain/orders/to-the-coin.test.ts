/** Story: what is paid in coins is paid in full, goes back as it came, and every rest has a name. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cancelOrder } from '#domain/orders/cancel-order.ts'
import { editOrder, type OrderEdit } from '#domain/orders/edit-order.ts'
import { getOrder } from '#domain/orders/list-orders.ts'
import { payOrder } from '#domain/orders/pay-order.ts'
import { returnSale } from '#domain/orders/return-sale.ts'
import { openTestDb, type TestDb } from '#test/support/database.ts'
import { type OrderDesk, openOrderDesk } from '#test/support/order-desk.ts'
import { now } from '#test/support/stock-room.ts'

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

/** 1.99 and 16 % tax: 2.3084, which is 2.31 in coins. */
const cheap = () => [{ productId: desk.mug, quantity: '1', unitPrice: '1.99' }]

test('the last coin of a debt pays it, and nothing below a coin stays owed', async () => {
  const { orderId } = await desk.sells(cheap(), { customerId: hotel, payments: [] })
  const pays = (amount: string) =>
    desk.does((sql) => payOrder(sql, desk.staff, { orderId, amount, paidAt: now, now }))
  await expect(pays('2.32')).rejects.toThrow(/^Only KES.2\.31 of order S-1001 is unpaid\.$/)
  expect(await pays('1')).toMatchObject({ owed: '1.3084' })
  expect(await pays('1.31')).toMatchObject({ amount: '1.3084', owed: '0' })
  expect(await desk.owedBy(hotel)).toBe('0')
})

test('a sale that is paid in parts is paid in full to the coin', async () => {
  const payments = [
    { method: 'cash', amount: '1' },
    { method: 'card', amount: '1.31' },
  ]
  expect(await desk.sells(cheap(), { payments })).toMatchObject({ paid: '2.3084', owed: '0' })
  const over = [{ method: 'cash', amount: '2.32' }]
  await expect(desk.sells(cheap(), { payments: over })).rejects.toThrow(/comes to KES.2\.31, and/)
})

test('what was paid in cash and by card goes back in cash and to the card', async () => {
  const before = await desk.books()
  const payments = [
    { method: 'cash', amount: '500' },
    { method: 'card', amount: '544' },
  ]
  const { orderId } = await desk.sells([{ productId: desk.mug, quantity: '2' }], { payments })
  await desk.does((sql) => cancelOrder(sql, desk.staff, { orderId, now }))
  expect(await desk.books()).toEqual(before)
  const order = await desk.does((sql) => getOrder(sql, orderId))
  expect(order).toMatchObject({ status: 'CANCELLED', refunded: '1044', owed: '0' })
})

test('nothing comes to be owed by nobody, nor to nobody', async () => {
  const { orderId } = await desk.sells([{ productId: desk.mug, quantity: '1' }])
  const edits = (edit: Partial<OrderEdit>) =>
    desk.does((sql) =>
      editOrder(sql, desk.staff, { orderId, withSecondFactor: true, now, ...edit }),
    )
  const lines = [{ productId: desk.mug, quantity: '2' }]
  await expect(edits({ lines })).rejects.toThrow(/say which customer owes the rest/)
  const back = {
    orderId,
    lines: [{ position: 1, quantity: '1', restock: true }],
    org: desk.org,
    now,
  }
  await expect(
    desk.does((sql) => returnSale(sql, desk.staff, { ...back, settlement: 'credit' })),
  ).rejects.toThrow(/names no customer who could have a credit/)

  expect(await edits({ lines, customerId: hotel })).toMatchObject({ owed: '522' })
  await expect(edits({ customerId: null })).rejects.toThrow(/say which customer owes the rest/)
  expect(await desk.owedBy(hotel)).toBe('522')
})
