/**
 * Story: two months of a shop that sells, takes back, cancels and locks its books, all through the
 * verbs that people use. Control accounts tie to the records; where one does not, it is named.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { lockPeriod } from '#domain/ledger/period-lock.ts'
import { type EntryLine, postEntry } from '#domain/ledger/post-entry.ts'
import { reverseEntry } from '#domain/ledger/reverse-entry.ts'
import { cancelOrder } from '#domain/orders/cancel-order.ts'
import { payOrder } from '#domain/orders/pay-order.ts'
import { returnSale } from '#domain/orders/return-sale.ts'
import { balanceSheet } from '#reports/balance-sheet.ts'
import { profitAndLoss } from '#reports/profit-and-loss.ts'
import { reconcile } from '#reports/reconcile.ts'
import type { Control } from '#reports/report.ts'
import { openTestDb } from '#test/support/database.ts'
import { openOrderDesk } from '#test/support/order-desk.ts'
import { at, now } from '#test/support/stock-room.ts'

const month = (month: string, last: string) => ({
  ...{ from: `2026-${month}-01`, to: `2026-${month}-${last}`, label: month },
})
const [october, november] = [month('10', '31'), month('11', '30')]

describe('the books of two months', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const desk = await openOrderDesk(db)
  const { org, owner, staff, does, mug, rice } = desk
  await desk.receives(mug, '20', '290', '2026-10-01')
  const juma = await desk.customer('Juma Otieno')
  const amina = await desk.customer('Amina Hassan')
  const untied = async () => (await does(reconcile)).filter(({ ties }) => !ties).map(asTold)
  const result = (days: typeof october) => does((sql) => profitAndLoss(sql, org, days, now))
  const byHand = (lines: EntryLine[]) =>
    does((sql) =>
      postEntry(sql, owner, {
        ...{ date: '2026-11-15', memo: 'By hand', source: 'manual', lines, now },
      }),
    )
  const line = (quantity: string) => ({ productId: mug, quantity })

  test('sold on credit in October, locked, cancelled in November: both months tie to their orders', async () => {
    const soldAt = at('2026-10-20')
    const onCredit = { customerId: juma, soldAt, payments: [], status: 'FULFILLED' as const }
    const kept = await desk.sells([line('2')], onCredit)
    const mistaken = await desk.sells([line('5')], onCredit)
    await does((sql) => lockPeriod(sql, owner, { through: '2026-10-31', now }))
    await desk.sells([line('1'), { productId: rice, quantity: '2.5', discount: '1.25' }])
    await does((sql) => cancelOrder(sql, staff, { orderId: mistaken.orderId, org, now }))
    const paid = { org, orderId: kept.orderId, amount: '500.10', paidAt: now, now }
    await does((sql) => payOrder(sql, staff, paid))
    await does((sql) =>
      returnSale(sql, staff, {
        ...{ org, orderId: kept.orderId, settlement: 'credit', now },
        lines: [{ position: 1, quantity: '1', restock: true }],
      }),
    )

    expect(await untied()).toEqual([])
    const [before, after] = [await result(october), await result(november)]
    // In the ledger October keeps what was cancelled once it was locked; its orders do not.
    expect(values(before)).toMatchObject({ revenue: '3150' })
    expect(values(after)).toMatchObject({ revenue: `${450 + 300 - 2250 - 450}` })
    for (const report of [before, after])
      expect(report.controls.filter(({ ties }) => !ties).map(asTold)).toEqual([])
    expect(before.controls[1]).toMatchObject({ name: 'Sales', right: { value: '900' } })
    expect(before.receipts.find(({ metric }) => metric === 'Revenue')!.tiesTo).toBeNull()
  })

  test('opening debts, and a supplier paid, are written by hand and tie; taken back, they still do', async () => {
    await byHand([
      { account: 'receivable', debit: '750', customerId: amina },
      { account: 'opening_equity', credit: '750' },
    ])
    const supplier = await byHand([
      { account: 'payable', debit: '1000' },
      { account: 'bank', credit: '1000' },
    ])
    expect(await untied()).toEqual([])
    const { entryId } = supplier!
    await does((sql) => reverseEntry(sql, owner, { entryId, now }))
    expect(await untied()).toEqual([])
  })

  test('imported orders are no part of the books, and the result says how much they came to', async () => {
    await does(
      (sql) => sql`
        with sold as (
          insert into orders (org_id, number, status, ordered_at, business_day, hour, source, external_id)
          values (current_org(), 'F-1', 'PAID', ${at('2026-11-12')}, '2026-11-12', 12, 'file', 'F-1')
          returning id
        )
        insert into order_lines (org_id, order_id, position, product_id, quantity, unit_price)
        select current_org(), id, 1, ${rice}, 3, 100.5
        from sold`,
    )
    expect(await untied()).toEqual([])
    expect((await result(november)).notes).toEqual([
      expect.stringMatching(/^1 order is not in the ledger \(KES.301\.50 before tax\)/),
    ])
  })

  test('an entry that no record explains is found: which account, which customer, how much', async () => {
    await does((sql) =>
      postEntry(sql, owner, {
        ...{ date: '2026-11-16', memo: 'Nobody knows', source: 'payment', now },
        lines: [
          { account: 'cash', debit: '20' },
          { account: 'receivable', credit: '20', customerId: juma },
        ],
      }),
    )
    await does(
      (sql) => sql`
        update stock_balances set value = value + 0.5 where product_id = ${rice}`,
    )
    expect(await untied()).toEqual([
      ['Stock values', '-0.5'],
      ['Customers', '-20'],
      ['Orders of Juma Otieno', '-20'],
    ])
    const sheet = await does((sql) => balanceSheet(sql, org, '2026-11-20', now))
    expect(sheet.controls.filter(({ ties }) => !ties)).toHaveLength(3)
  })
})

function asTold({ name, difference }: Control) {
  return [name, difference]
}

function values({ figures }: { figures: { key: string; value: string | null }[] }) {
  return Object.fromEntries(figures.map(({ key, value }) => [key, value]))
}
