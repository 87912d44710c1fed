/** What the account of sales tax held, and what moved it, by the dates of its entries. */
import type { Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'

/** Decimal strings, what is owed to the tax office above zero. */
export interface AccountMoves {
  /** Journal lines of the period. */
  lines: number
  opening: string
  moves: Span & { sales: string; returns: string; byHand: string }
  closing: string
}

type Row = Omit<AccountMoves, 'moves'> & { sales: string; returns: string; byHand: string }

/** A day posted as a whole holds what was sold as credits and what came back as debits. */
export async function accountMoves(sql: Sql, { from, to }: Span): Promise<AccountMoves> {
  const [row] = await sql<[Row]>`
    with moved as (
      select e.entry_date as day, l.credit - l.debit as owed,
        case when e.source = 'return' or e.source = 'sale' and e.order_id is null and l.debit > 0
            then 'returns'
          when e.source = 'sale' then 'sales' else 'by hand' end as what
      from accounts a
      join journal_lines l on l.org_id = a.org_id and l.account_id = a.id
      join journal_entries e on e.org_id = l.org_id and e.id = l.entry_id
      where a.org_id = current_org() and a.role = 'sales_tax' and e.entry_date <= ${to}::date
    ), sums as (
      select count(*) filter (where day >= ${from}::date)::integer as lines,
        coalesce(sum(owed) filter (where day < ${from}::date), 0) as opening,
        coalesce(sum(owed) filter (where day >= ${from}::date and what = 'sales'), 0) as sales,
        coalesce(sum(owed) filter (where day >= ${from}::date and what = 'returns'), 0) as returns,
        coalesce(sum(owed) filter (where day >= ${from}::date and what = 'by hand'), 0) as by_hand,
        coalesce(sum(owed), 0) as closing
      from moved
    )
    select lines, trim_scale(opening)::text as opening, trim_scale(sales)::text as sales,
      trim_scale(returns)::text as returns, trim_scale(by_hand)::text as "byHand",
      trim_scale(closing)::text as closing
    from sums`
  const { sales, returns, byHand, ...rest } = row
  return { ...rest, moves: { from, to, sales, returns, byHand } }
}
