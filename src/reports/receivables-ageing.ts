/** Who owes the business money, and since when. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Day } from '#kit/day.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import { nothingPostedBy } from './ledger/journal.ts'
import {
  asControl,
  bareStatement,
  figuresOf,
  type Measured,
  receiptsOf,
} from './ledger/statement.ts'
import {
  type DebtTotals,
  debtBands,
  debtorsShownMax,
  openItemsShownMax,
  readDebtors,
  readOpenItems,
} from './receivables/debtors.ts'
import { accountTies } from './receivables/ties.ts'
import type { Column, Report, Row, Section } from './report.ts'

/**
 * What each customer owes at the end of a day, from the journal lines of the receivable account, by the
 * days since it was sold; frozen. A sale's own payments and returns come off it; whatever else was paid
 * or credited goes to the customer's oldest sale first, and what is then left over is a credit. Money in
 * the org's currency, the day in its timezone. All of it comes to the account's balance.
 */
export async function receivablesAgeing(sql: Sql, org: Org, day: Day, now: Date): Promise<Report> {
  const words = wordsFor(org)
  const period = { from: day, to: day, label: words.day(day) }
  const heading = { name: `receivables_ageing_${day}`, title: 'Receivables ageing', period }
  const bare = bareStatement(org, heading, now)
  const { debtors, totals } = await readDebtors(sql, day)
  if (totals.lines === 0) return { ...bare, notes: [await nothingPostedBy(sql, day, words)] }

  const measured = measuredOf(totals)
  const items = await readOpenItems(sql, day)
  const report: Report = {
    ...bare,
    figures: await figuresOf(sql, measured, null),
    sections: [
      agesSection(totals),
      ...(debtors.length > 0 ? [debtorsSection(debtors, totals)] : []),
      ...(items.length > 0 ? [itemsSection(items)] : []),
    ],
    controls: (await accountTies(sql, day, totals)).map(asControl),
    notes: notesOf(totals, words),
  }
  return { ...report, receipts: receiptsOf(report, measured, totals.lines) }
}

function measuredOf({ balance, owed, credit, debtors, ...bands }: DebtTotals): Measured[] {
  const figure = (key: string, label: string, value: string, definition: string) => ({
    ...{ key, label, value, definition, before: null },
  })
  return [
    {
      ...figure('balance', 'Owed by customers', balance, 'debits less credits of the account'),
      tiedBy: 'Control account',
    },
    figure('over_90', 'Older than 90 days', bands['90+'], 'sold more than 90 days before, unpaid'),
    figure('owed', 'Unpaid sales', owed, 'what is not covered by payments, returns and credits'),
    figure('credit', 'Credits of customers', credit, 'paid or credited beyond what they bought'),
    { ...figure('debtors', 'Customers who owe', debtors, 'with unpaid sales'), kind: 'count' },
  ]
}

const bandColumns: Column[] = debtBands.map((band) => ({
  ...{ key: band, title: `${band} days`, kind: 'money' },
}))

function agesSection(totals: DebtTotals): Section {
  const rows: Row[] = debtBands.map((band) => ({ age: `${band} days`, amount: totals[band] }))
  return {
    key: 'ages',
    title: 'By age',
    columns: [
      { key: 'age', title: 'Since the sale', kind: 'text' },
      { key: 'amount', title: 'Unpaid', kind: 'money' },
    ],
    rows,
    totals: { age: 'Unpaid sales', amount: totals.owed },
    chart: { as: 'bar', of: ['amount'] },
  }
}

function debtorsSection(debtors: Row[], totals: DebtTotals): Section {
  const { balance, credit } = totals
  const bands = Object.fromEntries(debtBands.map((band) => [band, totals[band]]))
  return {
    key: 'customers',
    title: 'Customers',
    columns: [
      { key: 'customer', title: 'Customer', kind: 'text' },
      ...bandColumns,
      { key: 'credit', title: 'Credit', kind: 'money' },
      { key: 'balance', title: 'Owed', kind: 'money' },
    ],
    rows: debtors,
    totals: { customer: 'Total', ...bands, credit, balance },
    brief: ['90+', 'balance'],
  }
}

function itemsSection(items: Row[]): Section {
  return {
    key: 'unpaid',
    title: 'Oldest unpaid',
    columns: [
      { key: 'number', title: 'Order', kind: 'text' },
      { key: 'customer', title: 'Customer', kind: 'text' },
      { key: 'day', title: 'Sold on', kind: 'day' },
      { key: 'days', title: 'Days', kind: 'count' },
      { key: 'unpaid', title: 'Unpaid', kind: 'money' },
    ],
    rows: items,
  }
}

function notesOf({ items, customers }: DebtTotals, words: Words): string[] {
  const count = (of: number) => words.count(String(of))
  const notes: string[] = []
  if (customers > debtorsShownMax)
    notes.push(`Only ${debtorsShownMax} of ${count(customers)} customers have rows of their own.`)
  if (items > openItemsShownMax)
    notes.push(`Only the ${openItemsShownMax} oldest of ${count(items)} unpaid sales are listed.`)
  return notes
}
