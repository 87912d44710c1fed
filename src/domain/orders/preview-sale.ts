/** What a sale would be before anybody records it: total, cost, profit, and what would be left. */
import type { Sql } from '#db/sql.ts'
import type { SaleInput } from './order.ts'

export interface PreviewLine {
  productId: string
  name: string
  quantity: string
  unitPrice: string
  discount: string
  tax: string
  /** quantity × unit price − discount + tax */
  total: string
  /** Weighted average of this moment; null while it is not known. */
  unitCost: string | null
  /** quantity × unit cost; null as that is. */
  cogs: string | null
  /** Before tax; null as the cost is. */
  profit: string | null
  /** Units in all places after it; null for what is not counted. */
  stockLeft: string | null
}

export interface SalePreview {
  lines: PreviewLine[]
  total: string
  tax: string
  discount: string
  /** Over the lines whose cost is known. */
  cogs: string
  profit: string
  /** profit ÷ (total − tax), a ratio; null when nothing is charged. */
  margin: string | null
  /** What a person should know before saying yes; whole sentences. */
  warnings: string[]
}

export async function previewSale(
  _sql: Sql,
  _input: { lines: SaleInput[]; customerId?: string },
): Promise<SalePreview> {
  throw new Error('not yet')
}
