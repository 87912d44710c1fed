/** Goods come back: never more than were sold, restocked or written off, refunded or credited. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'

export interface SaleReturn {
  org: Org
  orderId: string
  lines: { position: number; quantity: string; restock: boolean }[]
  settlement: 'refund' | 'credit'
  /** How the money goes back; cash when not said. */
  method?: string
  reason?: string
  /** `now` when not said. */
  returnedAt?: Date
  now: Date
  externalId?: string
  source?: string
}

export interface ReturnedSale {
  returnId: string
  number: string
  /** Before tax: what counts as returns in every report. */
  value: string
  tax: string
  refunded: string
  /** Of the order, after it; below zero when the shop owes the customer. */
  owed: string
}

export async function returnSale(
  _sql: Sql,
  _actor: Actor,
  _input: SaleReturn,
): Promise<ReturnedSale> {
  throw new Error('not yet')
}
