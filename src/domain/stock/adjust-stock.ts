/** Stock that is not as the records say: corrected, written off. Each says why, and who. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { type Adjusted, type AtPlace, changeStock } from './change-stock.ts'
import {
  isZero,
  negated,
  requireAboveZero,
  requireNotBelowZero,
  requireNumber,
} from './quantity.ts'

/** `quantity` is below zero when there is less; `unitCost` may be said of what is found. */
export type Adjustment = AtPlace & { quantity: string; unitCost?: string; reason: string }
export type WriteOff = AtPlace & { quantity: string; reason: string }

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
 * Takes units out that are broken, spoilt or lost, at the average cost, posted against stock
 * written off. `quantity` above zero. Refused: no reason, a locked day, what `moveStock` refuses.
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
