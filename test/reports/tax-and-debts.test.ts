/**
 * Story: what a shop owes of tax, and what its customers owe the shop, after sales on credit, a return,
 * a debt of before and money paid in advance. All through the verbs that people use.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { type EntryLine, postEntry } from '#domain/ledger/post-entry.ts'
import { payOrder } from '#domain/orders/pay-order.ts'
import { returnSale } from '#domain/orders/return-sale.ts'
import { freshen } from '#domain/report-views.ts'
import { wordsFor } from '#kit/words.ts'
import { kindOf } from '#reports/kinds.ts'
import { renderReport } from '#reports/render/render.ts'
import { reportText } from '#reports/render/text.ts'
import type { Report } from '#reports/report.ts'
import { openTestDb } from '#test/support/database.ts'
import { openOrderDesk } from '#test/support/order-desk.ts'
import { at, now } from '#test/support/stock-room.ts'
import { readPdf } from './read-pdf.ts'

const november = { from: '2026-11-01', to: '2026-11-30' }

describe('tax and debts', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const desk = await openOrderDesk(db)
  const { org, owner, staff, does, mug, rice } = desk
  const words = wordsFor(org)
  const juma = await desk.customer('Juma Otieno')
  const amina = await desk.customer('Amina Hassan')
  await desk.receives(mug, '20', '290', '2026-08-01')
  const onCredit = (customerId: string, soldAt: string) => ({
    ...{ customerId, soldAt: at(soldAt), payments: [], status: 'FULFILLED' as const },
  })
  const byHand = (date: string, lines: EntryLine[]) =>
    does((sql) => postEntry(sql, owner, { date, memo: 'By hand', source: 'manual', lines, now }))
  const read = async (type: string, params: Record<string, string>): Promise<Report> => {
    await freshen(db, org.id)
    return db.asReader(org.id, (sql) => kindOf(type).build(sql, org, params, now))
  }
  const tax = (params = november) => read('tax_summary', params)
  const debts = (day = '2026-11-20') => read('receivables_ageing', { day })

  // In August on credit, and part of it paid; in November twice more, one of them with rice untaxed.
  const old = await desk.sells([{ productId: mug, quantity: '4' }], onCredit(juma, '2026-08-10'))
  await does((sql) =>
    payOrder(sql, staff, { org, orderId: old.orderId, amount: '1000', paidAt: now, now }),
  )
  const recent = await desk.sells(
    [
      { productId: mug, quantity: '2' },
      { productId: rice, quantity: '10', discount: '5' },
    ],
    onCredit(juma, '2026-11-12'),
  )
  await does((sql) =>
    returnSale(sql, staff, {
      ...{ org, orderId: recent.orderId, settlement: 'credit', now },
      lines: [{ position: 1, quantity: '1', restock: true }],
    }),
  )
  // Amina owed 900 from before, and brought 1,000: 100 are hers.
  await byHand('2026-09-15', [
    { account: 'receivable', debit: '900', customerId: amina },
    { account: 'opening_equity', credit: '900' },
  ])
  await byHand('2026-11-18', [
    { account: 'cash', debit: '1000' },
    { account: 'receivable', credit: '1000', customerId: amina },
  ])
  // And the tax office got August's.
  await byHand('2026-11-19', [
    { account: 'sales_tax', debit: '288' },
    { account: 'bank', credit: '288' },
  ])

  test('tax by rate: what was charged, what came back, and what it ties to', async () => {
    const report = await tax()
    const [rates, account] = report.sections

    expect(values(report)).toEqual({
      net_tax: '72',
      sales_tax: '144',
      returns_tax: '72',
      net: '1650',
    })
    expect(rates!.rows).toEqual([
      {
        ...{ rate: '16%', sales: '900', sales_tax: '144', returns: '450', returns_tax: '72' },
        ...{ net: '450', net_tax: '72' },
      },
      {
        ...{ rate: 'No tax', sales: '1200', sales_tax: '0', returns: '0', returns_tax: '0' },
        ...{ net: '1200', net_tax: '0' },
      },
    ])
    expect(rates!.totals).toMatchObject({ rate: 'Total', net: '1650', net_tax: '72' })
    expect([...account!.rows, account!.totals].map((row) => row!.amount)).toEqual([
      '288',
      '144',
      '-72',
      '-288',
      '72',
    ])
    expect(told(report)).toEqual([
      'Sales lines 1650 = 1650 PASS',
      'Tax of orders 144 = 144 PASS',
      'Tax account 72 = 72 PASS',
    ])
  })

  test('what each customer owes, by age; what was brought in advance is a credit', async () => {
    const report = await debts()
    const [ages, customers, unpaid] = report.sections

    // 4 × 522 − 1,000 of August; of November 522 + 1,200, since one mug came back.
    expect(values(report)).toEqual({
      balance: `${1088 + 1722 - 100}`,
      over_90: '1088',
      owed: '2810',
      credit: '100',
      debtors: '1',
    })
    expect(ages!.rows.map(({ amount }) => amount)).toEqual(['1722', '0', '0', '1088'])
    expect(customers!.rows).toEqual([
      {
        ...{ customer: 'Juma Otieno', '0-30': '1722', '31-60': '0', '61-90': '0', '90+': '1088' },
        ...{ credit: '0', balance: '2810' },
      },
      {
        ...{ customer: 'Amina Hassan', '0-30': '0', '31-60': '0', '61-90': '0', '90+': '0' },
        ...{ credit: '100', balance: '-100' },
      },
    ])
    expect(unpaid!.rows.map(({ number, days, unpaid }) => [number, days, unpaid])).toEqual([
      [old.number, '102', '1088'],
      [recent.number, '8', '1722'],
    ])
    expect(told(report)).toEqual(['Control account 2710 = 2710 PASS', 'Customers 2710 = 2710 PASS'])
  })

  test('at the end of an earlier day it is what was owed then', async () => {
    const report = await debts('2026-10-20')

    expect(values(report)).toMatchObject({
      balance: '2988',
      owed: '2988',
      credit: '0',
      debtors: '2',
    })
    expect(report.sections[0]!.rows.map(({ amount }) => amount)).toEqual(['0', '900', '2088', '0'])
    // The records stand as they are now, so that they are held against the last day alone.
    expect(told(report)).toEqual(['Control account 2988 = 2988 PASS'])
  })

  test('before anything was sold there is nothing, and it says so', async () => {
    expect((await debts('2026-01-01')).notes[0]).toContain('There are no entries in the ledger')
    expect((await tax({ from: '2026-01-01', to: '2026-01-31' })).notes).toEqual([
      'Nothing was sold or taken back in January 2026.',
    ])
  })

  test('tax that an order was given past the books does not tie, and each form says by how much', async () => {
    await does(
      (sql) => sql`
        update order_lines set tax = tax + 1.25 where order_id = ${recent.orderId} and position = 1`,
    )
    const report = await tax()
    const off = words.money('-1.25')

    expect(told(report).at(-1)).toBe('Tax account 72 = 73.25 DOES NOT TIE -1.25')
    expect(readPdf((await renderReport(report, 'pdf')).bytes).flat()).toContain(
      `DOES NOT TIE, difference ${off}`,
    )
    const csv = Buffer.from((await renderReport(report, 'csv')).bytes).toString()
    expect(csv).toMatch(/Tax account,.*DOES NOT TIE/)
    expect(reportText(report, words)).toContain(`Tax account: DOES NOT TIE`)
    expect(reportText(report, words)).toContain(`difference ${off}`)

    const owed = await debts()
    expect(told(owed).slice(0, 2)).toEqual([
      'Control account 2710 = 2710 PASS',
      'Customers 2710 = 2711.25 DOES NOT TIE -1.25',
    ])
  })
})

function values({ figures }: Report) {
  return Object.fromEntries(figures.map(({ key, value }) => [key, value]))
}

function told({ controls }: Report): string[] {
  return controls.map(({ name, left, right, difference, ties }) =>
    [name, left.value, '=', right.value, ties ? 'PASS' : `DOES NOT TIE ${difference}`].join(' '),
  )
}
