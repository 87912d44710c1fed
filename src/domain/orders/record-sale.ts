/** A sale at the counter: goods leave, money comes in, the books know, all at once. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import type { SaleInput } from './order.ts'

export interface Sale {
  org: Org
  lines: SaleInput[]
  customerId?: string
  soldAt: Date
  /** PAID when it is paid in full, else FULFILLED. */
  status?: 'PAID' | 'FULFILLED'
  /** In full when not said; none at all for a sale on credit. */
  payments?: { method: string; amount: string }[] | 'full'
  /** How it is paid in full; cash when not said. */
  method?: string
  channel?: string
  note?: string
  now: Date
  externalId?: string
  source?: string
}

export interface RecordedSale {
  orderId: string
  number: string
  total: string
  tax: string
  paid: string
  owed: string
  /** False when the same external id had been recorded before. */
  isNew: boolean
}

export async function recordSale(_sql: Sql, _actor: Actor, _input: Sale): Promise<RecordedSale> {
  throw new Error('not yet')
}
