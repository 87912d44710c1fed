/** Returns page by page, and one return whole. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

export interface ReturnHead {
  id: string
  number: string
  orderId: string | null
  orderNumber: string | null
  customerId: string | null
  customerName: string | null
  returnedAt: Date
  businessDay: Day
  reason: string | null
  /** Null where a till's record does not say. */
  settlement: 'refund' | 'credit' | null
  /** Before tax, org currency. */
  value: string
  tax: string
  refunded: string
}

export interface ReturnLine {
  position: number
  /** The line of the order that came back. */
  orderPosition: number | null
  productId: string | null
  name: string
  quantity: string
  value: string
  tax: string
  isRestocked: boolean | null
}

export interface SaleReturned extends ReturnHead {
  lines: ReturnLine[]
}

export async function listReturns(
  _sql: Sql,
  _page: { after?: string; limit: number; orderId?: string },
): Promise<{ items: ReturnHead[]; next: string | null }> {
  throw new Error('not yet')
}

export async function getReturn(_sql: Sql, _returnId: string): Promise<SaleReturned | null> {
  throw new Error('not yet')
}
