/** An order goes on: a draft is confirmed, an order is handed over or cancelled. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { Refusal } from '#kit/refusal.ts'
import { wordsFor } from '#kit/words.ts'
import { record } from '../audit.ts'
import { becomeSale, setStatus } from './become-sale.ts'
import { cancelOrder } from './cancel-order.ts'
import { type Held, holdOrder } from './hold-order.ts'
import { isSale, type Order, type OrderStatus } from './order.ts'
import { readOrder } from './order-rows.ts'
import { unpaidOf } from './pay-order.ts'
import { isSome } from './take-money.ts'

/**
 * With PAID or FULFILLED an order becomes a sale at `now`: stock moves and the ledger is posted.
 * Refused: PAID while something is unpaid (record the payment), FULFILLED while nobody is named who owes
 * the rest, any way back from a sale but CANCELLED, any way out of CANCELLED.
 */
export async function setOrderStatus(
  sql: Sql,
  actor: Actor,
  input: { org?: Org; orderId: string; version?: number; status: OrderStatus; now: Date },
): Promise<Order> {
  allow(actor, 'orders:write')
  const { orderId, status, now } = input
  if (status === 'CANCELLED') return cancelOrder(sql, actor, input)
  const held = await holdOrder(sql, input)
  const { order } = held
  if (order.status === status) return order
  await checkWay(sql, held, status)
  if (isSale(status) && !isSale(order.status)) await becomeSale(sql, actor, { held, at: now, now })
  await setStatus(sql, actor, { held, status, now })
  await record(sql, {
    at: now,
    action: 'order.status_changed',
    userId: actor.userId,
    subject: `order:${orderId}`,
    detail: { from: order.status, to: status },
  })
  return (await readOrder(sql, orderId))!
}

async function checkWay(sql: Sql, { order, org }: Held, status: OrderStatus) {
  const { number, status: from, customerId } = order
  if (from === 'CANCELLED') throw new Refusal(`Order ${number} is cancelled: take a new one.`)
  if (isSale(from) && !isSale(status))
    throw new Refusal(`Order ${number} is a sale already: cancel it, or take its goods back.`)
  if (!isSale(status)) return
  const unpaid = await unpaidOf(sql, order)
  if (!isSome(unpaid)) return
  const sum = wordsFor(org).money(unpaid)
  if (status === 'PAID')
    throw new Refusal(`${sum} of order ${number} is not paid yet: record the payment.`)
  if (!customerId)
    throw new Refusal(`${sum} of order ${number} is not paid yet: say which customer owes it.`)
}
