/**
 * What runs out soon, and how much to order: by how fast it sells and how long it takes to come.
 */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

export interface LowStock {
  productId: string
  name: string
  quantity: string
  reorderPoint: string | null
  /** Units sold a day over the last 28 days, less what came back; four decimals at most. */
  perDay: string
  /** Whole days that the stock lasts; null when nothing sells. */
  daysLeft: string | null
  /** How many to order now, so that it lasts four weeks from when they come; whole units. */
  suggested: string
  /**
   * out: none left; now: ordered today it comes too late or just in time; soon: within a week of
   * that.
   */
  urgency: 'out' | 'now' | 'soon'
}

const soldOverDays = 28
const coverDays = 28
/** Where the product has none of its own. */
const leadTimeDays = 7
const soonDays = 7
const rowsMax = 500

/**
 * Products to order, the most urgent first. One is low at its reorder point, or when what is in
 * hand will be sold before more can come; products that neither sell nor have a reorder point are
 * left out. suggested = max(reorder point, per day × lead time) + max(reorder point, per day × 28)
 * − in hand. Sales are those that moved stock, of the 28 business days that end with `today`.
 */
export function lowStock(sql: Sql, { today }: { today: Day }): Promise<LowStock[]> {
  return sql<LowStock[]>`
    with sold as (
      select m.product_id, -sum(m.quantity) / ${soldOverDays} as per_day
      from stock_movements m
      where m.org_id = current_org() and m.kind in ('sale', 'return')
        and m.business_day > ${today}::date - ${soldOverDays}::integer
        and m.business_day <= ${today}::date
      group by m.product_id
      having sum(m.quantity) < 0
    ), stock as (
      select p.id, p.name, p.name_key, p.reorder_point, coalesce(b.quantity, 0) as quantity,
        coalesce(s.per_day, 0) as per_day,
        coalesce(p.lead_time_days, ${leadTimeDays}::integer) as lead_time,
        coalesce(b.quantity, 0) / s.per_day as days_left
      from products p
      left join stock_balances b on b.org_id = p.org_id and b.product_id = p.id
      left join sold s on s.product_id = p.id
      where p.org_id = current_org() and p.is_stocked and p.archived_at is null
        and (s.per_day > 0 or p.reorder_point is not null)
    ), judged as (
      select *,
        case when quantity <= 0 then 'out'
          when quantity <= reorder_point or days_left <= lead_time then 'now'
          when days_left <= lead_time + ${soonDays}::integer then 'soon' end as urgency,
        greatest(reorder_point, per_day * lead_time)
          + greatest(reorder_point, per_day * ${coverDays})
          - quantity as short
      from stock
    )
    select id as "productId", name, trim_scale(quantity)::text as quantity,
      trim_scale(reorder_point)::text as "reorderPoint",
      trim_scale(round(per_day, 4))::text as "perDay",
      (case when days_left < 0 then 0 else floor(days_left) end)::text as "daysLeft",
      greatest(ceil(short), case when quantity <= 0 then 1 else 0 end)::text as suggested, urgency
    from judged
    where urgency is not null
    order by array_position(array['out', 'now', 'soon'], urgency), days_left nulls last,
      name_key, id
    limit ${rowsMax}`
}
