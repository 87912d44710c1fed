/** An order that is taken and not handed over yet: nothing moves and nothing is posted. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import type { Order, SaleInput } from './order.ts'

export interface NewOrder {
  org: Org
  lines: SaleInput[]
  customerId?: string
  orderedAt: Date
  /** PENDING when not said. */
  status?: 'DRAFT' | 'PENDING'
  channel?: string
  note?: string
  deliveryAddress?: string
  now: Date
  externalId?: string
  source?: string
}

export async function createOrder(_sql: Sql, _actor: Actor, _input: NewOrder): Promise<Order> {
  throw new Error('not yet')
}
