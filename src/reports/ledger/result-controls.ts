/** Whether a result may be believed: it is what the business has more of, and what its sales came to. */
import type { Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'
import { ofSales } from '../reconcile.ts'
import type { Control } from '../report.ts'
import { asControl, type Tie } from './statement.ts'

/** The result of the span; and the sales posted for its business days, against their records. */
export async function resultControls(sql: Sql, span: Span): Promise<Control[]> {
  const [result] = await sql<Tie[]>`
    with sums as (
      select coalesce(sum(l.credit - l.debit) filter (where a.type in ('revenue', 'expense')), 0)
          as earned,
        coalesce(sum(l.debit - l.credit) filter (where a.type not in ('revenue', 'expense')), 0)
          as gained
      from journal_entries e
      join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
      join accounts a on a.org_id = l.org_id and a.id = l.account_id
      where e.org_id = current_org() and e.entry_date between ${span.from}::date and ${span.to}::date
    )
    select 'Results' as name, 'income less costs' as "leftLabel", trim_scale(earned)::text as left,
      'more owned, less owed and put in' as "rightLabel", trim_scale(gained)::text as right,
      trim_scale(earned - gained)::text as difference
    from sums`
  return [result!, ...(await ofSales(sql, span))].map(asControl)
}
