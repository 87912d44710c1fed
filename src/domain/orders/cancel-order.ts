/** An order that is not to be: its goods come back and its money goes back. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { momentOf } from '#kit/business-day.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { moveStock } from '../stock/move-stock.ts'
import { setStatus } from './become-sale.ts'
import { type Held, holdOrder, soldOrder } from './hold-order.ts'
import { isSale, type Order } from './order.ts'
import { readOrder } from './order-rows.ts'
import { postSaleBack } from './post-sale.ts'
import { comingBack, requireOwn } from './take-back.ts'
import { isSome, type Paid, refundOrder } from './take-money.ts'

export interface Cancellation {
  org?: Org
  orderId: string
  version?: number
  reason?: string
  /** How the money goes back; as it came when not said. */
  method?: string
  now: Date
}

/**
 * Stock and sale are undone at the order's moment and on its day (the next open one where that is
 * locked), what was paid is refunded now. The order stays, as CANCELLED.
 * Refused: goods of it came back already, it is cancelled, it is a sale that came from a file.
 */
export async function cancelOrder(sql: Sql, actor: Actor, input: Cancellation): Promise<Order> {
  allow(actor, 'orders:write')
  const { orderId, reason, now } = input
  const held = await holdOrder(sql, input)
  const { number, status, returned } = held.order
  if (status === 'CANCELLED') throw new Refusal(`Order ${number} is cancelled already.`)
  if (isSome(returned))
    throw new Refusal(`Goods of order ${number} came back already: take back the rest as well.`)

  if (isSale(status)) await undoSale(sql, actor, { held, now })
  const refunded = await payBack(sql, actor, { held, input })
  await setStatus(sql, actor, { held, status: 'CANCELLED', reason, now })
  await record(sql, {
    at: now,
    action: 'order.cancelled',
    userId: actor.userId,
    subject: `order:${orderId}`,
    detail: { number, was: status, refunded },
  })
  return (await readOrder(sql, orderId))!
}

async function undoSale(sql: Sql, actor: Actor, { held, now }: { held: Held; now: Date }) {
  const { order } = held
  await requireOwn(sql, order)
  const movements = await comingBack(sql, order.id)
  const { moved } = await moveStock(sql, actor, { movements, now })
  const memo = `Sale ${order.number}, cancelled`
  const sold = soldOrder(order)
  const back = { order: sold, totals: order, moved, memo, ifLocked: 'next-open-day', now } as const
  await postSaleBack(sql, actor, back)
}

/** What was paid and not refunded yet; returns the sum. */
async function payBack(
  sql: Sql,
  actor: Actor,
  { held, input }: { held: Held; input: Cancellation },
): Promise<string> {
  const { order, org } = held
  const [left] = await sql<[{ amount: string }]>`
    select trim_scale(${order.paid}::numeric - ${order.refunded}::numeric)::text as amount`
  if (!isSome(left.amount)) return '0'
  const { method, now } = input
  const refunds = method
    ? [{ method, amount: left.amount }]
    : await asItCame(sql, order.id, left.amount)
  const { day } = momentOf(now, org.timezone)
  await refundOrder(sql, actor, { order, refunds, now, day })
  return left.amount
}

/** By the methods that it was paid with, each as much as came by it, until all that is left is back. */
function asItCame(sql: Sql, orderId: string, left: string): Promise<Paid[]> {
  return sql<Paid[]>`
    with came as (
      select method, sum(amount) as amount, sum(sum(amount)) over (order by min(id)) as so_far
      from payments
      where org_id = current_org() and order_id = ${orderId} and status = 'SUCCEEDED'
      group by method
    )
    select method, trim_scale(least(amount, ${left}::numeric - (so_far - amount)))::text as amount
    from came
    where so_far - amount < ${left}::numeric
    order by so_far`
}
