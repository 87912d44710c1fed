/** What stock is worth at the end of a day, product by product. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

export interface ValuedProduct {
  productId: string
  sku: string
  name: string
  category: string | null
  /** Below zero when more was sold than had come in. */
  quantity: string
  averageCost: string | null
  /** Quantity × average cost, four decimals, org currency. */
  value: string
}

export interface StockValuation {
  /** The most valuable first; those with nothing in hand are left out. */
  products: ValuedProduct[]
  value: string
  units: string
  /** Movements up to that day. */
  movements: string
}

/**
 * Stock at the end of a business day, as all that is known now says. Weighted average cost (IAS
 * 2.27), org currency, four decimals.
 */
export async function stockValuation(sql: Sql, { asOf }: { asOf: Day }): Promise<StockValuation> {
  const products = await sql<ValuedProduct[]>`
    select p.id as "productId", p.sku, p.name, p.category,
      trim_scale(m.quantity_after)::text as quantity,
      trim_scale(m.average_after)::text as "averageCost", round(m.value_after, 4)::text as value
    from (${stockAtEndOf(sql, asOf)}) m
    join products p on p.org_id = current_org() and p.id = m.product_id
    where m.quantity_after <> 0
    order by m.value_after desc, p.id`
  const [total] = await sql<Omit<StockValuation, 'products'>[]>`
    select coalesce(sum(round(value_after, 4)), 0)::numeric(22,4)::text as value,
      trim_scale(coalesce(sum(quantity_after), 0))::text as units,
      (select count(*)
        from stock_movements
        where org_id = current_org() and business_day <= ${asOf}::date)::text as movements
    from (${stockAtEndOf(sql, asOf)}) m`
  return { products, ...total! }
}

/** Each product's last state of the day, as `stock_movements` holds it. */
export function stockAtEndOf(sql: Sql, day: Day) {
  return sql`
    select p.id as product_id, m.quantity_after, m.value_after, m.average_after
    from products p
    cross join lateral (
      select quantity_after, value_after, average_after
      from stock_movements
      where org_id = current_org() and product_id = p.id and moved_at < ${endOf(sql, day)}
      order by moved_at desc, rank desc, unit_cost desc, quantity desc, kind desc, id desc
      limit 1
    ) m
    where p.org_id = current_org()`
}

/** The moment at which a business day is over; found out once, so that an index can be asked for it. */
export function endOf(sql: Sql, day: Day) {
  return sql`(
    select (${day}::date + 1)::timestamp at time zone timezone
    from orgs
    where org_id = current_org())`
}
