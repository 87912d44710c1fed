/** A request is answered: staff accept or decline it, or the customer takes it back while it waits. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { type Actor, allow } from '../identity.ts'
import { setStatus } from '../orders/become-sale.ts'
import { cancelOrder } from '../orders/cancel-order.ts'
import { type Held, holdOrder } from '../orders/hold-order.ts'
import type { OrderStatus } from '../orders/order.ts'
import { isSome } from '../orders/take-money.ts'
import { type Decision, getRequest, type OrderRequest } from './request.ts'

interface Answering {
  /** order_requests.id */
  id: string
  /** Of its order, as it was read; without it, whatever stands there is answered. */
  version?: number
  reason?: string
  now: Date
}

const reasonLengthMax = 200

/**
 * The draft becomes a PENDING order; stock is not held for it. Of two who answer at once one is
 * refused, with the name of the other. Refused too: a draft that has no lines any more, a version that
 * is gone (Stale).
 */
export function acceptRequest(sql: Sql, actor: Actor, { id, version, now }: Answering) {
  allow(actor, 'orders:write')
  return answer(sql, actor, { id, version, now, decision: 'accepted', status: 'PENDING' })
}

/** The draft is cancelled for this reason, and what was paid for it goes back. Refused as `acceptRequest` is. */
export function declineRequest(sql: Sql, actor: Actor, { id, reason, now }: Answering) {
  allow(actor, 'orders:write')
  if (reason && reason.length > reasonLengthMax)
    throw new Refusal(`A reason has at most ${reasonLengthMax} characters.`)
  return answer(sql, actor, { id, reason, now, decision: 'declined', status: 'CANCELLED' })
}

/** By the person who asked, and by nobody else. Refused once it was answered, or paid for. */
export function withdrawRequest(sql: Sql, actor: Actor, { id, now }: Answering) {
  allow(actor, 'orders:request')
  return answer(sql, actor, { id, now, decision: 'withdrawn', status: 'CANCELLED' })
}

type Answer = Answering & { decision: Decision; status: OrderStatus }

async function answer(sql: Sql, actor: Actor, answering: Answer): Promise<OrderRequest> {
  const { id, decision, status, reason, now } = answering
  const held = await holdWaiting(sql, actor, answering)
  if (status === 'PENDING' && held.order.lines.length === 0)
    throw new Refusal(`Nothing is in order ${held.order.number} any more: decline it instead.`)
  if (decision === 'withdrawn' && isSome(held.order.paid))
    throw new Refusal('Something is paid for it already: say "talk to a person".')
  await sql`
    update order_requests
    set decision = ${decision}, decided_at = ${now}, decided_by = ${actor.userId},
      reason = ${reason ?? null}
    where org_id = current_org() and id = ${id}`
  if (decision === 'declined')
    await cancelOrder(sql, actor, { orderId: held.order.id, reason, now })
  else await setStatus(sql, actor, { held, status, now })
  await record(sql, {
    at: now,
    action: `order_request.${decision}`,
    userId: actor.userId,
    subject: `order:${held.order.id}`,
    detail: { number: held.order.number },
  })
  return (await getRequest(sql, id))!
}

/** The order's row is the lock: whoever comes second reads what the first decided. */
async function holdWaiting(
  sql: Sql,
  actor: Actor,
  { id, version, decision }: Answer,
): Promise<Held> {
  const known = /^\d{1,18}$/.test(id) ? await getRequest(sql, id) : null
  const isTheirs = decision !== 'withdrawn' || known?.userId === actor.userId
  if (!known || !isTheirs) throw new Refusal('There is no such order request.')
  const held = await holdOrder(sql, { orderId: known.orderId })
  refuseAnswered((await getRequest(sql, id))!, actor)
  return version === undefined ? held : holdOrder(sql, { orderId: known.orderId, version })
}

/** Refused when it was answered before, by whom. */
export function refuseAnswered(request: OrderRequest, { userId }: Pick<Actor, 'userId'>): void {
  const { decision, decidedBy, deciderName, order } = request
  if (decision === null) return
  const number = order.number
  if (decision === 'withdrawn')
    throw new Refusal(`The customer has taken order request ${number} back.`)
  const isAsker = userId === request.userId
  const who = isAsker
    ? 'The shop'
    : decidedBy === userId
      ? 'You'
      : (deciderName ?? 'Somebody of the team')
  const have = who === 'You' ? 'have' : 'has'
  throw new Refusal(`${who} ${have} ${decision} order request ${number} already.`)
}
