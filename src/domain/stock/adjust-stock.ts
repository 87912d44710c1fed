/** Stock that is not as the records say: corrected, counted, written off. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Moved } from './movement.ts'

export interface Adjusted {
  /** Null when nothing had to move. */
  moved: Moved | null
  revalued: boolean
  entryId: string | null
}

interface Common {
  productId: string
  locationId?: string
  at: Date
  now: Date
  source?: string
  externalId?: string
}
export type Adjustment = Common & { quantity: string; unitCost?: string; reason: string }
export type StockCount = Common & { counted: string; unitCost?: string; reason?: string }
export type WriteOff = Common & { quantity: string; reason: string }

export async function adjustStock(_sql: Sql, _actor: Actor, _input: Adjustment): Promise<Adjusted> {
  throw new Error('not yet')
}

export async function countStock(
  _sql: Sql,
  _actor: Actor,
  _input: StockCount,
): Promise<Adjusted & { before: string; difference: string }> {
  throw new Error('not yet')
}

export async function writeOffStock(_sql: Sql, _actor: Actor, _input: WriteOff): Promise<Adjusted> {
  throw new Error('not yet')
}
