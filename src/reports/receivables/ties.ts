/** What all customers owe together: by the ageing, by the account, and by the records behind it. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import type { Tie } from '../ledger/statement.ts'
import { ofCustomers } from '../reconcile.ts'
import type { DebtTotals } from './debtors.ts'

/** The records are held against it when the day is the books' last, since they stand as they are now. */
export async function accountTies(
  sql: Sql,
  day: Day,
  { balance }: Pick<DebtTotals, 'balance'>,
): Promise<Tie[]> {
  const [row] = await sql<[Tie & { isLast: boolean }]>`
    with account as (
      select coalesce(sum(l.debit - l.credit), 0) as balance
      from accounts a
      join journal_lines l on l.org_id = a.org_id and l.account_id = a.id
      join journal_entries e on e.org_id = l.org_id and e.id = l.entry_id
      where a.org_id = current_org() and a.role = 'receivable' and e.entry_date <= ${day}::date
    )
    select 'Control account' as name, 'unpaid less credits' as "leftLabel", ${balance} as left,
      'account at the end of the day' as "rightLabel", trim_scale(balance)::text as right,
      trim_scale(${balance}::numeric - balance)::text as difference,
      not exists (
        select from journal_entries where org_id = current_org() and entry_date > ${day}::date
      ) as "isLast"
    from account`
  const { isLast, ...tie } = row
  return isLast ? [tie, ...(await ofCustomers(sql))] : [tie]
}
