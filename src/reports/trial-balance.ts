/** Every account and the side its balance stands on: what an accountant asks for first. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { addDays } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { wordsFor } from '#kit/words.ts'
import { linesUpTo, readBalances } from './ledger/balances.ts'
import { nothingPostedBy } from './ledger/journal.ts'
import {
  accountColumns,
  asControl,
  bareStatement,
  figuresOf,
  type Measured,
  receiptsOf,
  type Tie,
} from './ledger/statement.ts'
import type { Report, Section } from './report.ts'

/**
 * Balances of all accounts from every journal line up to and including the day: debits less credits
 * since the books began, shown on the side they stand on. The sums of both sides must be equal.
 * Money in the org's currency, the day in its timezone.
 */
export async function trialBalance(sql: Sql, org: Org, day: Day, now: Date): Promise<Report> {
  const words = wordsFor(org)
  const period = { from: day, to: day, label: words.day(day) }
  const bare = bareStatement(
    org,
    { name: `trial_balance_${day}`, title: 'Trial balance', period },
    now,
  )
  const lines = await linesUpTo(sql, day)
  if (lines === 0) return { ...bare, notes: [await nothingPostedBy(sql, day, words)] }

  const tie = await sides(sql, day)
  const measured = measuredOf(tie)
  const report: Report = {
    ...bare,
    figures: await figuresOf(sql, measured, null),
    sections: [await accountsSection(sql, day, tie)],
    controls: [asControl(tie)],
  }
  return { ...report, receipts: receiptsOf(report, measured, lines) }
}

async function accountsSection(sql: Sql, day: Day, { left, right }: Tie): Promise<Section> {
  const balances = await readBalances(sql, day, addDays(day, -1))
  return {
    key: 'accounts',
    title: 'Accounts',
    columns: [
      ...accountColumns,
      { key: 'debit', title: 'Debit', kind: 'money' },
      { key: 'credit', title: 'Credit', kind: 'money' },
    ],
    rows: balances
      .filter(({ balance }) => balance !== '0')
      .map(({ account, code, debit, credit }) => ({ account, code, debit, credit })),
    totals: { account: 'Total', code: null, debit: left, credit: right },
  }
}

async function sides(sql: Sql, day: Day): Promise<Tie> {
  const [tie] = await sql<Tie[]>`
    with balances as (
      select sum(l.debit - l.credit) as balance
      from journal_entries e
      join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
      where e.org_id = current_org() and e.entry_date <= ${day}::date
      group by l.account_id
    ), sums as (
      select coalesce(sum(balance) filter (where balance > 0), 0) as debit,
        coalesce(-sum(balance) filter (where balance < 0), 0) as credit
      from balances
    )
    select 'Debits' as name, 'all debit balances' as "leftLabel", trim_scale(debit)::text as left,
      'all credit balances' as "rightLabel", trim_scale(credit)::text as right,
      trim_scale(debit - credit)::text as difference
    from sums`
  return tie!
}

function measuredOf({ left, right }: Tie): Measured[] {
  const figure = (key: string, label: string, value: string, definition: string) => ({
    ...{ key, label, value, definition, before: null, tiedBy: 'Debits' },
  })
  return [
    figure('debits', 'Debit balances', left, 'accounts with more debits than credits'),
    figure('credits', 'Credit balances', right, 'accounts with more credits than debits'),
  ]
}
