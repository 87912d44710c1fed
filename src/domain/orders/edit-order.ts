/** An order is changed after the fact. What stood before is kept beside what stands now. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Order, SaleInput } from './order.ts'

export interface OrderEdit {
  orderId: string
  /** The version that was read; without it, whatever stands there is changed. */
  version?: number
  /** All lines as they shall be; those not named are taken away. */
  lines?: SaleInput[]
  customerId?: string | null
  note?: string | null
  /** The person has just proved a second factor. */
  withSecondFactor: boolean
  now: Date
}

export interface OrderChange {
  id: string
  before: unknown
  after: unknown
  changedBy: string | null
  changedAt: Date
  withSecondFactor: boolean
}

export async function editOrder(_sql: Sql, _actor: Actor, _input: OrderEdit): Promise<Order> {
  throw new Error('not yet')
}

/** Every change of an order, the newest first. */
export async function listOrderChanges(_sql: Sql, _orderId: string): Promise<OrderChange[]> {
  throw new Error('not yet')
}
