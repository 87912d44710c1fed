/** Stock that is not as the records say: corrected, counted, written off. Each says why, and who. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { type Adjusted, type AtPlace, changeStock } from './change-stock.ts'
import { defaultLocation } from './locations.ts'
import {
  isZero,
  negated,
  requireAboveZero,
  requireNotBelowZero,
  requireNumber,
} from './quantity.ts'

export type { Adjusted } from './change-stock.ts'
/** `quantity` is below zero when there is less; `unitCost` may be said of what is found. */
export type Adjustment = AtPlace & { quantity: string; unitCost?: string; reason: string }
export type WriteOff = AtPlace & { quantity: string; reason: string }

/** `unitCost` may be said of what is found; without it that comes in at the average. */
export type StockCount = AtPlace & { counted: string; unitCost?: string; reason?: string }

export interface Counted extends Adjusted {
  /** What the records held in that place at that moment. */
  before: string
  /** Counted less that. */
  difference: string
}

/**
 * Corrects stock by so many units, posted against stock adjustments. What is found comes in at
 * `unitCost`, else at the average. Decimal strings, org currency, business day of `at`.
 * Refused: nothing to correct, no reason, a locked day, what `moveStock` refuses.
 */
export async function adjustStock(
  sql: Sql,
  actor: Actor,
  { quantity, unitCost, ...rest }: Adjustment,
): Promise<Adjusted> {
  allow(actor, 'inventory:write')
  requireNumber(quantity, 'A correction')
  if (isZero(quantity)) throw new Refusal('A correction of 0 changes nothing.')
  if (unitCost !== undefined) requireNotBelowZero(unitCost, 'A cost')
  const change = { kind: 'adjustment', quantity, against: 'stock_adjustment' } as const
  const cost = quantity.startsWith('-') ? undefined : unitCost
  return changeStock(sql, actor, rest, { ...change, unitCost: cost })
}

/**
 * Takes units out that are broken, spoilt or lost, at the average cost, posted against stock written
 * off. `quantity` above zero. Refused: no reason, a locked day, what `moveStock` refuses.
 */
export async function writeOffStock(
  sql: Sql,
  actor: Actor,
  { quantity, ...rest }: WriteOff,
): Promise<Adjusted> {
  allow(actor, 'inventory:write')
  requireAboveZero(quantity, 'A quantity written off')
  const change = { kind: 'write-off', against: 'stock_write_off' } as const
  return changeStock(sql, actor, rest, { ...change, quantity: negated(quantity) })
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

/** The product is held until the transaction ends, so that nothing moves between look and count. */
async function heldAt(
  sql: Sql,
  { productId, locationId, at }: { productId: string; locationId: string; at: Date },
  counted: string,
) {
  await sql`
    insert into stock_balances (org_id, product_id)
    select org_id, id
    from products
    where org_id = current_org() and id = ${productId}
    on conflict do nothing`
  await sql`
    select 1
    from stock_balances
    where org_id = current_org() and product_id = ${productId}
    for update`
  const [row] = await sql<[{ before: string; difference: string }]>`
    select trim_scale(h.quantity)::text as before,
      trim_scale(${counted}::numeric - h.quantity)::text as difference
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
  return row
}
