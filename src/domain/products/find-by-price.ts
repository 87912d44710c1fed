/** Products of some kind by what they cost: "mugs under 10 pounds", "the cheapest kettle". */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { NearProduct } from './find-by-words.ts'
import { cleanWords } from './find-product.ts'
import { type Product, selectProduct } from './product.ts'
import { rankByWords } from './rank-by-words.ts'
import { shelfPrice } from './shelf-price.ts'
import { conceptsOf } from './spoken-concepts.ts'

export interface PriceWanted {
  /** Decimal strings in the org's currency, as the one who asks pays; both ends count. */
  min?: string
  max?: string
  order?: 'cheapest' | 'dearest'
}

const kindMax = 1_000
const foundMax = 8
const nearMax = 3

/**
 * Of what all the words fit (none: of the whole catalogue), what costs that, the cheapest first where
 * nothing else is said; `near` is what comes nearest in price where nothing costs that. Without a price
 * nothing is found.
 */
export async function findByPrice(
  sql: Sql,
  actor: Actor,
  words: string | undefined,
  { min, max, order = 'cheapest' }: PriceWanted,
): Promise<NearProduct> {
  const ids = words === undefined ? null : await ofKind(sql, words)
  if (ids?.length === 0) return { is: 'none' }
  const price = shelfPrice(sql, actor)
  const priced = sql`
    ${selectProduct(sql)}
    where p.archived_at is null and p.price is not null and not p.is_service
      ${ids ? sql`and (p.id = any(${ids}::bigint[]) or p.parent_id = any(${ids}::bigint[]))` : sql``}`
  const within = await sql<Product[]>`
    ${priced}
      and ${price} >= coalesce(${min ?? null}::numeric, 0)
      and ${price} <= coalesce(${max ?? null}::numeric, 'infinity')
    order by ${order === 'cheapest' ? price : sql`${price} desc`}, p.name_key, p.id
    limit ${foundMax}`
  const [one, other] = within
  if (one) return other ? { is: 'many', products: [...within] } : { is: 'one', product: one }
  const near = await sql<Product[]>`
    ${priced}
    order by greatest(${min ?? null}::numeric - ${price}, ${price} - ${max ?? null}::numeric), p.id
    limit ${nearMax}`
  return near.length === 0 ? { is: 'none' } : { is: 'near', products: [...near] }
}

async function ofKind(sql: Sql, words: string): Promise<string[]> {
  const ranked = await rankByWords(sql, await conceptsOf(sql, cleanWords(words)), kindMax)
  const whole = ranked.filter(({ fits }) => fits === 'whole')
  return (whole.length > 0 ? whole : ranked.filter(({ fits }) => fits === 'mended')).map(
    ({ id }) => id,
  )
}
