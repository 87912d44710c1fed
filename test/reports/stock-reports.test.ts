/** Story: a shop with old and new stock asks what it is worth, how old it is, and what to order. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postEntry } from '#domain/ledger/post-entry.ts'
import { lowStock } from '#domain/stock/low-stock.ts'
import { moveStock } from '#domain/stock/move-stock.ts'
import { stockAgeing } from '#domain/stock/stock-ageing.ts'
import { wordsFor } from '#kit/words.ts'
import { renderReport } from '#reports/render/render.ts'
import { reportText } from '#reports/render/text.ts'
import { stockAgeingReport } from '#reports/stock-ageing.ts'
import { stockValuationReport } from '#reports/stock-valuation.ts'
import { openTestDb, type TestDb } from '#test/support/database.ts'
import { at, now, openStockRoom, type StockRoom } from '#test/support/stock-room.ts'

const today = '2026-11-20'
let opened: TestDb
let room: StockRoom
beforeAll(async () => {
  opened = await openTestDb()
  room = await openStockRoom(opened.db)
  const rice = await room.product('Rice 5kg', { reorder_point: 10, lead_time_days: 3 })
  await room.receives(rice, '10', '100', '2026-07-01')
  await room.receives(rice, '20', '130', '2026-09-10')
  await room.receives(rice, '30', '120', '2026-11-19')
  await sells(rice, '25', '2026-11-19T12:00:00Z')
  const tea = await room.product('Tea leaves')
  await room.receives(tea, '3', '3.3333', '2026-10-01')
  const mug = await room.product('Blue mug', { reorder_point: 4 })
  await room.receives(mug, '28', '200', '2026-11-01')
  await sells(mug, '28', '2026-11-19T13:00:00Z')
  const kettle = await room.product('Kettle', { lead_time_days: 5 })
  await room.receives(kettle, '14', '900', '2026-11-01')
  await sells(kettle, '7', '2026-11-18T13:00:00Z')
  await room.product('Never moved')
})
afterAll(() => opened.close())

const sells = (productId: string, quantity: string, when: string, shop = room) =>
  shop.does(async (sql) => {
    const movement = {
      productId,
      kind: 'sale',
      quantity: `-${quantity}`,
      movedAt: at(when),
    } as const
    const { moved } = await moveStock(sql, shop.staff, { movements: [movement], now })
    const cost = moved[0]!.valueChange
    const lines = [
      { account: 'inventory', debit: cost },
      { account: 'cogs', credit: cost },
    ] as const
    const entry = { memo: 'Sold', source: 'sale', lines, now } as const
    await postEntry(sql, shop.staff, { ...entry, date: when.slice(0, 10) })
  })

describe('stock ageing', () => {
  test('takes what went out from the oldest layers, and comes to the stock value', async () => {
    const ageing = await room.does((sql) => stockAgeing(sql, { asOf: today }))
    const [rice] = ageing.products

    expect(rice).toMatchObject({ name: 'Rice 5kg', quantity: '35', oldestDays: '71' })
    expect(rice!.bands['0–30'].quantity).toBe('30')
    expect(rice!.bands['61–90'].quantity).toBe('5')
    expect(rice!.bands['90+'].quantity).toBe('0')
    // 35 × 120; the bands come to it.
    expect([rice!.value, rice!.bands['0–30'].value, rice!.bands['61–90'].value]).toEqual([
      '4200.0000',
      '3600.0000',
      '600.0000',
    ])
    expect(ageing.value).toBe('10509.9999')
  })

  test('as a report ties to the valuation, the movements and the ledger', async () => {
    const report = await room.does((sql) => stockAgeingReport(sql, room.org, today, now))

    expect(report.controls.map(({ name, ties }) => [name, ties])).toEqual([
      ['Movements', true],
      ['Ledger', true],
      ['Valuation', true],
    ])
    expect(report.sections[0]!.totals).toEqual({
      days: 'Total',
      quantity: '45',
      value: '10509.9999',
    })
    expect(reportText(report, wordsFor(room.org))).toContain('KES\u00a010,510.00')
    expect((await renderReport(report, 'pdf')).bytes.length).toBeGreaterThan(1_000)
  })

  test('of a day before is what it was then', async () => {
    const then = await room.does((sql) => stockAgeing(sql, { asOf: '2026-10-02' }))

    expect(then.totals['90+']).toEqual({ quantity: '10', value: '1200.0000' })
    expect(then.value).toBe('3609.9999')
  })
})

test('the valuation lists what is in hand, and ties', async () => {
  const report = await room.does((sql) => stockValuationReport(sql, room.org, today, now))

  expect(
    report.sections[0]!.rows.map(({ product, average_cost }) => [product, average_cost]),
  ).toEqual([
    ['Kettle', '900'],
    ['Rice 5kg', '120'],
    ['Tea leaves', '3.3333'],
  ])
  expect(report.controls.every(({ ties }) => ties)).toBe(true)
  expect(report.receipts[0]).toMatchObject({ metric: 'Stock value', rowsCounted: 9 })
})

test('a day without stock says so', async () => {
  const report = await room.does((sql) => stockValuationReport(sql, room.org, '2020-01-01', now))

  expect(report.notes).toEqual(['There is no stock on that day.'])
  expect(report.controls.every(({ ties }) => ties)).toBe(true)
})

test('what runs out is told, the most urgent first, with how much to order', async () => {
  const shop = await openStockRoom(opened.db)
  const sold = async (
    name: string,
    columns: Record<string, number>,
    [had, sold]: [string, string],
  ) => {
    const id = await shop.product(name, columns)
    await shop.receives(id, had, '10', '2026-11-01')
    if (sold !== '0') await sells(id, sold, '2026-11-19T12:00:00Z', shop)
  }
  await sold('Gone', { reorder_point: 4 }, ['28', '28'])
  await sold('At its point', { reorder_point: 12, lead_time_days: 2 }, ['12', '0'])
  await sold('Slow to come', { lead_time_days: 20 }, ['42', '28'])
  await sold('Next week', {}, ['35', '25.2'])
  await sold('Plenty', { reorder_point: 5 }, ['300', '28'])
  await sold('Not asked for', {}, ['1', '0'])
  const low = await shop.does((sql) => lowStock(sql, { today }))

  expect(low.map((each) => Object.values({ ...each, productId: '' }).slice(1))).toEqual([
    ['Gone', '0', '4', '1', '0', '35', 'out'],
    ['Slow to come', '14', null, '1', '14', '34', 'now'],
    ['At its point', '12', '12', '0', null, '12', 'now'],
    ['Next week', '9.8', null, '0.9', '10', '22', 'soon'],
  ])
})
