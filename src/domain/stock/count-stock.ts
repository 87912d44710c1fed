/** Somebody counted: what is there is believed, and the difference becomes a movement. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { type Adjusted, type AtPlace, changeStock } from './change-stock.ts'
import { defaultLocation } from './locations.ts'
import { lockProducts } from './lock-products.ts'
import { isZero, requireNotBelowZero } from './quantity.ts'

/** `unitCost` may be said of what is found; without it that comes in at the average. */
export type StockCount = AtPlace & { counted: string; unitCost?: string; reason?: string }

export interface Counted extends Adjusted {
  /** What the records held in that place at that moment. */
  before: string
  /** Counted less that. */
  difference: string
}

/**
 * Sets what is in one place at a moment to what was counted there; the difference is posted against
 * stock adjustments. Decimal strings, org currency, business day of `at`.
 * Refused: a count below zero, a locked day, what `moveStock` refuses.
 */
export async function countStock(sql: Sql, actor: Actor, count: StockCount): Promise<Counted> {
  allow(actor, 'inventory:write')
  const { counted, unitCost, reason = 'counted', ...where } = count
  requireNotBelowZero(counted, 'A count')
  if (unitCost !== undefined) requireNotBelowZero(unitCost, 'A cost')
  const locationId = where.locationId ?? (await defaultLocation(sql, where.now)).id
  const { before, difference } = await heldAt(sql, { ...where, locationId }, counted)
  if (isZero(difference)) return { before, difference, moved: null, revalued: false, entryId: null }
  const change = { kind: 'count', quantity: difference, against: 'stock_adjustment' } as const
  const cost = difference.startsWith('-') ? undefined : unitCost
  const place = { ...where, locationId, reason }
  const done = await changeStock(sql, actor, place, { ...change, unitCost: cost })
  return { ...done, before, difference }
}

interface There {
  productId: string
  locationId: string
  at: Date
}

/** The product is held until the transaction ends, so that nothing moves between look and count. */
async function heldAt(sql: Sql, there: There, counted: string) {
  await lockProducts(sql, [there.productId])
  const before = await heldThen(sql, there)
  const [row] = await sql<[{ difference: string }]>`
    select trim_scale(${counted}::numeric - ${before}::numeric)::text as difference`
  return { before, ...row }
}

/** What the records hold in one place at a moment, as they stand now. */
export async function heldThen(sql: Sql, { productId, locationId, at }: There): Promise<string> {
  const [row] = await sql<[{ quantity: string }]>`
    select trim_scale(h.quantity)::text as quantity
    from (
      select coalesce((
          select quantity
          from stock_levels
          where org_id = current_org() and product_id = ${productId}
            and location_id = ${locationId}), 0)
        - coalesce((
          select sum(quantity)
          from stock_movements
          where org_id = current_org() and product_id = ${productId}
            and location_id = ${locationId} and moved_at > ${at}), 0) as quantity
    ) h`
  return row.quantity
}
