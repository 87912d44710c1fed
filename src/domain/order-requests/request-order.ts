/** A customer asks for goods: a draft of the order at the prices they were shown, which staff then answer. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { customerOfUser } from '../customers.ts'
import { type Actor, allow } from '../identity.ts'
import { takeOrder } from '../orders/create-order.ts'
import type { SaleInput } from '../orders/order.ts'
import type { Org } from '../org.ts'
import { type Delivery, getRequest, isWaiting, type OrderRequest } from './request.ts'

export interface NewRequest {
  org: Org
  lines: readonly SaleInput[]
  delivery: Delivery
  /** Where to; needed with `deliver`. */
  address?: string
  now: Date
}

export const requestLinesMax = 20
/** Of one line: more than this is talked over with a person. */
export const requestQuantityMax = 1_000
const openMax = 5
const addressLengthMax = 200

/**
 * Writes the draft for the customer that this person is. Prices are before tax, in the org's currency.
 * Refused: too many lines or units, no address to deliver to, five requests that wait already, and
 * what the prices of an order refuse.
 */
export async function requestOrder(
  sql: Sql,
  actor: Actor,
  { org, lines, delivery, address, now }: NewRequest,
): Promise<OrderRequest> {
  allow(actor, 'orders:request')
  refuseTooMuch(lines)
  if (delivery === 'deliver') refuseBadAddress(address)
  // Holds the person's row: two requests at once are counted one after the other.
  const customer = await customerOfUser(sql, actor.userId, now)
  await refuseTooManyOpen(sql, actor)
  const order = await takeOrder(sql, actor, {
    ...{ org, lines: [...lines], customerId: customer.id, orderedAt: now, status: 'DRAFT', now },
    channel: 'chat',
    ...(delivery === 'deliver' && { deliveryAddress: address }),
  })
  const [row] = await sql<{ id: string }[]>`
    insert into order_requests (org_id, order_id, user_id, delivery, requested_at)
    values (current_org(), ${order.id}, ${actor.userId}, ${delivery}, ${now})
    returning id`
  await record(sql, {
    at: now,
    action: 'order.requested',
    userId: actor.userId,
    subject: `order:${order.id}`,
    detail: { number: order.number, total: order.total, delivery },
  })
  return (await getRequest(sql, row!.id))!
}

/** Refused: lines or units beyond what is asked for in a chat. */
export function refuseTooMuch(lines: readonly { quantity: string }[]): void {
  if (lines.length > requestLinesMax)
    throw new Refusal(`At most ${requestLinesMax} products can be ordered at once.`)
  // A count of units, no money: nothing is lost in a number.
  if (lines.some(({ quantity }) => Number(quantity) > requestQuantityMax))
    throw new Refusal(
      `More than ${requestQuantityMax.toLocaleString('en')} of one product is arranged with a person: say "talk to a person".`,
    )
}

/** Refused when five of this person's requests wait already. */
export async function refuseTooManyOpen(sql: Sql, { userId }: Actor): Promise<void> {
  const open = await sql`
    select 1
    from order_requests r
    join orders o on o.org_id = r.org_id and o.id = r.order_id
    where r.org_id = current_org() and r.user_id = ${userId}
      and ${isWaiting(sql)}
    limit ${openMax}`
  if (open.count >= openMax)
    throw new Refusal(
      `${openMax} of your requests wait for the shop already: wait for an answer, or say "cancel my order request".`,
    )
}

function refuseBadAddress(address: string | undefined) {
  if (!address?.trim()) throw new Refusal('Say the address that it shall be delivered to.')
  if (address.length > addressLengthMax)
    throw new Refusal(`An address has at most ${addressLengthMax} characters.`)
}
