/** Story: the books of Duka, who opened in 2025 and asks in November 2026 what she earned and owns. */
import { afterAll, describe, expect, test } from 'vitest'
import { type EntryLine, type EntrySource, postEntry } from '#domain/ledger/post-entry.ts'
import { wordsFor } from '#kit/words.ts'
import { balanceSheet } from '#reports/balance-sheet.ts'
import { cashPosition } from '#reports/cash-position.ts'
import { profitAndLoss } from '#reports/profit-and-loss.ts'
import { renderReport } from '#reports/render/render.ts'
import { reportText } from '#reports/render/text.ts'
import type { Report } from '#reports/report.ts'
import { trialBalance } from '#reports/trial-balance.ts'
import { openTestDb } from '#test/support/database.ts'
import { now, openLedgerDesk } from '#test/support/ledger-desk.ts'
import { readPdf } from './read-pdf.ts'

const november = { from: '2026-11-01', to: '2026-11-30', label: 'November' }

describe('the statements of the ledger', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const books = await openLedgerDesk(db)
  const { org } = books
  const words = wordsFor(org)
  const post = (date: string, source: EntrySource, lines: EntryLine[]) =>
    books.does((sql) =>
      postEntry(sql, books.actor('owner'), { date, memo: `A ${source}`, source, lines, now }),
    )
  const sale = (date: string, amount: string, cost: string) =>
    post(date, 'sale', [
      { account: 'cash', debit: amount },
      { account: 'sales', credit: amount },
      { account: 'cogs', debit: cost },
      { account: 'inventory', credit: cost },
    ])
  const pays = (date: string, code: string, amount: string) =>
    post(date, 'manual', [
      { account: { code }, debit: amount },
      { account: 'bank', credit: amount },
    ])
  await post('2025-11-30', 'opening', [
    { account: 'bank', debit: '50000' },
    { account: 'inventory', debit: '20000' },
    { account: 'owner_equity', credit: '70000' },
  ])
  await sale('2025-12-20', '3000', '1200')
  await sale('2026-10-09', '8000', '5000')
  await pays('2026-10-31', '6000', '1500')
  await sale('2026-11-03', '10000.50', '6000.25')
  await post('2026-11-05', 'return', [
    { account: 'sales_returns', debit: '500.50' },
    { account: 'cash', credit: '500.50' },
  ])
  await post('2026-11-06', 'stock', [
    { account: 'stock_write_off', debit: '99.75' },
    { account: 'inventory', credit: '99.75' },
  ])
  await pays('2026-11-10', '6100', '2400')
  await post('2026-11-12', 'purchase', [
    { account: 'inventory', debit: '4000' },
    { account: 'payable', credit: '4000' },
  ])
  const reads = (work: (sql: Parameters<typeof balanceSheet>[0]) => Promise<Report>) =>
    books.reads(work)

  test('profit and loss: revenue less returns, cost of sales, expenses, beside the month before', async () => {
    const report = await reads((sql) => profitAndLoss(sql, org, november, now))

    expect(report.name).toBe('profit_and_loss_2026-11-01_2026-11-30')
    expect(values(report)).toEqual({
      net_profit: '1000',
      revenue: '9500',
      cost_of_sales: '6100',
      gross_profit: '3400',
      gross_margin: '0.357895',
      expenses: '2400',
    })
    expect(report.figures[0]!.than).toEqual({
      label: 'October 2026',
      value: '1500',
      change: '-0.333333',
    })
    expect(rows(report, 'revenue')).toEqual([
      ['Sales', '4000', '10000.5', '8000', '1.052684'],
      ['Sales returns', '4100', '-500.5', '0', '-0.052684'],
    ])
    expect(rows(report, 'cost_of_sales').map(([name, , amount]) => [name, amount])).toEqual([
      ['Cost of goods sold', '6000.25'],
      ['Stock written off', '99.75'],
    ])
    expect(
      rows(report, 'expenses').map(([name, , amount, before]) => [name, amount, before]),
    ).toEqual([
      ['Rent', '0', '1500'],
      ['Wages', '2400', '0'],
    ])
    expect(report.controls[0]).toMatchObject({ name: 'Results', ties: true, difference: '0' })
    expect(report.receipts[0]).toMatchObject({
      metric: 'Net profit',
      rowsCounted: 5,
      counted: 'journal lines',
    })
  })

  test('balance sheet: assets are liabilities and equity, with results that nobody closed', async () => {
    const report = await reads((sql) => balanceSheet(sql, org, '2026-11-30', now))

    expect(values(report)).toEqual({
      assets: '78300',
      liabilities: '4000',
      equity: '74300',
      result: '2500',
    })
    expect(rows(report, 'assets')).toEqual([
      ['Cash in hand', '1000', '20500', '11000'],
      ['Bank', '1010', '46100', '48500'],
      ['Stock', '1200', '11700', '13800'],
    ])
    expect(rows(report, 'equity')).toEqual([
      ['Owner’s equity', '3000', '70000', '70000'],
      ['Result of earlier years', null, '1800', '1800'],
      [`Result since ${words.day('2026-01-01')}`, null, '2500', '1500'],
    ])
    expect(report.controls[0]).toMatchObject({ name: 'Both sides', ties: true })
    expect(report.figures[0]!.than).toMatchObject({ value: '73300' })
  })

  test('a fiscal year that begins in December takes last December into its result', async () => {
    const of = { ...org, fiscalYearStart: 12 }
    const report = await reads((sql) => balanceSheet(sql, of, '2026-11-30', now))
    expect(values(report)).toMatchObject({ equity: '74300', result: '4300' })
  })

  test('trial balance: every account on its side, both sides equal', async () => {
    const report = await reads((sql) => trialBalance(sql, org, '2026-11-04', now))

    expect(rows(report, 'accounts')).toEqual([
      ['Cash in hand', '1000', '21000.5', null],
      ['Bank', '1010', '48500', null],
      ['Stock', '1200', '7799.75', null],
      ['Owner’s equity', '3000', null, '70000'],
      ['Sales', '4000', null, '21000.5'],
      ['Cost of goods sold', '5000', '12200.25', null],
      ['Rent', '6000', '1500', null],
    ])
    expect(report.controls).toMatchObject([{ ties: true, left: { value: '91000.5' } }])
    expect(reportText(report, words)).toContain(`Sales: Credit ${words.money('21000.5')}`)
  })

  test('cash position: where money is, what came and went that day, and what is owed', async () => {
    const report = await reads((sql) => cashPosition(sql, org, '2026-11-12', now))

    expect(values(report)).toEqual({
      money: '66600',
      money_in: '0',
      money_out: '0',
      receivable: '0',
      payable: '4000',
    })
    const tenth = await reads((sql) => cashPosition(sql, org, '2026-11-10', now))
    expect(rows(tenth, 'money')).toEqual([
      ['Cash in hand', '20500', '0', '0', '20500'],
      ['Bank', '48500', '0', '2400', '46100'],
    ])
    expect(tenth.controls).toMatchObject([{ ties: true }])
  })

  test('before the books began there is nothing, and it says since when there is', async () => {
    const may = { from: '2025-05-01', to: '2025-05-31', label: 'May' }
    const none = await reads((sql) => profitAndLoss(sql, org, may, now))
    expect(none.figures).toEqual([])
    expect(none.notes[0]).toContain(`Entries run from ${words.day('2025-11-30')}`)
    const sheet = await reads((sql) => balanceSheet(sql, org, '2025-05-31', now))
    expect(sheet.notes[0]).toContain(`The first is of ${words.day('2025-11-30')}`)
  })

  test('the same figures stand in chat, on paper and in the spreadsheet', async () => {
    const report = await reads((sql) => profitAndLoss(sql, org, november, now))
    const text = reportText({ ...report, sections: [] }, words)
    const pdf = (await readPdf((await renderReport(report, 'pdf')).bytes)).flat()
    const csv = new TextDecoder().decode((await renderReport(report, 'csv')).bytes)

    expect(text.split('\n')[0]).toBe(
      `Net profit, ${words.period(november)}: **${words.money('1000')}**, ` +
        `down ${words.percent('0.333333')} from ${words.money('1500')} (October 2026).`,
    )
    for (const amount of ['9500', '6100', '2400', '1000']) {
      expect(pdf).toContain(words.money(amount))
      expect(csv).toContain(`${amount}.00`)
    }
    expect(pdf).toContain('Total cost of sales')
    expect(csv).toMatch(/Expenses,.*Wages,6100,2400\.00,0\.00/)
  })

  test('what the books hold and no record explains is said on the balance sheet', async () => {
    const report = await reads((sql) => balanceSheet(sql, org, '2026-11-30', now))
    const untied = report.controls.filter(({ ties }) => !ties)
    expect(untied.map(({ name, difference }) => [name, difference])).toEqual([
      ['Stock values', '11700'],
      ['Suppliers', '4000'],
      ['Sales', '20500'],
    ])
    expect(reportText(report, words)).toContain('⚠ Stock values: DOES NOT TIE, difference')
  })
})

function values({ figures }: Report) {
  return Object.fromEntries(figures.map(({ key, value }) => [key, value]))
}

function rows({ sections }: Report, key: string) {
  const { rows, columns } = sections.find((section) => section.key === key)!
  return rows.map((row) => columns.map((column) => row[column.key]))
}
