/** What the tax of a period must come to: by the days' rows, and by the tax account. */
import type { Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'
import type { Tie } from '../ledger/statement.ts'
import { onAccount, postedRecords } from '../ledger/sub-ledgers.ts'
import type { TaxTotals } from './rates.ts'

/** The account against the tax of what is posted; what people wrote to it by hand is left out. */
export async function taxTies(sql: Sql, span: Span, totals: TaxTotals): Promise<Tie[]> {
  return sql<Tie[]>`
    with ${postedRecords(sql, span)}, days as (
      select coalesce(sum(gross_sales - returns), 0) as net, coalesce(sum(tax), 0) as tax
      from report.daily_sales
      where org_id = current_org() and day between ${span.from}::date and ${span.to}::date
    ), sides (position, name, "leftLabel", "left", "rightLabel", "right") as (
      select 1, 'Sales lines', 'sum by tax rate', ${totals.net}::numeric,
        'net sales of the period', (select net from days)
      union all
      select 2, 'Tax of orders', 'sum by tax rate', ${totals.sales_tax}::numeric,
        'tax of the period', (select tax from days)
      union all
      select 3, 'Tax account', 'posted, less returns', (
          select coalesce(sum(credit - debit), 0)
          from (${onAccount(sql, 'sales_tax')}) lines
          where not is_by_hand and day between ${span.from}::date and ${span.to}::date
        ), 'tax of posted orders less returns',
        (select coalesce(sum(total - net), 0) from posted_orders)
          - (select coalesce(sum(total - net), 0) from posted_returns)
    )
    select name, "leftLabel", "rightLabel", trim_scale("left")::text as left,
      trim_scale("right")::text as right, trim_scale("left" - "right")::text as difference
    from sides
    order by position`
}
