/** Money that a customer pays for an order, all of it or a part. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'

export interface OrderPaid {
  orderId: string
  /** All that is owed when not said. */
  amount?: string
  /** Cash when not said. */
  method?: string
  paidAt: Date
  now: Date
  externalId?: string
  source?: string
}

export interface PaidOrder {
  orderId: string
  number: string
  amount: string
  paid: string
  owed: string
}

export async function payOrder(_sql: Sql, _actor: Actor, _input: OrderPaid): Promise<PaidOrder> {
  throw new Error('not yet')
}
