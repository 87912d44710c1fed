/**
 * The product that a person named: by code, by name, by some of its words, with typing errors.
 * Where two could be meant, both are given: nobody guesses.
 */
import type { Sql } from '#db/sql.ts'
import { harmless } from '#kit/harmless.ts'
import { nearWords } from './near-words.ts'
import { type Product, selectProduct } from './product.ts'

export type FoundProduct =
  | { is: 'one'; product: Product }
  /** Ten at most, by name. */
  | { is: 'many'; products: Product[] }
  | { is: 'none' }

const saidLengthMax = 120
const wordsMax = 12
const foundMax = 10
/** Of the rows of a word; with more it is taken for a common one. */
const countedMax = 1_000

/**
 * Looks for the SKU, the barcode or the whole name; then for the name's words, in any order, singular
 * or plural; then for names that hold every word among others ("blue mugs" is "Enamel Mug, White with
 * Blue Rim"); then for the same with typing errors. The first of these that finds anything decides. A product with variants stands for them.
 * Archived products are not found.
 */
export async function findProduct(sql: Sql, words: string): Promise<FoundProduct> {
  return firstOf(sql, words, [sameCodeOrName, sameWords, allWords, mistyped])
}

/** The same without a thought of typing errors. */
export async function findNamed(sql: Sql, words: string): Promise<FoundProduct> {
  return firstOf(sql, words, [sameCodeOrName, sameWords, allWords])
}

type Look = (sql: Sql, said: string) => Promise<string[]>

async function firstOf(sql: Sql, words: string, looks: Look[]): Promise<FoundProduct> {
  const said = cleanWords(words)
  if (!said) return { is: 'none' }
  for (const look of looks) {
    const found = await sellable(sql, await look(sql, said))
    if (found.is !== 'none') return found
  }
  return { is: 'none' }
}

/** By the SKU, the barcode or the whole name alone, as files name products. */
export async function identifyProduct(sql: Sql, codeOrName: string): Promise<FoundProduct> {
  return sellable(sql, await sameCodeOrName(sql, trimmed(codeOrName)))
}

/** In one line and not too long; '' where no letter or digit is left. */
export function cleanWords(said: string): string {
  const text = trimmed(said)
  return /[\p{L}\p{N}]/u.test(text) ? text : ''
}

function trimmed(said: string): string {
  return harmless(said.toWellFormed()).replace(/\s+/g, ' ').trim().slice(0, saidLengthMax)
}

/** The strongest claim alone: a code as it is written, in any case, a barcode, a name. */
async function sameCodeOrName(sql: Sql, said: string): Promise<string[]> {
  const bare = said.replace(/^(?:the|an?|our|sku|code|item|product|barcode)[ :#]+(?=.)/i, '')
  const rows = await sql<{ id: string; claim: number }[]>`
    select id,
      case
        when sku = ${bare} then 1
        when sku_key = (select lower(${bare})) then 2
        when barcode = ${bare} then 3
        else 4
      end as claim
    from products
    where archived_at is null
      and (sku_key = (select lower(${bare})) or barcode = ${bare}
        or name_key = (select name_key(${said})) or name_key = (select name_key(${bare})))
    order by claim, id
    limit ${foundMax}`
  return rows.filter(({ claim }) => claim === rows[0]!.claim).map(({ id }) => id)
}

/** "beanies" is "Beanie", although there is a "Beanie with Logo". */
async function sameWords(sql: Sql, said: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id
    from products
    where archived_at is null and name_stems <> '' and id in (${holdingAll(sql, said)})
      and strip(name_stems) = (select strip(to_tsvector('english', name_words(${said}))))
    order by id
    limit ${foundMax}`
  return rows.map(({ id }) => id)
}

async function allWords(sql: Sql, said: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id
    from products
    where archived_at is null and id in (${holdingAll(sql, said)})
      and name_stems @@ (select plainto_tsquery('english', name_words(${said})))
    order by length(name_key), id
    limit ${foundMax}`
  return rows.map(({ id }) => id)
}

/** Ids of the products whose names hold each word: those of the rarest, looked at one by one. */
function holdingAll(sql: Sql, said: string) {
  const inNames = (stem: ReturnType<Sql>) => sql`
    select product_id
    from product_words
    where place = 'name' and stem = ${stem} collate "C"`
  return sql`
    with said as materialized (
      select distinct stem
      from stems(${said})
    ), rarest as (
      select stem
      from said
      order by (select count(*) from (${inNames(sql`said.stem`)} limit ${countedMax}) counted)
      limit 1
    )
    select held.product_id
    from (${inNames(sql`(select stem from rarest)`)}) held
    where not exists (
      select from said
      where not coalesce((
        select true
        from product_words w
        where w.place = 'name' and w.stem = said.stem collate "C" and w.product_id = held.product_id
        limit 1), false))`
}

/**
 * Every word that was said is a word of the name but for a letter or two (Levenshtein; one letter in
 * words of four and five), and begins with the same letter. Figures and short words have no errors.
 */
async function mistyped(sql: Sql, said: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with recursive said as (
      select place, word
      from stems(${said})
      group by place, word
      order by place
      limit ${wordsMax}
    ), ${nearWords(sql, sql`said`)}, held as (
      select w.product_id, n.said, min(n.distance) as distance
      from near n
      cross join lateral (
        select product_id
        from product_words
        where word = n.word and place = 'name'
        offset 0) w
      group by w.product_id, n.said
    ), whole as (
      select product_id, sum(distance) as distance
      from held
      group by product_id
      having count(*) = (select count(distinct word) from said)
    )
    select p.id
    from whole
    join products p on p.id = whole.product_id
    where p.archived_at is null
      and (select word_similarity(string_agg(word, ' ' order by place), p.name_key) from said) > 0.25
    order by whole.distance, p.id
    limit ${foundMax}`
  return rows.map(({ id }) => id)
}

/** What can be sold of these: a product with variants is none itself, its variants are. */
export async function sellable(sql: Sql, ids: string[]): Promise<FoundProduct> {
  if (ids.length === 0) return { is: 'none' }
  const products = await sql<Product[]>`
    ${selectProduct(sql)}
    where p.archived_at is null
      and (p.id = any(${ids}::bigint[]) or p.parent_id = any(${ids}::bigint[]))
      and not exists (
        select 1
        from products v
        where v.org_id = p.org_id and v.parent_id = p.id and v.archived_at is null)
    order by p.name_key, p.id
    limit ${foundMax}`
  const [one, other] = products
  if (!one) return { is: 'none' }
  return other ? { is: 'many', products: [...products] } : { is: 'one', product: one }
}
