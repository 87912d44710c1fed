/** What is in hand, what it is worth, and how it came to be so. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import type { MovementKind } from './movement.ts'

export interface Stock {
  productId: string
  quantity: string
  value: string
  /** Exact; null while no cost of the product has ever been known. */
  averageCost: string | null
  byLocation: { locationId: string; name: string; quantity: string }[]
}

export interface ListedMovement {
  id: string
  productId: string
  productName: string
  location: string
  kind: MovementKind
  quantity: string
  unitCost: string | null
  valueChange: string
  quantityAfter: string
  movedAt: Date
  businessDay: Day
  reason: string | null
  orderId: string | null
  returnId: string | null
  document: string | null
  reverses: string | null
  recordedBy: string | null
}

export async function stockOf(_sql: Sql, _productIds: readonly string[]): Promise<Stock[]> {
  throw new Error('not yet')
}

export async function listMovements(
  _sql: Sql,
  _page: { productId?: string; after?: string; limit: number },
): Promise<{ items: ListedMovement[]; next: string | null }> {
  throw new Error('not yet')
}
