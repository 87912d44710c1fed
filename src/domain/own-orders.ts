/** The orders of the person who asks, and of nobody else. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from './identity.ts'
import { getOrder, numberSpellings } from './orders/list-orders.ts'
import type { Order } from './orders/order.ts'

/**
 * Newest first: those of the customer whom this person is, by their account here or by the phone
 * number that they write from. `number` picks one of them. Of drafts only what they asked for themselves.
 */
export async function ownOrders(
  sql: Sql,
  actor: Actor,
  { number, limit }: { number?: string; limit: number },
): Promise<Order[]> {
  const spellings = number === undefined ? null : numberSpellings(number)
  const rows = await sql<{ id: string }[]>`
    select o.id::text
    from orders o
    join customers c on c.org_id = o.org_id and c.id = o.customer_id
    where (c.user_id = ${actor.userId}
        or c.user_id is null and c.phone in (
          select i.value
          from identities i
          where i.org_id = c.org_id and i.user_id = ${actor.userId} and i.kind = 'phone'))
      and (o.status <> 'DRAFT' or exists (
        select from order_requests r
        where r.org_id = o.org_id and r.order_id = o.id and r.user_id = ${actor.userId}))
      and (${spellings}::text[] is null or lower(o.number) = any(${spellings}::text[]))
    order by o.ordered_at desc, o.id desc
    limit ${limit}`
  const orders = await Promise.all(rows.map(({ id }) => getOrder(sql, id)))
  return orders.filter((order) => order !== null)
}
