/**
 * Order requests: what a customer asks for is a draft in `orders`, and nobody is bound by it before
 * the shop accepts. How it stands is read from both rows, so that a draft that was confirmed or
 * cancelled like any other order is answered too.
 */
import type { Sql } from '#db/sql.ts'
import type { Order, OrderStatus } from '../orders/order.ts'
import { readOrder } from '../orders/order-rows.ts'

export type Delivery = 'collect' | 'deliver'
export type Decision = 'accepted' | 'declined' | 'withdrawn'

export interface RequestFacts {
  id: string
  orderId: string
  /** Who asked. */
  userId: string
  customerName: string | null
  /** The number they write from, where a platform told it. */
  phone: string | null
  delivery: Delivery
  requestedAt: Date
  /** Null while it waits for the shop. */
  decision: Decision | null
  decidedAt: Date | null
  /** user id; null where the order was changed without an answer to the request. */
  decidedBy: string | null
  deciderName: string | null
  reason: string | null
}

export interface OrderRequest extends RequestFacts {
  order: Order
}

/** Null when there is none of that id. */
export async function getRequest(sql: Sql, id: string): Promise<OrderRequest | null> {
  const [facts] = await sql<RequestFacts[]>`
    ${selectRequests(sql)}
    where r.org_id = current_org() and r.id = ${id}`
  return facts ? withOrder(sql, facts) : null
}

/** By the order that it is about. */
export async function requestsOf(
  sql: Sql,
  orderIds: readonly string[],
): Promise<Map<string, RequestFacts>> {
  if (orderIds.length === 0) return new Map()
  const rows = await sql<RequestFacts[]>`
    ${selectRequests(sql)}
    where r.org_id = current_org() and r.order_id = any(${orderIds as string[]}::bigint[])`
  return new Map(rows.map((facts) => [facts.orderId, facts]))
}

export async function withOrder(sql: Sql, facts: RequestFacts): Promise<OrderRequest> {
  return { ...facts, order: (await readOrder(sql, facts.orderId))! }
}

/** The request is `r`, its order `o`. */
export function selectRequests(sql: Sql) {
  return sql`
    select r.id, r.order_id as "orderId", r.user_id as "userId", r.delivery,
      coalesce(c.name, u.name) as "customerName", r.requested_at as "requestedAt",
      (select i.value
        from identities i
        where i.org_id = r.org_id and i.user_id = r.user_id and i.kind = 'phone'
        limit 1) as phone,
      ${decisionOf(sql)} as decision, r.decided_at as "decidedAt", r.decided_by as "decidedBy",
      w.name as "deciderName", r.reason
    from order_requests r
    join orders o on o.org_id = r.org_id and o.id = r.order_id
    join users u on u.org_id = r.org_id and u.id = r.user_id
    left join customers c on c.org_id = o.org_id and c.id = o.customer_id
    left join users w on w.org_id = r.org_id and w.id = r.decided_by`
}

/** It waits for the shop. */
export function isWaiting(sql: Sql) {
  return sql`(r.decision is null and o.status = 'DRAFT')`
}

/** What was decided, or what became of the draft without it. */
export function decisionOf(sql: Sql) {
  return sql`
    coalesce(r.decision, case o.status
      when 'DRAFT' then null when 'CANCELLED' then 'declined' else 'accepted' end)`
}

const standings = {
  DRAFT: 'accepted',
  PENDING: 'accepted',
  PAID: 'paid',
  FULFILLED: 'fulfilled',
  CANCELLED: 'cancelled',
} as const

/** How a request and its order now stand, in one word. */
export type Standing = 'waiting' | 'withdrawn' | 'declined' | (typeof standings)[OrderStatus]

export function standingOf(decision: Decision | null, status: OrderStatus): Standing {
  if (decision === null) return 'waiting'
  return decision === 'accepted' ? standings[status] : decision
}
