/** The order that was named by its number. */
import type { Sql } from '#db/sql.ts'
import { findOrder, getOrder } from '#domain/orders/list-orders.ts'
import type { WholeOrder } from '#domain/orders/order-rows.ts'
import type { Json } from '#engine/tool.ts'
import { type Found, justSay, whichOne } from '../ask-back.ts'

/** One order, or what to ask back. `#id` is exactly that order, as a button says it. */
export async function whichOrder(
  sql: Sql,
  said: string,
  { tool, again }: { tool: string; again: (order: string) => Json },
): Promise<Found<WholeOrder>> {
  const byId = said.match(/^id:(\d{1,18})$/)?.[1]
  const exact = byId ? await getOrder(sql, byId) : null
  if (exact) return { is: 'one', one: exact }
  const found = await findOrder(sql, said)
  if (found.is === 'one') return { is: 'one', one: found.order }
  if (found.is === 'none')
    return { is: 'ask', ask: justSay(`I find no order ${said}.`, { unknown: said }) }
  const choices = found.orders.map(({ id, number, customerName, businessDay }) => ({
    title: number,
    description: [customerName, businessDay].filter(Boolean).join(', '),
    input: again(`id:${id}`),
  }))
  return { is: 'ask', ask: whichOne(tool, said, choices) }
}
