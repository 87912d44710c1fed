/** Orders page by page, one order whole, and the order that a person named by its number. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import type { OrderHead, OrderStatus } from './order.ts'
import { readOrder, selectHeads, type WholeOrder } from './order-rows.ts'

export interface OrderPage {
  /** `next` of the page before. */
  after?: string
  limit: number
  status?: OrderStatus
  customerId?: string
  /** Business days, both ends included. */
  from?: Day
  to?: Day
}

export type FoundOrder =
  | { is: 'one'; order: WholeOrder }
  | { is: 'many'; orders: OrderHead[] }
  | { is: 'none' }

const pageMax = 200
const foundMax = 10

/** The one recorded last comes first. */
export async function listOrders(
  sql: Sql,
  { after, limit, status, customerId, from, to }: OrderPage,
): Promise<{ items: OrderHead[]; next: string | null }> {
  const count = Math.min(limit, pageMax)
  const rows = await sql<OrderHead[]>`
    ${selectHeads(sql)}
    where o.org_id = current_org()
      ${after ? sql`and o.id < ${after}` : sql``}
      ${status ? sql`and o.status = ${status}` : sql``}
      ${customerId ? sql`and o.customer_id = ${customerId}` : sql``}
      ${from ? sql`and o.business_day >= ${from}` : sql``}
      ${to ? sql`and o.business_day <= ${to}` : sql``}
    order by o.id desc
    limit ${count + 1}`
  const items = rows.slice(0, count)
  return { items, next: rows.length > count ? items.at(-1)!.id : null }
}

export function getOrder(sql: Sql, orderId: string): Promise<WholeOrder | null> {
  return readOrder(sql, orderId)
}

/** "S-1042", "1042", "order #1042"; numbers of imported files, too. */
export async function findOrder(sql: Sql, numberWords: string): Promise<FoundOrder> {
  const spellings = numberSpellings(numberWords)
  if (spellings.length === 0) return { is: 'none' }
  const orders = await sql<OrderHead[]>`
    ${selectHeads(sql)}
    where o.org_id = current_org() and lower(o.number) = any(${spellings})
    order by o.id desc
    limit ${foundMax}`
  if (orders.length === 0) return { is: 'none' }
  if (orders.length > 1) return { is: 'many', orders }
  return { is: 'one', order: (await readOrder(sql, orders[0]!.id))! }
}

/** Numbers, in small letters, that these words may mean; none when they name none. */
export function numberSpellings(words: string): string[] {
  const bare = words
    .trim()
    .toLowerCase()
    .replace(/^(the )?(order|sale|invoice|receipt)\b/, '')
    .replace(/^\s*(number|no\.?|nr\.?)?\s*#?\s*/, '')
  return bare ? [bare, `s-${bare}`, bare.replace(/^s[\s-]*(\d+)$/, 's-$1')] : []
}
