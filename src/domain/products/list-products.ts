/** The catalogue, page by page. */
import type { Sql } from '#db/sql.ts'
import type { Product } from './product.ts'

export interface ProductPage {
  /** `next` of the page before. */
  after?: string
  limit: number
  /** Words of the name, the beginning of an SKU, or a barcode. */
  search?: string
  category?: string
  includeArchived?: boolean
}

export async function listProducts(
  _sql: Sql,
  _page: ProductPage,
): Promise<{ items: Product[]; next: string | null }> {
  throw new Error('not yet')
}
