/** Story: a sale at the counter is in the stock, in the ledger and in the day's takings, or nowhere. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listEntries } from '#domain/ledger/entries.ts'
import { lockPeriod } from '#domain/ledger/period-lock.ts'
import { getOrder, listOrders } from '#domain/orders/list-orders.ts'
import { previewSale } from '#domain/orders/preview-sale.ts'
import { recordSale, type Sale } from '#domain/orders/record-sale.ts'
import { freshen } from '#domain/report-views.ts'
import { openTestDb, type TestDb } from '#test/support/database.ts'
import { at, now, openStockRoom, type StockRoom } from '#test/support/stock-room.ts'

let opened: TestDb
let room: StockRoom
let mug: string
let rice: string
let customerId: string
beforeAll(async () => {
  opened = await openTestDb()
})
afterAll(() => opened.close())

async function shop() {
  room = await openStockRoom(opened.db)
  mug = await room.product('Mug', { price: '450', tax_rate: '0.16' })
  rice = await room.product('Rice', { price: '120.50', unit: 'kg' })
  await room.receives(mug, '10', '300')
  await room.receives(rice, '50', '80')
  const [customer] = await room.does(
    (sql) => sql<{ id: string }[]>`
      insert into customers (org_id, code, name, country, source, external_id)
      values (current_org(), 'R', 'Riverside Hotel', 'Kenya', 'tillie', 'R')
      returning id`,
  )
  customerId = customer!.id
}
beforeAll(shop)

function sells(sale: Partial<Sale>) {
  const whole = { org: room.org, lines: [], soldAt: at('2026-11-19'), now, ...sale }
  return room.does((sql) => recordSale(sql, room.staff, whole))
}

test('three mugs paid in cash: stock, books, day and order all know', async () => {
  const sale = await sells({ lines: [{ productId: mug, quantity: '3' }] })

  expect(sale).toMatchObject({
    number: 'S-1001',
    total: '1566',
    tax: '216',
    paid: '1566',
    owed: '0',
  })
  expect(await room.stock(mug)).toMatchObject({ quantity: '7' })
  expect(await room.account('cash')).toBe('1566')
  expect(await room.account('receivable')).toBe('0')
  expect(await room.account('sales')).toBe('-1350')
  expect(await room.account('sales_tax')).toBe('-216')
  expect(await room.account('cogs')).toBe('900')
  const order = await room.does((sql) => getOrder(sql, sale.orderId))
  expect(order).toMatchObject({
    status: 'PAID',
    businessDay: '2026-11-19',
    lines: [{ position: 1, name: 'Mug', unitCost: '300', total: '1566' }],
    payments: [{ amount: '1566', method: 'cash' }],
  })
  await freshen(opened.db, room.org.id)
  const [day] = await room.does(
    (sql) => sql`
      select gross_sales::text, collected::text, cogs::text, orders
      from report.daily_sales
      where day = '2026-11-19'`,
  )
  expect(day).toMatchObject({ orders: 1 })
  expect([day!.gross_sales, day!.collected, day!.cogs].map(Number)).toEqual([1350, 1566, 900])
})

test('a sale on credit is owed by its customer, and needs one', async () => {
  const lines = [{ productId: rice, quantity: '2.5', unitPrice: '130', discount: '25' }]
  await expect(sells({ lines, payments: [] })).rejects.toThrow('which customer')
  const sale = await sells({
    lines,
    customerId,
    payments: [{ method: 'mobile_money', amount: '100' }],
  })

  expect(sale).toMatchObject({ total: '300', paid: '100', owed: '200' })
  expect(await room.account('receivable')).toBe('200')
  expect(await room.account('mobile_money')).toBe('100')
  const { items } = await room.does((sql) => listOrders(sql, { limit: 1 }))
  expect(items).toMatchObject([
    { status: 'FULFILLED', customerName: 'Riverside Hotel', owed: '200' },
  ])
})

test('the same external id again records nothing more', async () => {
  const lines = [{ productId: rice, quantity: '1' }]
  const first = await sells({ lines, externalId: 'till 7' })
  const again = await sells({ lines, externalId: 'till 7' })
  expect([first.isNew, again.isNew]).toEqual([true, false])
  expect(again).toMatchObject({ orderId: first.orderId, number: first.number, total: '120.5' })
})

describe('nothing at all is kept', () => {
  test.each<[string, () => Partial<Sale>, string]>([
    [
      'of more than there is',
      () => ({ lines: [{ productId: mug, quantity: '99' }] }),
      'Only 7 of Mug',
    ],
    [
      'of a quantity that is none',
      () => ({ lines: [{ productId: mug, quantity: '0' }] }),
      'above zero',
    ],
    ['of nothing', () => ({ lines: [] }), 'at least one line'],
    ['of what is not there', () => ({ lines: [{ productId: '999999', quantity: '1' }] }), 'Line 1'],
    [
      'of a discount above the line',
      () => ({ lines: [{ productId: mug, quantity: '1', discount: '451' }] }),
      'discount on Mug',
    ],
    [
      'of more paid than it comes to',
      () => ({
        lines: [{ productId: rice, quantity: '1' }],
        payments: [{ method: 'cash', amount: '120.51' }],
      }),
      'comes to KES\u00a0120.50',
    ],
    [
      'of a customer who is not there',
      () => ({ lines: [{ productId: mug, quantity: '1' }], customerId: '999999' }),
      'no such customer',
    ],
    [
      'of tomorrow',
      () => ({ lines: [{ productId: mug, quantity: '1' }], soldAt: at('2026-11-21') }),
      'still to come',
    ],
  ])('%s', async (_, sale, words) => {
    const before = await counts()
    await expect(sells(sale())).rejects.toThrow(words)
    expect(await counts()).toEqual(before)
  })

  test('of a day whose books are closed', async () => {
    await room.does((sql) =>
      lockPeriod(sql, room.owner, { through: '2026-11-12', reason: 'filed', now }),
    )
    const before = await counts()
    const soldAt = at('2026-11-12')
    await expect(sells({ lines: [{ productId: mug, quantity: '1' }], soldAt })).rejects.toThrow(
      /lock|closed/i,
    )
    expect(await counts()).toEqual(before)
  })
})

test('a preview tells what the sale would be, and keeps nothing', async () => {
  const before = await counts()
  const lines = [
    { productId: mug, quantity: '5', discount: '50' },
    { productId: mug, quantity: '3', unitPrice: '250' },
  ]
  const preview = await room.does((sql) => previewSale(sql, { lines, seesCosts: true }))

  expect(preview).toMatchObject({
    ...{ total: '3422', tax: '472', discount: '50', cogs: '2400', profit: '550' },
    lines: [
      { total: '2552', profit: '700', stockLeft: '2' },
      { total: '870', profit: '-150', stockLeft: '-1' },
    ],
  })
  expect(preview.margin).toBe('0.1864')
  expect(preview.warnings).toEqual([
    'There is not enough of Mug in stock.',
    'Mug would be sold below what it cost.',
  ])
  expect(await counts()).toEqual(before)
})

test('entries are numbered one after the other', async () => {
  const { items } = await room.does((sql) => listEntries(sql, { limit: 50 }))
  const numbers = items.map(({ number }) => Number(number)).toReversed()
  expect(numbers).toEqual(numbers.map((_, at) => at + 1))
})

function counts() {
  return room.does(
    (sql) => sql`
      select (select count(*) from orders) as orders, (select count(*) from order_lines) as lines,
        (select count(*) from stock_movements) as movements,
        (select count(*) from journal_lines) as journal, (select count(*) from payments) as payments,
        (select last from journal_numbers) as number, (select count(*) from audit_log) as audit,
        (select last from paper_numbers where paper = 'order') as paper`,
  )
}
