/** What could be had in the place of a product that is out of stock. */

import type { Sql } from '#db/sql.ts'
import { availabilityOf } from '#domain/availability.ts'
import { sellableRanked } from './find-by-words.ts'
import type { Product } from './product.ts'
import { rankByWords } from './rank-by-words.ts'
import { conceptsOf } from './spoken-concepts.ts'

/** So much of the name (and category) is shared by what is like it; one of the same category less. */
const likenessMin = 0.4
const likenessInCategoryMin = 0.1

/**
 * Products of the same category or like it by name that are counted and there, the likest first,
 * `limit` at most. The product itself is none; other variants of it are.
 */
export async function alternativesTo(
  sql: Sql,
  { id, name, category, parentId }: Product,
  { limit }: { limit: number },
): Promise<Product[]> {
  const concepts = await conceptsOf(sql, `${name} ${category ?? ''}`)
  const ranked = await sellableRanked(sql, await rankByWords(sql, concepts))
  const like = ranked.filter(({ product, rank }) => {
    const isOfKind = category !== null && sameWords(product.category, category)
    const isSister = parentId !== null && product.parentId === parentId
    return isSister || rank >= (isOfKind ? likenessInCategoryMin : likenessMin)
  })
  const products = like.map(({ product }) => product).filter((product) => product.id !== id)
  const available = await availabilityOf(
    sql,
    products.map((product) => product.id),
  )
  const isThere = (product: Product) => /^(?:in stock|few left)$/.test(available.get(product.id)!)
  return products.filter(isThere).slice(0, limit)
}

function sameWords(a: string | null, b: string): boolean {
  return a?.trim().toLowerCase() === b.trim().toLowerCase()
}
