/** How long stock has been lying there: first in, first out, over what came in. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

export const ageBands = ['0–30', '31–60', '61–90', '90+'] as const
export type AgeBand = (typeof ageBands)[number]

export interface AgedProduct {
  productId: string
  sku: string
  name: string
  quantity: string
  /** Of all bands together: the product's stock value. */
  value: string
  bands: Record<AgeBand, { quantity: string; value: string }>
  /** Of the oldest unit still there; null when there is none. */
  oldestDays: number | null
}

export interface StockAgeing {
  products: AgedProduct[]
  totals: Record<AgeBand, string>
  /** Equals the value of all stock at the end of the day. */
  value: string
}

export async function stockAgeing(_sql: Sql, _input: { asOf: Day }): Promise<StockAgeing> {
  throw new Error('not yet')
}
