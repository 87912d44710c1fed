/** What a product also comes as: its variants, or what is of its category and called much the same. */
import type { Sql } from '#db/sql.ts'
import { type Product, selectProduct } from './product.ts'

const kinMax = 100

export type ComesAs =
  /** The product is just that. */
  | { is: 'itself' }
  | { is: 'others'; products: Product[] }
  /** What it does come as, for all that is known. */
  | { is: 'not'; products: Product[] }

/** "Do you have this in red?" `wanted` are words such as "red" or "xl"; all of them must hold. */
export async function comesAs(sql: Sql, product: Product, wanted: string): Promise<ComesAs> {
  const words = wordsOf(wanted)
  const isWanted = (one: Product) => words.every((word) => wordsOf(saidOf(one)).includes(word))
  const variants = await variantsOf(sql, product)
  if (variants.length === 0 && isWanted(product)) return { is: 'itself' }
  const kin = variants.length > 0 ? variants : await alikeOf(sql, product)
  const products = kin.filter(isWanted)
  return products.length > 0 ? { is: 'others', products } : { is: 'not', products: variants }
}

/** Of the product, or of the one that it is a variant of; by name. */
export function variantsOf(sql: Sql, { id, parentId }: Product): Promise<Product[]> {
  return sql<Product[]>`
    ${selectProduct(sql)}
    where p.archived_at is null and p.parent_id in (${id}, ${parentId}::bigint)
    order by p.name_key, p.id
    limit ${kinMax}`
}

/** Of the same category, with a word of the name in common. */
function alikeOf(sql: Sql, { id, name, category }: Product): Promise<Product[]> {
  return sql<Product[]>`
    ${selectProduct(sql)}
    where p.archived_at is null and not p.is_service and p.id <> ${id}
      and p.category = ${category}
      and string_to_array(name_words(p.name), ' ') && string_to_array(name_words(${name}), ' ')
    order by p.name_key, p.id
    limit ${kinMax}`
}

function saidOf({ name, options }: Product): string {
  return [name, ...Object.values(options)].join(' ')
}

/** Singular, as "reds" and "red" are one. */
function wordsOf(text: string): string[] {
  const said = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return said.map((word) => (word.length > 3 ? word.replace(/s$/, '') : word))
}
