/** What each account holds at the end of a day, beside what it held on an earlier one. */
import type { Sql } from '#db/sql.ts'
import type { AccountRole, AccountType } from '#domain/ledger/chart.ts'
import type { Day } from '#kit/day.ts'

export interface Balance {
  account: string
  code: string
  type: AccountType
  role: AccountRole | null
  /** Debits less credits. */
  balance: string
  before: string
  /** The balance on the side it stands on; the other is null, both of an account at nothing. */
  debit: string | null
  credit: string | null
}

/** In the order of codes; accounts that hold nothing on either day are left out. */
export function readBalances(sql: Sql, day: Day, before: Day): Promise<Balance[]> {
  return sql<Balance[]>`
    with sums as (
      select l.account_id, sum(l.debit - l.credit) as balance,
        coalesce(sum(l.debit - l.credit) filter (where e.entry_date <= ${before}::date), 0)
          as before
      from journal_entries e
      join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
      where e.org_id = current_org() and e.entry_date <= ${day}::date
      group by l.account_id
    )
    select a.name as account, a.code, a.type, a.role, trim_scale(balance)::text as balance,
      trim_scale(before)::text as before,
      case when balance > 0 then trim_scale(balance)::text end as debit,
      case when balance < 0 then trim_scale(-balance)::text end as credit
    from sums
    join accounts a on a.org_id = current_org() and a.id = sums.account_id
    where balance <> 0 or before <> 0
    order by a.code`
}

/** Journal lines up to and including the day. */
export async function linesUpTo(sql: Sql, day: Day): Promise<number> {
  const [row] = await sql<[{ lines: number }]>`
    select count(*)::integer as lines
    from journal_entries e
    join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
    where e.org_id = current_org() and e.entry_date <= ${day}::date`
  return row.lines
}
