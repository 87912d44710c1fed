/** Movements of an order that are undone, as if its goods had never left. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Movement } from '../stock/movement.ts'
import type { OrderHead } from './order.ts'

/** What undoes the goods that left for these lines; all of the order's when none are named. */
export async function comingBack(
  sql: Sql,
  orderId: string,
  positions?: readonly number[],
): Promise<Movement[]> {
  const which = positions ? sql`and m.position = any(${positions as number[]}::integer[])` : sql``
  return sql<Movement[]>`
    select m.product_id as "productId", m.kind, (-m.quantity)::text as quantity,
      m.moved_at as "movedAt", m.order_id as "orderId", m.id as reverses
    from stock_movements m
    where m.org_id = current_org() and m.order_id = ${orderId} and m.kind = 'sale'
      and m.reverses is null ${which}
      and not exists (
        select from stock_movements r
        where r.org_id = m.org_id and r.reverses = m.id)
    order by m.product_id, m.id`
}

/** Refused for a sale that came from a file or a till: its day was summed up there. */
export async function requireOwn(sql: Sql, { id, number, source }: OrderHead): Promise<void> {
  const [own] = await sql`
    select 1
    from orders o
    where o.org_id = current_org() and o.id = ${id} and (o.recorded_by is not null or exists (
      select from journal_entries e
      where e.org_id = o.org_id and e.order_id = o.id and e.source = 'sale'))`
  if (!own)
    throw new Refusal(
      `Order ${number} came from elsewhere (${source}): correct it there, or record a return.`,
    )
}
