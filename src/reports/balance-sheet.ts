/** What the business owns, what it owes, and what of it is its owner's, at the end of a day. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { cutOf } from '#domain/period.ts'
import { addDays, fiscalYearAround, spanAround } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import { linesUpTo } from './ledger/balances.ts'
import { nothingPostedBy } from './ledger/journal.ts'
import { type Position, readPosition } from './ledger/position.ts'
import {
  accountColumns,
  asControl,
  bareStatement,
  figuresOf,
  type Measured,
  receiptsOf,
} from './ledger/statement.ts'
import { reconcile } from './reconcile.ts'
import type { Column, Report, Section } from './report.ts'

/**
 * Assets = liabilities + equity, from every journal line up to and including the day, beside the end
 * of the month before. Nothing is closed at a year's end: equity holds the result of earlier fiscal
 * years and of this one, counted from income and costs. Money in the org's currency, the day in its
 * timezone. The control accounts are tied to their records as both stand now.
 */
export async function balanceSheet(sql: Sql, org: Org, day: Day, now: Date): Promise<Report> {
  const words = wordsFor(org)
  const period = { from: day, to: day, label: words.day(day) }
  const bare = bareStatement(
    org,
    { name: `balance_sheet_${day}`, title: 'Balance sheet', period },
    now,
  )
  const lines = await linesUpTo(sql, day)
  if (lines === 0) return { ...bare, notes: [await nothingPostedBy(sql, day, words)] }

  const before = addDays(spanAround(day, 'month', cutOf(org)).from, -1)
  const yearBegan = fiscalYearAround(day, cutOf(org)).from
  const position = await readPosition(sql, { day, before, yearBegan })
  const beforeLabel = position.hasBefore ? words.day(before) : null
  const measured = measuredOf(position)
  const report: Report = {
    ...bare,
    figures: await figuresOf(sql, measured, beforeLabel),
    sections: sectionsOf(position, { day, beforeLabel, yearBegan }, words),
    controls: [asControl(position.tie), ...(await reconcile(sql))],
  }
  return { ...report, receipts: receiptsOf(report, measured, lines) }
}

function measuredOf({ totals }: Position): Measured[] {
  const figure = (key: keyof typeof totals, label: string, definition: string) => ({
    ...{ key, label, definition, tiedBy: 'Both sides' },
    value: totals[key].now,
    before: totals[key].before,
  })
  return [
    figure('assets', 'Assets', 'debits less credits of asset accounts'),
    figure('liabilities', 'Liabilities', 'credits less debits of liability accounts'),
    figure('equity', 'Equity', 'capital put in less drawings, and the result of all years'),
    {
      ...figure('result', 'Result of the year', 'income less costs since the fiscal year began'),
      tiedBy: undefined,
    },
  ]
}

function sectionsOf(
  { lines, totals }: Position,
  { day, beforeLabel, yearBegan }: { day: Day; beforeLabel: string | null; yearBegan: Day },
  words: Words,
): Section[] {
  const section = (key: 'assets' | 'liabilities' | 'equity', title: string): Section => ({
    key,
    title,
    columns: columnsOf(words.day(day), beforeLabel),
    rows: lines
      .filter(({ part }) => part === key)
      .map(({ account, code, amount, before, of }) => {
        const result =
          of === 'this year' ? `Result since ${words.day(yearBegan)}` : 'Result of earlier years'
        return { account: of ? result : account, code, amount, before }
      }),
    totals: {
      account: `Total ${title.toLowerCase()}`,
      code: null,
      amount: totals[key].now,
      before: totals[key].before,
    },
  })
  return [
    section('assets', 'Assets'),
    section('liabilities', 'Liabilities'),
    section('equity', 'Equity'),
  ]
}

function columnsOf(dayLabel: string, beforeLabel: string | null): Column[] {
  const earlier: Column[] = beforeLabel
    ? [{ key: 'before', title: beforeLabel, kind: 'money' }]
    : []
  return [...accountColumns, { key: 'amount', title: dayLabel, kind: 'money' }, ...earlier]
}
