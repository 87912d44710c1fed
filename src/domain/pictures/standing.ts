/** Products by their ids, in that order, as they stand now; those that were archived meanwhile are left out. */
import type { Sql } from '#db/sql.ts'
import { type Product, selectProduct } from '#domain/products/product.ts'

export async function standingProducts(sql: Sql, ids: readonly string[]): Promise<Product[]> {
  const products = await sql<Product[]>`
    ${selectProduct(sql)}
    where p.archived_at is null and p.id = any(${ids as string[]}::bigint[])`
  const known = new Map(products.map((product) => [product.id, product]))
  return [...new Set(ids)].flatMap((id) => known.get(id) ?? [])
}
