/** What could be offered: goods that lie, what they go with, and how much may come off. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import { policyOf } from './discounts.ts'

export interface SlowMover {
  productId: string
  sku: string
  name: string
  quantity: string
  /** What is bound in it, at cost. */
  value: string
  /** Units sold in the days that were looked at. */
  sold: string
  /** Null when it never sold. */
  lastSold: Day | null
}

/** How long a look back is, and for how long stock may last. */
const lookBackDays = 60
const lastsDaysMax = 180

/** In hand and sold too slowly: it would last longer than half a year. The most money bound first. */
export function slowMovers(
  sql: Sql,
  { today, limit, days = lookBackDays }: { today: Day; limit: number; days?: number },
): Promise<SlowMover[]> {
  return sql<SlowMover[]>`
    select p.id::text as "productId", p.sku, p.name, trim_scale(b.quantity)::text as quantity,
      round(b.value, 4)::text as value, trim_scale(coalesce(s.sold, 0))::text as sold,
      s.last_sold::text as "lastSold"
    from stock_balances b
    join products p on p.org_id = b.org_id and p.id = b.product_id
    left join lateral (
      select sum(d.units_sold) filter (where d.day > ${today}::date - ${days}::integer) as sold,
        max(d.day) filter (where d.units_sold > 0) as last_sold
      from report.daily_sales_by_product d
      where d.org_id = p.org_id and d.product_id = p.id and d.day <= ${today}::date) s on true
    where b.quantity > 0 and p.is_stocked and p.archived_at is null
      and coalesce(s.sold, 0) * ${lastsDaysMax} < b.quantity * ${days}
    order by b.value desc, p.id
    limit ${limit}`
}

export interface SafeOffer {
  /** A ratio in half percents. */
  percent: string
  price: string
  margin: string
}

/** The highest discount that leaves the business's margin, by product; none for those without one. */
export async function safeOffers(
  sql: Sql,
  productIds: readonly string[],
): Promise<Map<string, SafeOffer>> {
  const { marginFloor, most } = await policyOf(sql)
  const rows = await sql<(SafeOffer & { productId: string })[]>`
    with bounds as (
      select p.id, p.price, b.average_cost as cost,
        floor(200 * least(${most}::numeric,
          1 - b.average_cost / ((1 - ${marginFloor}::numeric) * p.price))) / 200 as percent
      from products p
      join stock_balances b on b.org_id = p.org_id and b.product_id = p.id
      where p.id = any(${productIds as string[]}::bigint[]) and p.price > 0 and b.average_cost > 0)
    select id::text as "productId", trim_scale(percent)::text as percent,
      round(price * (1 - percent), 4)::text as price,
      round(1 - cost / (price * (1 - percent)), 4)::text as margin
    from bounds
    where percent >= 0.01`
  return new Map(rows.map(({ productId, ...offer }) => [productId, offer]))
}

export interface Companion {
  productId: string
  name: string
  /** Orders of the last year that held both. */
  together: string
  /** Both prices together, and the same with the highest safe discount on each; null without one. */
  price: string | null
}

/** What is bought along with a product, the most often first. */
export function boughtTogether(
  sql: Sql,
  { productId, today, limit }: { productId: string; today: Day; limit: number },
): Promise<Companion[]> {
  return sql<Companion[]>`
    select other.id::text as "productId", other.name, count(distinct o.id)::text as together,
      round(own.price + other.price, 4)::text as price
    from order_lines mine
    join orders o on o.org_id = mine.org_id and o.id = mine.order_id
      and o.status in ('PAID', 'FULFILLED') and o.business_day > ${today}::date - 365
    join order_lines theirs on theirs.org_id = o.org_id and theirs.order_id = o.id
      and theirs.product_id <> mine.product_id
    join products own on own.org_id = mine.org_id and own.id = mine.product_id
    join products other on other.org_id = theirs.org_id and other.id = theirs.product_id
      and not other.is_service and other.archived_at is null
    where mine.org_id = current_org() and mine.product_id = ${productId}
    group by own.id, own.price, other.id, other.name, other.price
    having count(distinct o.id) > 1
    order by count(distinct o.id) desc, other.name
    limit ${limit}`
}
