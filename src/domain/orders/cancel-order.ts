/** An order that is not to be: its goods come back and its money goes back. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Order } from './order.ts'

export async function cancelOrder(
  _sql: Sql,
  _actor: Actor,
  _input: { orderId: string; version?: number; reason?: string; method?: string; now: Date },
): Promise<Order> {
  throw new Error('not yet')
}
