/** Requests page by page, those that wait, and the one that a person named by its order's number. */
import type { Sql } from '#db/sql.ts'
import { numberSpellings } from '../orders/list-orders.ts'
import {
  type Decision,
  decisionOf,
  isWaiting,
  type OrderRequest,
  type RequestFacts,
  selectRequests,
  withOrder,
} from './request.ts'

export interface RequestPage {
  /** `next` of the page before. */
  after?: string
  limit: number
  state?: 'waiting' | Decision
}

const pageMax = 100

/** The newest comes first. */
export async function listRequests(
  sql: Sql,
  { after, limit, state }: RequestPage,
): Promise<{ items: OrderRequest[]; next: string | null }> {
  const count = Math.min(limit, pageMax)
  const rows = await sql<RequestFacts[]>`
    ${selectRequests(sql)}
    where r.org_id = current_org()
      ${after ? sql`and r.id < ${after}` : sql``}
      ${state ? sql`and coalesce(${decisionOf(sql)}, 'waiting') = ${state}` : sql``}
    order by r.id desc
    limit ${count + 1}`
  const shown = rows.slice(0, count)
  const items = await Promise.all(shown.map((facts) => withOrder(sql, facts)))
  return { items, next: rows.length > count ? shown.at(-1)!.id : null }
}

/** Those that wait for the shop, the oldest first; `askedBy`: of this person alone. */
export async function waitingRequests(
  sql: Sql,
  { askedBy = null, limit }: { askedBy?: string | null; limit: number },
): Promise<OrderRequest[]> {
  const rows = await sql<RequestFacts[]>`
    ${selectRequests(sql)}
    where r.org_id = current_org() and ${isWaiting(sql)}
      and (${askedBy}::bigint is null or r.user_id = ${askedBy}::bigint)
    order by r.id
    limit ${limit}`
  return Promise.all(rows.map((facts) => withOrder(sql, facts)))
}

/** How many wait for the shop. */
export async function countWaiting(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::integer as count
    from order_requests r
    join orders o on o.org_id = r.org_id and o.id = r.order_id
    where r.org_id = current_org() and ${isWaiting(sql)}`
  return row!.count
}

/** Of that number, answered or not; `askedBy`: of this person alone. Null when there is none. */
export async function findRequest(
  sql: Sql,
  { number, askedBy = null }: { number: string; askedBy?: string | null },
): Promise<OrderRequest | null> {
  const [facts] = await sql<RequestFacts[]>`
    ${selectRequests(sql)}
    where r.org_id = current_org() and lower(o.number) = any(${numberSpellings(number)}::text[])
      and (${askedBy}::bigint is null or r.user_id = ${askedBy}::bigint)
    order by r.id desc
    limit 1`
  return facts ? withOrder(sql, facts) : null
}
