/** What is in hand, what it is worth, and how it came to be so. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import type { MovementKind } from './movement.ts'
import { endOf } from './stock-valuation.ts'

export interface Stock {
  productId: string
  /** In all places; below zero when more was sold than had come in. */
  quantity: string
  /** Quantity × average cost, four decimals, org currency. */
  value: string
  /** Exact; null while no cost of the product has ever been known. */
  averageCost: string | null
  /** Places that hold some, or owe some. */
  byLocation: { locationId: string; name: string; quantity: string }[]
}

/** Of each product asked for, in that order; one that never moved stands at 0. */
export function stockOf(sql: Sql, productIds: readonly string[]): Promise<Stock[]> {
  return sql<Stock[]>`
    select a.id::text as "productId", trim_scale(coalesce(b.quantity, 0))::text as quantity,
      round(coalesce(b.value, 0), 4)::text as value,
      trim_scale(b.average_cost)::text as "averageCost",
      coalesce(l.places, '[]') as "byLocation"
    from unnest(${productIds as string[]}::bigint[]) with ordinality as a (id, place)
    left join stock_balances b on b.org_id = current_org() and b.product_id = a.id
    left join lateral (
      select jsonb_agg(jsonb_build_object('locationId', s.id::text, 'name', s.name,
        'quantity', trim_scale(v.quantity)::text) order by s.is_default desc, s.name_key) as places
      from stock_levels v
      join locations s on s.org_id = v.org_id and s.id = v.location_id
      where v.org_id = current_org() and v.product_id = a.id and v.quantity <> 0
    ) l on true
    order by a.place`
}

export interface StockThen {
  quantity: string
  value: string
  averageCost: string | null
}

/** A product at the end of a business day, as it is known now. Units as in `stockOf`. */
export async function stockAt(
  sql: Sql,
  { productId, day }: { productId: string; day: Day },
): Promise<StockThen> {
  const [row] = await sql<StockThen[]>`
    select trim_scale(m.quantity_after)::text as quantity, round(m.value_after, 4)::text as value,
      trim_scale(m.average_after)::text as "averageCost"
    from stock_movements m
    where m.org_id = current_org() and m.product_id = ${productId}
      and m.moved_at < ${endOf(sql, day)}
    order by m.moved_at desc, m.rank desc, m.unit_cost desc, m.quantity desc, m.kind desc, m.id desc
    limit 1`
  return row ?? { quantity: '0', value: '0.0000', averageCost: null }
}

export interface ListedMovement {
  id: string
  productId: string
  productName: string
  location: string
  kind: MovementKind
  /** Below zero when it went out. */
  quantity: string
  /** What it came in or went out at; exact. */
  unitCost: string | null
  valueChange: string
  quantityAfter: string
  movedAt: Date
  businessDay: Day
  reason: string | null
  orderId: string | null
  returnId: string | null
  document: string | null
  reverses: string | null
  recordedBy: string | null
}

const pageMax = 200

/** The last recorded first; `next` is the `after` of the next page, null on the last one. */
export async function listMovements(
  sql: Sql,
  { productId, after, limit }: { productId?: string; after?: string; limit: number },
): Promise<{ items: ListedMovement[]; next: string | null }> {
  const size = Math.min(limit, pageMax)
  const rows = await sql<ListedMovement[]>`
    select m.id, m.product_id as "productId", p.name as "productName", l.name as location, m.kind,
      m.quantity::text as quantity,
      trim_scale(coalesce(m.unit_cost, m.average_after))::text as "unitCost",
      m.value_change as "valueChange", trim_scale(m.quantity_after)::text as "quantityAfter",
      m.moved_at as "movedAt", m.business_day::text as "businessDay", m.reason,
      m.order_id as "orderId", m.return_id as "returnId", m.document, m.reverses,
      m.recorded_by as "recordedBy"
    from stock_movements m
    join products p on p.org_id = m.org_id and p.id = m.product_id
    join locations l on l.org_id = m.org_id and l.id = m.location_id
    where m.org_id = current_org()
      ${productId ? sql`and m.product_id = ${productId}` : sql``}
      ${after ? sql`and m.id < ${after}` : sql``}
    order by m.id desc
    limit ${size + 1}`
  const items = rows.slice(0, size)
  return { items, next: rows.length > size ? items.at(-1)!.id : null }
}
