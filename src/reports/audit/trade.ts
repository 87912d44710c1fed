/** What a month's audit finds in the records: prices, stock and money that people changed, and approvals. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Span } from '#kit/calendar.ts'
import { adjustments } from './actions.ts'
import { isWithin } from './month.ts'

export interface TradeFacts {
  approved: string
  refused: string
  price_changes: string
  stock_adjustments: string
  adjusted_value: string
  refunds: string
  refunded: string
  /** The same, summed by day. */
  refunded_by_day: string
}

export async function readTrade(sql: Sql, org: Org, span: Span): Promise<TradeFacts> {
  const { from, to } = span
  const [facts] = await sql<TradeFacts[]>`
    with decided as (
      select count(*) filter (where decision = 'approved') as approved,
        count(*) filter (where decision = 'refused') as refused
      from proposal_decisions
      where org_id = current_org() and ${isWithin(sql, sql`decided_at`, org, span)}
    ), prices as (
      select count(*) as price_changes
      from product_changes
      where org_id = current_org() and changes ? 'price'
        and ${isWithin(sql, sql`changed_at`, org, span)}
    ), adjusted as (
      select count(*) as stock_adjustments, coalesce(sum(value_change), 0) as adjusted_value
      from stock_movements
      where org_id = current_org() and kind = any(${adjustments})
        and business_day between ${from}::date and ${to}::date
    ), refunds as (
      select count(*) as refunds, coalesce(sum(amount), 0) as refunded
      from refunds
      where org_id = current_org() and status = 'PROCESSED'
        and business_day between ${from}::date and ${to}::date
    ), days as (
      select coalesce(sum(refunds), 0) as refunded_by_day
      from report.daily_sales
      where org_id = current_org() and day between ${from}::date and ${to}::date
    )
    select approved::text, refused::text, price_changes::text, stock_adjustments::text,
      trim_scale(adjusted_value)::text as adjusted_value, refunds::text,
      trim_scale(refunded)::text as refunded, trim_scale(refunded_by_day)::text as refunded_by_day
    from decided, prices, adjusted, refunds, days`
  return facts!
}
