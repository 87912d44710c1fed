/**
 * The product that a person named: by code, by name, by some of its words, with typing errors.
 * Where two could be meant, both are given: nobody guesses.
 */
import type { Sql } from '#db/sql.ts'
import { harmless } from '#kit/harmless.ts'
import { type Product, selectProduct } from './product.ts'

export type FoundProduct =
  | { is: 'one'; product: Product }
  /** Ten at most, by name. */
  | { is: 'many'; products: Product[] }
  | { is: 'none' }

const saidLengthMax = 120
const wordsMax = 12
const foundMax = 10
/** Below this, one or two letters make another word of it. */
const typingWordMin = 4
const longWordMin = 6

/**
 * Looks for the SKU, the barcode or the whole name; then for the name's words, in any order, singular
 * or plural; then for names that hold every word among others ("blue mugs" is "Enamel Mug, White with
 * Blue Rim"); then for the same with typing errors. The first of these that finds anything decides. A product with variants stands for them.
 * Archived products are not found.
 */
export async function findProduct(sql: Sql, words: string): Promise<FoundProduct> {
  const said = clean(words)
  if (!/[\p{L}\p{N}]/u.test(said)) return { is: 'none' }
  for (const look of [sameCodeOrName, sameWords, allWords, mistyped]) {
    const found = await sellable(sql, await look(sql, said))
    if (found.is !== 'none') return found
  }
  return { is: 'none' }
}

/** By the SKU, the barcode or the whole name alone, as files name products. */
export async function identifyProduct(sql: Sql, codeOrName: string): Promise<FoundProduct> {
  return sellable(sql, await sameCodeOrName(sql, clean(codeOrName)))
}

function clean(said: string): string {
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
    where archived_at is null and name_stems <> ''
      and strip(name_stems) = (select strip(to_tsvector('english', name_words(${said}))))
    order by id
    limit ${foundMax}`
  return rows.map(({ id }) => id)
}

async function allWords(sql: Sql, said: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id
    from products
    where archived_at is null
      and name_stems @@ (select plainto_tsquery('english', name_words(${said})))
    order by length(name_key), id
    limit ${foundMax}`
  return rows.map(({ id }) => id)
}

/**
 * Every word that was said is a word of the name but for a letter or two (Levenshtein; one letter in
 * words of four and five), and begins with the same letter. Figures and short words have no errors.
 */
async function mistyped(sql: Sql, said: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with said as (
      select word, row_number() over () as place
      from unnest(string_to_array(name_words(${said}), ' ')) word
      where ts_lexize('english_stem', word) <> '{}'
      limit ${wordsMax}
    ), likely as (
      select id, name_key, name_words(name) as words
      from products
      where archived_at is null
        and (select word_similarity(string_agg(word, ' '), name_key) from said) > 0.25
    ), near as (
      select l.id, s.place, min(levenshtein_less_equal(s.word, left(n.word, 60), 2)) as distance
      from likely l
      cross join unnest(string_to_array(l.words, ' ')) n(word)
      join said s on s.word = n.word
        or left(s.word, 1) = left(n.word, 1) and s.word !~ '[0-9]' and n.word !~ '[0-9]'
          and length(s.word) between ${typingWordMin} and 60
          and levenshtein_less_equal(s.word, left(n.word, 60), 2)
            <= case when length(s.word) < ${longWordMin} then 1 else 2 end
      group by l.id, s.place
    )
    select id
    from near
    group by id
    having count(*) = (select count(*) from said)
    order by sum(distance), id
    limit ${foundMax}`
  return rows.map(({ id }) => id)
}

/** What can be sold of these: a product with variants is none itself, its variants are. */
async function sellable(sql: Sql, ids: string[]): Promise<FoundProduct> {
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
