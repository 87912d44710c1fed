/** A product is changed. What stood before is kept beside what stands now. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Product, ProductChanges } from './product.ts'

export interface ProductEdit {
  id: string
  /** The version that was read; without it, whatever stands there is changed. */
  version?: number
  changes: ProductChanges
  now: Date
}

export async function editProduct(_sql: Sql, _actor: Actor, _input: ProductEdit): Promise<Product> {
  throw new Error('not yet')
}
