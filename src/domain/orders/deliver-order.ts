/** Goods of an order are handed over: the delivery note. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { becomeSale, setStatus } from './become-sale.ts'
import { holdOrder } from './hold-order.ts'
import { type Delivery, isSale } from './order.ts'
import { unpaidOf } from './pay-order.ts'
import { isSome } from './take-money.ts'
import { nextPaper } from './take-paper.ts'

export interface NewDelivery {
  org?: Org
  orderId: string
  /** The version that was read; without it, whatever stands there is handed over. */
  version?: number
  deliveredAt: Date
  receivedBy?: string
  note?: string
  now: Date
}

/**
 * Writes a delivery note under the next number; the order is then FULFILLED. One that is no sale yet
 * becomes one at `deliveredAt`. An order may have several notes.
 * Refused: a version that is gone (Stale), a draft, a cancelled order, a moment to come, a rest that nobody is named to owe.
 */
export async function deliverOrder(sql: Sql, actor: Actor, input: NewDelivery): Promise<Delivery> {
  allow(actor, 'orders:write')
  const { orderId, deliveredAt, receivedBy = null, note = null, now } = input
  const held = await holdOrder(sql, input)
  const { number, status, customerId } = held.order
  if (status === 'CANCELLED') throw new Refusal(`Order ${number} is cancelled.`)
  if (status === 'DRAFT') throw new Refusal(`Order ${number} is a draft: confirm it first.`)
  if (deliveredAt > now) throw new Refusal('That moment is still to come.')
  if (!customerId && isSome(await unpaidOf(sql, held.order)))
    throw new Refusal(`Order ${number} is not paid yet: say which customer owes it.`)

  const [delivery] = await sql<Delivery[]>`
    with paper as (${nextPaper(sql, 'delivery')})
    insert into deliveries (org_id, order_id, number, delivered_at, received_by, note, recorded_by)
    select current_org(), ${orderId}, paper.number, ${deliveredAt}, ${receivedBy}, ${note},
      ${actor.userId}
    from paper
    returning id, number, delivered_at as "deliveredAt", received_by as "receivedBy", note`
  if (!isSale(status)) await becomeSale(sql, actor, { held, at: deliveredAt, now })
  if (status !== 'FULFILLED') await setStatus(sql, actor, { held, status: 'FULFILLED', now })
  await record(sql, {
    at: now,
    action: 'order.delivered',
    userId: actor.userId,
    subject: `order:${orderId}`,
    detail: { number, note: delivery!.number },
  })
  return delivery!
}
