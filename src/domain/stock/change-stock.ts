/**
 * A change of stock that somebody has found: one movement, its journal entry, its line in the audit
 * log.
 */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { moveStock } from './move-stock.ts'
import type { Moved, Movement } from './movement.ts'
import { postMovements } from './post-movements.ts'

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
type Change = Pick<Movement, 'kind' | 'quantity' | 'unitCost' | 'against'>

const words = {
  adjustment: { memo: 'Stock corrected', action: 'stock.adjusted' },
  count: { memo: 'Stock counted', action: 'stock.counted' },
  'write-off': { memo: 'Stock written off', action: 'stock.written_off' },
}

/** Refused: no reason, a locked day, what `moveStock` refuses. Known already: nothing changes. */
export async function changeStock(
  sql: Sql,
  actor: Actor,
  {
    reason,
    at,
    now,
    source,
    externalId,
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
