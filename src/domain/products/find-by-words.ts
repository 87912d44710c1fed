/**
 * The catalogue as customers search it: what was asked for when it is there, also under another name
 * of the thing, else what comes nearest and is said to be only near. What writes uses `findProduct`.
 */
import type { Sql } from '#db/sql.ts'
import { cleanWords, type FoundProduct, findNamed, findProduct, sellable } from './find-product.ts'
import { type Product, selectProduct } from './product.ts'
import { type Ranked, rankByWords } from './rank-by-words.ts'
import { conceptsOf } from './spoken-concepts.ts'

export type NearProduct =
  | FoundProduct
  /** None of these is what was asked for. The nearest first, four at most. */
  | { is: 'near'; products: Product[] }

const nearMax = 4
/** The nearest come this near to the first of them. */
const nearShareMin = 0.6
const limitMax = 60

/**
 * First as `findProduct` without typing errors; then by all words where a synonym, another spelling of a
 * measure, an option and the category count, too; then with typing errors; then most of the words.
 */
export async function findOrNearest(sql: Sql, words: string): Promise<NearProduct> {
  const named = await findNamed(sql, words)
  if (named.is !== 'none') return named
  const said = cleanWords(words)
  if (!said) return { is: 'none' }
  const ranked = await rankByWords(sql, await conceptsOf(sql, said))
  const whole = await found(sql, ranked, 'whole')
  if (whole.is !== 'none') return whole
  const mistyped = await findProduct(sql, said)
  if (mistyped.is !== 'none') return mistyped
  const mended = await found(sql, ranked, 'mended')
  if (mended.is !== 'none') return mended
  const most = ranked.filter(({ fits }) => fits === 'most')
  const near = most.filter(({ rank }) => rank >= most[0]!.rank * nearShareMin)
  const products = (await sellableRanked(sql, near)).map(({ product }) => product)
  return products.length === 0
    ? { is: 'none' }
    : { is: 'near', products: products.slice(0, nearMax) }
}

/**
 * Products by how well the words name them, `rank` from 0 to 1, the best first and `limit` at most
 * (60): to be weighed with what else is known, such as a picture. 1 is what `findProduct` would give.
 */
export async function findByWords(
  sql: Sql,
  words: string,
  { limit }: { limit: number },
): Promise<{ product: Product; rank: number }[]> {
  const said = cleanWords(words)
  if (!said) return []
  const named = await findNamed(sql, said)
  const sure = named.is === 'one' ? [named.product] : named.is === 'many' ? named.products : []
  const ranked = await sellableRanked(sql, await rankByWords(sql, await conceptsOf(sql, said)))
  const others = ranked.filter(({ product }) => sure.every(({ id }) => id !== product.id))
  const all = [...sure.map((product) => ({ product, rank: 1 })), ...others]
  return all.slice(0, Math.min(limit, limitMax))
}

async function found(sql: Sql, ranked: Ranked[], fits: Ranked['fits']): Promise<FoundProduct> {
  const ids = ranked.filter((one) => one.fits === fits).map(({ id }) => id)
  return sellable(sql, ids)
}

/** As `sellable`, in their order: a product with variants gives its rank to those that have none. */
export async function sellableRanked(
  sql: Sql,
  ranked: Ranked[],
): Promise<{ product: Product; rank: number }[]> {
  if (ranked.length === 0) return []
  const ids = ranked.map(({ id }) => id)
  const products = await sql<Product[]>`
    ${selectProduct(sql)}
    where p.archived_at is null and not p.is_service
      and (p.id = any(${ids}::bigint[]) or p.parent_id = any(${ids}::bigint[]))
      and not exists (
        select 1
        from products v
        where v.org_id = p.org_id and v.parent_id = p.id and v.archived_at is null)
    order by p.id`
  const rankOf = new Map(ranked.map(({ id, rank }) => [id, rank]))
  const place = new Map(ids.map((id, at) => [id, at]))
  const own = ({ id, parentId }: Product) => (place.has(id) ? id : parentId!)
  return products
    .map((product) => ({ product, rank: rankOf.get(own(product))! }))
    .sort((a, b) => place.get(own(a.product))! - place.get(own(b.product))!)
}
