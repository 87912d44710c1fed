/**
 * News of requests: who is to be told how one now stands. Every change marks its row; whoever takes the
 * news tells it in the same transaction, so that it is told once, whatever ends in between.
 */
import type { Sql } from '#db/sql.ts'
import type { OrderStatus } from '../orders/order.ts'
import {
  isWaiting,
  type OrderRequest,
  type RequestFacts,
  type Standing,
  selectRequests,
  standingOf,
  withOrder,
} from './request.ts'

export interface RequestNews {
  request: OrderRequest
  standing: Standing
  /** What the staff are to hear: that it waits, or that it was taken back. */
  forStaff: 'waiting' | 'withdrawn' | null
  isForCustomer: boolean
  /** Why it was declined or cancelled, where somebody said. */
  reason: string | null
}

type Row = RequestFacts & {
  status: OrderStatus
  staffToldAt: Date | null
  customerTold: string | null
  cancelReason: string | null
}

/** The oldest first. Held until the transaction ends: others pass them by. */
export async function takeNews(sql: Sql, limit: number): Promise<RequestNews[]> {
  const held = await sql<{ id: string }[]>`
    select r.id
    from order_requests r
    join orders o on o.org_id = r.org_id and o.id = r.order_id
    where r.org_id = current_org() and r.has_news
    -- What waits for staff whom nobody can reach holds no other news up.
    order by ${isWaiting(sql)}, r.id
    limit ${limit}
    for update of r skip locked`
  if (held.length === 0) return []
  const rows = await sql<Row[]>`
    select f.*, o.status, m.staff_told_at as "staffToldAt", m.customer_told as "customerTold",
      (select after ->> 'reason'
        from order_changes ch
        where ch.org_id = o.org_id and ch.order_id = o.id and ch.after ->> 'status' = 'CANCELLED'
        order by ch.id desc
        limit 1) as "cancelReason"
    from (${selectRequests(sql)}) f
    join order_requests m on m.org_id = current_org() and m.id = f.id
    join orders o on o.org_id = m.org_id and o.id = m.order_id
    where f.id = any(${held.map(({ id }) => id)}::bigint[])
    order by f.id`
  return Promise.all(rows.map((row) => newsOf(sql, row)))
}

/** Told, or nobody there who could be told. */
export async function noteTold(
  sql: Sql,
  { request, standing, forStaff, isForCustomer }: RequestNews,
  { now }: { now: Date },
): Promise<void> {
  await sql`
    update order_requests
    set has_news = false,
      staff_told_at = case when ${forStaff !== null} then ${now} else staff_told_at end,
      customer_told = case when ${isForCustomer} then ${standing} else customer_told end,
      customer_told_at = case when ${isForCustomer} then ${now} else customer_told_at end
    where org_id = current_org() and id = ${request.id}`
}

async function newsOf(sql: Sql, row: Row): Promise<RequestNews> {
  const { status, staffToldAt, customerTold, cancelReason, ...facts } = row
  const standing = standingOf(facts.decision, status)
  const waits = standing === 'waiting' && !staffToldAt
  const isBack = standing === 'withdrawn' && staffToldAt !== null
  return {
    request: await withOrder(sql, facts),
    standing,
    forStaff: waits ? 'waiting' : isBack ? 'withdrawn' : null,
    // Whoever takes a request back knows of it.
    isForCustomer: !['waiting', 'withdrawn', customerTold].includes(standing),
    reason: facts.reason ?? (status === 'CANCELLED' ? cancelReason : null),
  }
}
