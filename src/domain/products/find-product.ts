/** The product that a person named: by code, by name, by some of its words, with typing errors. */
import type { Sql } from '#db/sql.ts'
import type { Product } from './product.ts'

export type FoundProduct =
  | { is: 'one'; product: Product }
  | { is: 'many'; products: Product[] }
  | { is: 'none' }

export async function findProduct(_sql: Sql, _words: string): Promise<FoundProduct> {
  throw new Error('not yet')
}
