/** A product leaves the catalogue: archived when it was ever used, else deleted. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Product } from './product.ts'

export interface ProductLeaving {
  id: string
  now: Date
}
export type Left = { is: 'deleted' } | { is: 'archived'; product: Product }

export async function archiveProduct(
  _sql: Sql,
  _actor: Actor,
  _input: ProductLeaving,
): Promise<Product> {
  throw new Error('not yet')
}

export async function deleteProduct(
  _sql: Sql,
  _actor: Actor,
  _input: ProductLeaving,
): Promise<Left> {
  throw new Error('not yet')
}
