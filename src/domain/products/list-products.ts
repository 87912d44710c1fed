/** The catalogue, page by page. */
import type { Sql } from '#db/sql.ts'
import { harmless } from '#kit/harmless.ts'
import { Refusal } from '#kit/refusal.ts'
import { type Product, selectProduct } from './product.ts'

export interface ProductPage {
  /** `next` of the page before. */
  after?: string
  limit: number
  /** Words of the name, the beginning of an SKU, or a barcode. */
  search?: string
  category?: string
  includeArchived?: boolean
}

const limitMax = 200
const searchLengthMax = 120

/**
 * Products in the order in which they were added, `limit` at a time (1 to 200); `next` is null on the
 * last page. Refused when `after` is no `next` of ours.
 */
export async function listProducts(
  sql: Sql,
  { after, limit, search, category, includeArchived = false }: ProductPage,
): Promise<{ items: Product[]; next: string | null }> {
  if (after !== undefined && !/^\d{1,18}$/.test(after))
    throw new Refusal('That page is not known: begin with the first one.')
  const [words, group] = [search, category].map((text) => harmless(text ?? '').trim())
  const size = Math.min(Math.max(limit, 1), limitMax)
  const found = await sql<Product[]>`
    ${selectProduct(sql)}
    where p.id > ${after ?? '0'}
      ${includeArchived ? sql`` : sql`and p.archived_at is null`}
      ${group ? sql`and name_key(p.category) = (select name_key(${group}))` : sql``}
      ${words ? matching(sql, words.slice(0, searchLengthMax)) : sql``}
    order by p.id
    limit ${size + 1}`
  const items = found.slice(0, size)
  return { items, next: found.length > size ? items.at(-1)!.id : null }
}

function matching(sql: Sql, said: string) {
  return sql`
    and (p.name_stems @@ (select plainto_tsquery('english', name_words(${said})))
      or starts_with(p.name_key, (select nullif(name_key(${said}), '')))
      or starts_with(p.sku_key, lower(${said}))
      or p.barcode = ${said})`
}
