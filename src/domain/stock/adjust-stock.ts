/** Stock that is not as the records say: corrected, written off. Each says why, and who. */
import { randomUUID } from 'node:crypto'
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { moveStock } from './move-stock.ts'
import type { Moved, Movement } from './movement.ts'
import { postMovements } from './post-movements.ts'
import {
  isZero,
  negated,
  requireAboveZero,
  requireNotBelowZero,
  requireNumber,
} from './quantity.ts'

export interface Adjusted {
  /** Null when nothing had to move. */
  moved: Moved | null
  revalued: boolean
  /** Null when the inventory account stays as it is. */
  entryId: string | null
}

export interface AtPlace {
  productId: string
  /** The default place when not said. */
  locationId?: string
  at: Date
  now: Date
  source?: string
  externalId?: string
}
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

type Change = Pick<Movement, 'kind' | 'quantity' | 'unitCost' | 'against'>

const words = {
  adjustment: { memo: 'Stock corrected', action: 'stock.adjusted' },
  count: { memo: 'Stock counted', action: 'stock.counted' },
  'write-off': { memo: 'Stock written off', action: 'stock.written_off' },
}

/** One movement with its journal entry and its line in the audit log. */
export async function changeStock(
  sql: Sql,
  actor: Actor,
  {
    reason,
    at,
    now,
    source = 'tillie',
    externalId = randomUUID(),
    ...where
  }: AtPlace & {
    reason: string
  },
  change: Change & { kind: keyof typeof words },
): Promise<Adjusted> {
  const clean = reason.trim()
  if (!clean) throw new Refusal('Say why the stock changes.')
  const facts = { movedAt: at, reason: clean, source, externalId }
  const { moved, revalued } = await moveStock(sql, actor, {
    movements: [{ ...where, ...change, ...facts }],
    now,
  })
  const [only] = moved
  const { memo, action } = words[change.kind]
  const entryId = await postMovements(sql, actor, moved, {
    memo,
    source: 'stock',
    ifLocked: 'refuse',
    now,
  })
  if (only!.isNew)
    await record(sql, {
      at: now,
      action,
      userId: actor.userId,
      subject: `product:${where.productId}`,
      detail: { movement: only!.movementId, quantity: change.quantity, entryId },
    })
  return { moved: only!, revalued, entryId }
}
