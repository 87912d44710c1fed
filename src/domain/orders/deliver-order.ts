/** Goods of an order are handed over: the delivery note. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Delivery } from './order.ts'

export interface NewDelivery {
  orderId: string
  deliveredAt: Date
  receivedBy?: string
  note?: string
  now: Date
}

export async function deliverOrder(
  _sql: Sql,
  _actor: Actor,
  _input: NewDelivery,
): Promise<Delivery> {
  throw new Error('not yet')
}
