/** Products of some kind by what they cost: "mugs under 10 pounds", "the cheapest kettle". */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { NearProduct } from './find-by-words.ts'
import { cleanWords, findNamed } from './find-product.ts'
import { type Product, selectProduct } from './product.ts'
import { rankByWords } from './rank-by-words.ts'
import { shelfPrice } from './shelf-price.ts'
import { conceptsOf } from './spoken-concepts.ts'

export interface PriceWanted {
  /** Decimal strings in the org's currency, as the one who asks pays; both ends count. */
  min?: string
  max?: string
  /** The nearest to it comes first, and nothing that is a quarter of it away. */
  about?: string
  order?: 'cheapest' | 'dearest'
}

const kindMax = 1_000
const foundMax = 8
const nearMax = 3
const aboutShare = 0.25

/**
 * Of what is called so, else of what all the words fit (none: of the whole catalogue), what costs that,
 * the cheapest first where nothing else is said; `near` is what comes nearest in price where nothing costs that. Without a price
 * nothing is found.
 */
export async function findByPrice(
  sql: Sql,
  actor: Actor,
  words: string | undefined,
  wanted: PriceWanted,
): Promise<NearProduct> {
  if (words === undefined) return within(sql, actor, null, wanted)
  const named = await findNamed(sql, words)
  const called = named.is === 'one' ? [named.product] : named.is === 'many' ? named.products : []
  const ofName = await within(sql, actor, idsOf(called), wanted)
  if (isThere(ofName)) return ofName
  const ranked = await rankByWords(sql, await conceptsOf(sql, cleanWords(words)), kindMax)
  const fits = (['whole', 'mended', 'most'] as const).find((fit) =>
    ranked.some((r) => r.fits === fit),
  )
  const ids = idsOf(ranked.filter((one) => one.fits === fits))
  if (called.length === 0 && fits !== 'most') return within(sql, actor, ids, wanted)
  // What is called so costs something else: others of its kind are only near.
  const order = wanted.order ?? (wanted.max ? 'dearest' : 'cheapest')
  const others = await within(sql, actor, ids, { ...wanted, order })
  const products = [
    ...productsOf(ofName).slice(0, 1),
    ...(isThere(others) ? productsOf(others) : []),
  ]
  return products.length === 0 ? others : { is: 'near', products: products.slice(0, nearMax + 1) }
}

const idsOf = (all: readonly { id: string }[]) => all.map(({ id }) => id)
const isThere = ({ is }: NearProduct) => is === 'one' || is === 'many'

function productsOf(found: NearProduct): Product[] {
  if (found.is === 'none') return []
  return found.is === 'one' ? [found.product] : found.products
}

async function within(
  sql: Sql,
  actor: Actor,
  ids: string[] | null,
  { min, max, about, order = 'cheapest' }: PriceWanted,
): Promise<NearProduct> {
  if (ids?.length === 0) return { is: 'none' }
  const price = shelfPrice(sql, actor)
  const priced = sql`
    ${selectProduct(sql)}
    where p.archived_at is null and p.price is not null and not p.is_service
      ${ids ? sql`and (p.id = any(${ids}::bigint[]) or p.parent_id = any(${ids}::bigint[]))` : sql``}`
  const costing = await sql<Product[]>`
    ${priced}
      and ${price} >= coalesce(${min ?? null}::numeric, 0)
      and ${price} <= coalesce(${max ?? null}::numeric, 'infinity')
      ${about ? sql`and abs(${price} - ${about}::numeric) <= ${about}::numeric * ${aboutShare}` : sql``}
    order by ${about ? sql`abs(${price} - ${about}::numeric),` : sql``}
      ${order === 'cheapest' ? price : sql`${price} desc`}, p.name_key, p.id
    limit ${foundMax}`
  const [one, other] = costing
  if (one) return other ? { is: 'many', products: [...costing] } : { is: 'one', product: one }
  const near = await sql<Product[]>`
    ${priced}
    order by greatest(${min ?? null}::numeric - ${price}, ${price} - ${max ?? null}::numeric,
      abs(${price} - ${about ?? null}::numeric)), p.id
    limit ${nearMax}`
  return near.length === 0 ? { is: 'none' } : { is: 'near', products: [...near] }
}
