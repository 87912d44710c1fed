/** Goods that were bought come in, at what they cost. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { MovedAll } from './movement.ts'

/** `opening`: what was in hand when the books began, against opening equity. */
export type PaidFrom = 'credit' | 'cash' | 'bank' | 'opening'

export interface Receipt {
  lines: { productId: string; quantity: string; unitCost: string }[]
  locationId?: string
  supplier?: string
  document?: string
  paidFrom: PaidFrom
  receivedAt: Date
  now: Date
  source?: string
  externalId?: string
}

export interface Received extends MovedAll {
  /** Σ quantity × unit cost, org currency. */
  total: string
  /** Null when the same receipt had been recorded before. */
  entryId: string | null
}

export async function receiveStock(_sql: Sql, _actor: Actor, _input: Receipt): Promise<Received> {
  throw new Error('not yet')
}
