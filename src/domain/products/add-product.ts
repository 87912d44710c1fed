/** A product comes into the catalogue. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { NewProduct, Product } from './product.ts'

export type ProductAddition = NewProduct & { now: Date; source?: string; externalId?: string }

export async function addProduct(
  _sql: Sql,
  _actor: Actor,
  _input: ProductAddition,
): Promise<Product> {
  throw new Error('not yet')
}
