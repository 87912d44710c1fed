/** Orders page by page, one order whole, and the order that a person named by its number. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import type { Order, OrderHead, OrderStatus } from './order.ts'

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

export async function listOrders(
  _sql: Sql,
  _page: OrderPage,
): Promise<{ items: OrderHead[]; next: string | null }> {
  throw new Error('not yet')
}

export async function getOrder(_sql: Sql, _orderId: string): Promise<Order | null> {
  throw new Error('not yet')
}

export type FoundOrder =
  | { is: 'one'; order: Order }
  | { is: 'many'; orders: OrderHead[] }
  | { is: 'none' }

/** "1042", "order #1042", "s-1042". */
export async function findOrder(_sql: Sql, _numberWords: string): Promise<FoundOrder> {
  throw new Error('not yet')
}
