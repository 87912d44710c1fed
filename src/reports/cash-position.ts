/** How much money there is and where, what came and went that day, and what is owed either way. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Day } from '#kit/day.ts'
import { wordsFor } from '#kit/words.ts'
import { linesUpTo } from './ledger/balances.ts'
import { nothingPostedBy } from './ledger/journal.ts'
import {
  asControl,
  bareStatement,
  figuresOf,
  type Measured,
  receiptsOf,
  type Tie,
} from './ledger/statement.ts'
import type { Report, Row, Section } from './report.ts'

interface Sums {
  opening: string
  moneyIn: string
  moneyOut: string
  closing: string
  receivable: string
  payable: string
  /** opening + in − out */
  expected: string
  difference: string
}

/**
 * The accounts of cash, bank and mobile money, from journal lines: at the start of the day, in, out,
 * at its end; beside what customers owe and what is owed to suppliers at the end of that day.
 * Money in the org's currency, the day in its timezone.
 */
export async function cashPosition(sql: Sql, org: Org, day: Day, now: Date): Promise<Report> {
  const words = wordsFor(org)
  const period = { from: day, to: day, label: words.day(day) }
  const bare = bareStatement(
    org,
    { name: `cash_position_${day}`, title: 'Cash position', period },
    now,
  )
  const lines = await linesUpTo(sql, day)
  if (lines === 0) return { ...bare, notes: [await nothingPostedBy(sql, day, words)] }

  const sums = await sumsOf(sql, day)
  const measured = measuredOf(sums)
  const report: Report = {
    ...bare,
    figures: await figuresOf(sql, measured, 'the start of the day'),
    sections: [await accountsSection(sql, day, sums)],
    controls: [asControl(tieOf(sums))],
  }
  return { ...report, receipts: receiptsOf(report, measured, lines) }
}

function measuredOf(sums: Sums): Measured[] {
  const figure = (key: string, label: string, value: string, definition: string) => ({
    ...{ key, label, value, definition, before: null },
  })
  return [
    {
      ...figure(
        'money',
        'Money in hand',
        sums.closing,
        'debits less credits of cash, bank and mobile money',
      ),
      ...{ before: sums.opening, tiedBy: 'Money accounts' },
    },
    figure('money_in', 'Money in', sums.moneyIn, 'debits of these accounts on the day'),
    figure('money_out', 'Money out', sums.moneyOut, 'credits of these accounts on the day'),
    figure(
      'receivable',
      'Owed by customers',
      sums.receivable,
      'debits less credits of the account',
    ),
    figure('payable', 'Owed to suppliers', sums.payable, 'credits less debits of the account'),
  ]
}

async function accountsSection(sql: Sql, day: Day, sums: Sums): Promise<Section> {
  const rows = await sql<Row[]>`
    select a.name as account, ${moneyColumns(sql, day)}
    ${moneyLines(sql, day)}
    group by a.id, a.name, a.code
    order by a.code`
  const { opening, moneyIn, moneyOut, closing } = sums
  return {
    key: 'money',
    title: 'Where it is',
    columns: [
      { key: 'account', title: 'Account', kind: 'text' },
      { key: 'opening', title: 'Start of day', kind: 'money' },
      { key: 'moneyIn', title: 'In', kind: 'money' },
      { key: 'moneyOut', title: 'Out', kind: 'money' },
      { key: 'closing', title: 'End of day', kind: 'money' },
    ],
    rows,
    totals: { account: 'Total', opening, moneyIn, moneyOut, closing },
  }
}

async function sumsOf(sql: Sql, day: Day): Promise<Sums> {
  const [sums] = await sql<Sums[]>`
    with sums as (select ${moneyColumns(sql, day)} ${moneyLines(sql, day)}), owed as (
      select coalesce(sum(l.debit - l.credit) filter (where a.role = 'receivable'), 0) as receivable,
        coalesce(sum(l.credit - l.debit) filter (where a.role = 'payable'), 0) as payable
      from journal_entries e
      join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
      join accounts a on a.org_id = l.org_id and a.id = l.account_id
      where e.org_id = current_org() and e.entry_date <= ${day}::date
    )
    select sums.*, trim_scale(receivable)::text as receivable, trim_scale(payable)::text as payable,
      trim_scale(flow)::text as expected, trim_scale(flow - closing::numeric)::text as difference
    from sums, owed,
      lateral (select opening::numeric + "moneyIn"::numeric - "moneyOut"::numeric as flow) flows`
  return sums!
}

function tieOf({ expected, closing, difference }: Sums): Tie {
  return {
    ...{ name: 'Money accounts', leftLabel: 'start of day, plus in, less out', left: expected },
    ...{ rightLabel: 'end of day', right: closing, difference },
  }
}

function moneyLines(sql: Sql, day: Day) {
  return sql`
    from journal_entries e
    join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
    join accounts a on a.org_id = l.org_id and a.id = l.account_id
    where e.org_id = current_org() and a.role in ('cash', 'bank', 'mobile_money')
      and e.entry_date <= ${day}::date`
}

function moneyColumns(sql: Sql, day: Day) {
  const text = (of: ReturnType<typeof sql>) => sql`trim_scale(coalesce(${of}, 0))::text`
  const isDay = sql`e.entry_date = ${day}::date`
  return sql`
    ${text(sql`sum(l.debit - l.credit) filter (where not ${isDay})`)} as opening,
    ${text(sql`sum(l.debit) filter (where ${isDay})`)} as "moneyIn",
    ${text(sql`sum(l.credit) filter (where ${isDay})`)} as "moneyOut",
    ${text(sql`sum(l.debit - l.credit)`)} as closing`
}
