/** Story: goods come back, whole or in parts; never more than were sold, never more money than was paid. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cancelOrder } from '#domain/orders/cancel-order.ts'
import { editOrder } from '#domain/orders/edit-order.ts'
import { getOrder } from '#domain/orders/list-orders.ts'
import { getReturn, listReturns } from '#domain/orders/list-returns.ts'
import { refundCredit } from '#domain/orders/refund-credit.ts'
import { returnSale, type SaleReturn } from '#domain/orders/return-sale.ts'
import { freshen } from '#domain/report-views.ts'
import { reconcile } from '#reports/reconcile.ts'
import { openTestDb, type TestDb } from '#test/support/database.ts'
import { type OrderDesk, openOrderDesk } from '#test/support/order-desk.ts'
import { at, now } from '#test/support/stock-room.ts'

let opened: TestDb
let desk: OrderDesk
beforeAll(async () => {
  opened = await openTestDb()
})
afterAll(() => opened.close())
beforeEach(async () => {
  desk = await openOrderDesk(opened.db)
})

function takesBack(orderId: string, quantity: string, more: Partial<SaleReturn> = {}) {
  const lines = [{ position: 1, quantity, restock: true }]
  const whole = { org: desk.org, orderId, lines, settlement: 'refund', now, ...more } as const
  return desk.does((sql) => returnSale(sql, desk.staff, whole))
}

test('restocked and refunded: stock, money and books tell of what was kept', async () => {
  const { orderId } = await desk.sells([{ productId: desk.mug, quantity: '3' }])
  const back = await takesBack(orderId, '2', { reason: 'too small' })

  expect(back).toMatchObject({ number: 'R-1001', value: '900', tax: '144', refunded: '1044' })
  expect(await desk.stock(desk.mug)).toMatchObject({ quantity: '9', value: '2700.0000' })
  expect(await desk.books()).toEqual({
    ...{ payable: '-7000', inventory: '6700', cogs: '300', cash: '522' },
    ...{ sales: '-1350', sales_returns: '900', sales_tax: '-72' },
  })
  const whole = await desk.does((sql) => getReturn(sql, back.returnId))
  expect(whole).toMatchObject({ orderNumber: 'S-1001', refunded: '1044', reason: 'too small' })
  expect(whole!.lines).toMatchObject([{ name: 'Mug', quantity: '2', isRestocked: true }])
  await freshen(opened.db, desk.org.id)
  const [day] = await desk.does(
    (sql) => sql`
      select trim_scale(returns)::text as returns, trim_scale(refunds)::text as refunds,
        trim_scale(cogs)::text as cogs
      from report.daily_sales
      where day = '2026-11-20'`,
  )
  expect(day).toEqual({ returns: '900', refunds: '1044', cogs: '-600' })
})

test('not to be sold again: written off, and the loss is seen', async () => {
  const { orderId } = await desk.sells([{ productId: desk.mug, quantity: '10' }])
  await takesBack(orderId, '1', { lines: [{ position: 1, quantity: '1', restock: false }] })

  expect(await desk.stock(desk.mug)).toMatchObject({ quantity: '0', value: '0.0000' })
  expect(await desk.books()).toMatchObject({
    cogs: '2700',
    stock_write_off: '300',
    inventory: '4000',
  })
})

test('credited: less is owed, and no money moves', async () => {
  const customerId = await desk.customer('Riverside Hotel')
  const sale = { customerId, payments: [{ method: 'cash', amount: '100' }] }
  const { orderId } = await desk.sells([{ productId: desk.rice, quantity: '4' }], sale)
  await expect(takesBack(orderId, '1')).rejects.toThrow(/Only KES.100.00 was paid/)
  const back = await takesBack(orderId, '1', { settlement: 'credit' })

  expect(back).toMatchObject({ value: '120.5', refunded: '0', owed: '261.5' })
  expect(await desk.owedBy(customerId)).toBe('261.5')
  expect(await desk.books()).toMatchObject({ cash: '100' })
})

test('in parts that come to the whole, to the last fraction, and then no more', async () => {
  const { orderId } = await desk.sells([{ productId: desk.mug, quantity: '3', discount: '350' }])
  const parts = [await takesBack(orderId, '1'), await takesBack(orderId, '1')]
  await expect(takesBack(orderId, '2')).rejects.toThrow('Only 1 of Mug')
  parts.push(await takesBack(orderId, '1'))

  expect(parts.map(({ value }) => value)).toEqual(['333.3333', '333.3334', '333.3333'])
  expect(parts.map(({ number }) => number)).toEqual(['R-1001', 'R-1002', 'R-1003'])
  expect(await desk.books()).toEqual({
    ...{ payable: '-7000', inventory: '7000', sales: '-1000', sales_returns: '1000' },
  })
  await expect(takesBack(orderId, '0.5')).rejects.toThrow('Only 0 of Mug')
  const { items, next } = await desk.does((sql) => listReturns(sql, { orderId, limit: 2 }))
  expect(items.map(({ number }) => number)).toEqual(['R-1003', 'R-1002'])
  expect(
    (await desk.does((sql) => listReturns(sql, { after: next!, limit: 2 }))).items,
  ).toHaveLength(1)
})

test('the same external id again takes nothing more back', async () => {
  const { orderId } = await desk.sells([{ productId: desk.mug, quantity: '3' }])
  const first = await takesBack(orderId, '1', { externalId: 'slip 9' })
  const rows = await desk.rows()
  expect(await takesBack(orderId, '1', { externalId: 'slip 9' })).toEqual(first)
  expect(await desk.rows()).toEqual(rows)
})

test('what came back binds the order: its line stays, and it is not cancelled', async () => {
  const customerId = await desk.customer('Riverside Hotel')
  const sold = [
    { productId: desk.mug, quantity: '3' },
    { productId: desk.rice, quantity: '1' },
  ]
  const { orderId } = await desk.sells(sold, { customerId })
  await takesBack(orderId, '1')
  const edits = (lines: { productId: string; quantity: string }[]) =>
    desk.does((sql) => editOrder(sql, desk.staff, { orderId, lines, withSecondFactor: true, now }))
  await expect(edits([{ productId: desk.mug, quantity: '2' }])).rejects.toThrow('Mug came back')
  await expect(desk.does((sql) => cancelOrder(sql, desk.staff, { orderId, now }))).rejects.toThrow(
    'came back already',
  )
  await edits([
    { productId: desk.mug, quantity: '3' },
    { productId: desk.rice, quantity: '2' },
  ])
  const order = await desk.does((sql) => getOrder(sql, orderId))
  expect(order!.lines).toMatchObject([{ returned: '1' }, { quantity: '2', returned: '0' }])
})

test.each<[string, Partial<SaleReturn>, string]>([
  [
    'of a line that is none',
    { lines: [{ position: 7, quantity: '1', restock: true }] },
    'no line 7',
  ],
  ['of nothing', { lines: [] }, 'which goods'],
  ['before it was sold', { returnedAt: at('2026-11-18') }, 'not sold yet'],
  ['tomorrow', { returnedAt: at('2026-11-21') }, 'still to come'],
])('nothing comes back %s', async (_, more, words) => {
  const { orderId } = await desk.sells([{ productId: desk.mug, quantity: '3' }])
  const rows = await desk.rows()
  await expect(takesBack(orderId, '1', more)).rejects.toThrow(words)
  expect(await desk.rows()).toEqual(rows)
})

test('what was paid too much for an order made smaller is paid out, once, and the books tie', async () => {
  const { orderId } = await desk.sells([{ productId: desk.mug, quantity: '2' }], {
    customerId: await desk.customer('Riverside Hotel'),
  })
  const lines = [{ productId: desk.mug, quantity: '1' }]
  await desk.does((sql) =>
    editOrder(sql, desk.staff, { orderId, lines, withSecondFactor: true, now }),
  )
  const paysOut = (amount?: string) =>
    desk.does((sql) => refundCredit(sql, desk.staff, { org: desk.org, orderId, amount, now }))

  await expect(paysOut('600')).rejects.toThrow(/^Only KES\s522\.00 of order S-1001/)
  expect(await paysOut('22')).toMatchObject({ amount: '22', owed: '-500' })
  expect(await paysOut()).toMatchObject({ amount: '500', owed: '0' })
  await expect(paysOut()).rejects.toThrow('Nothing of order S-1001 is to be paid back.')

  expect(await desk.books()).toMatchObject({ cash: '522', sales: '-450', sales_tax: '-72' })
  const untied = (await desk.does(reconcile)).filter(({ ties }) => !ties)
  expect(untied).toEqual([])
})
