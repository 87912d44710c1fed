/** An order goes on: a draft is confirmed, an order is handed over or cancelled. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Order, OrderStatus } from './order.ts'

export async function setOrderStatus(
  _sql: Sql,
  _actor: Actor,
  _input: { orderId: string; version?: number; status: OrderStatus; now: Date },
): Promise<Order> {
  throw new Error('not yet')
}
