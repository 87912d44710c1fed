/**
 * Finds what a person named: a product, customer, country, category or sales channel, by name or
 * code, with typing errors (pg_trgm) and the names that countries also go by.
 */
import type { Sql } from '#db/sql.ts'
import type { Filter, FilterKind } from './catalogue.ts'

type NamedKind = Exclude<FilterKind, 'weekday'>

export interface Candidate {
  kind: NamedKind
  key: string
  label: string
  /** 0..1; 1 is the very name or code. */
  score: number
}

export type Found =
  | { is: 'one'; filter: Filter }
  | { is: 'many'; candidates: Candidate[]; filter: Filter }
  | { is: 'none' }

/** Below this, a name is another name. */
export const likenessMin = 0.55
/** From here on, every word that was said stands in the name. */
export const surenessMin = 0.93
/** Candidates as good as the best, within this, are all meant. */
const margin = 0.04
const candidatesMax = 60
const nameLengthMax = 120

/** Names that tills and people write differently. Keys as `name_key` makes them. */
const countryAliases: Record<string, string[]> = {
  'united kingdom': [
    'uk',
    'u k',
    'britain',
    'great britain',
    'england',
    'gb',
    'british',
    'the british',
    'the uk',
  ],
  usa: [
    'us',
    'u s',
    'u s a',
    'america',
    'united states',
    'the us',
    'the usa',
    'the states',
    'united states of america',
    'american',
    'americans',
    'the americans',
  ],
  eire: ['ireland', 'republic of ireland', 'irish', 'the irish'],
  netherlands: ['holland', 'the netherlands', 'dutch', 'the dutch'],
  rsa: ['south africa'],
  'united arab emirates': ['uae', 'emirates', 'dubai'],
  germany: ['deutschland', 'german', 'germans', 'the germans'],
  france: ['french', 'the french'],
  spain: ['espana', 'spanish', 'the spanish'],
  switzerland: ['swiss', 'the swiss'],
  italy: ['italian', 'italians'],
  belgium: ['belgian', 'belgians'],
  portugal: ['portuguese', 'portugese'],
  sweden: ['swedish', 'swedes'],
  norway: ['norwegian', 'norwegians'],
  denmark: ['danish', 'danes'],
  finland: ['finnish', 'finns'],
  austria: ['austrian', 'austrians'],
  poland: ['polish', 'poles'],
  greece: ['greek', 'greeks'],
  japan: ['japanese'],
  australia: ['australian', 'australians', 'oz'],
  canada: ['canadian', 'canadians'],
  'czech republic': ['czechia'],
  'european community': ['eu', 'european union'],
}

/** `kind`, when the person said it ("customer 14646"), is the only one looked through. */
export async function findNamed(
  sql: Sql,
  name: string,
  kind?: NamedKind,
  scoreMin = likenessMin,
): Promise<Found> {
  const said = name.trim().slice(0, nameLengthMax)
  if (!said) return { is: 'none' }
  const ofKind = (c: Candidate) => !kind || c.kind === kind
  const same = (await sameNames(sql, said)).filter(ofKind)
  const candidates = same.length > 0 ? same : (await likeNames(sql, said)).filter(ofKind)
  const best = candidates[0]
  if (!best || best.score < scoreMin) return { is: 'none' }
  const equal = candidates.filter((c) => c.kind === best.kind && c.score >= best.score - margin)
  // Two codes may bear one name; an exact name means all of them, and nothing that is only like it.
  const exact = equal.filter(({ score }) => score === 1)
  const meant = exact.length > 0 ? exact : equal
  if (meant.length === 1) return { is: 'one', filter: filterOf([best], best.label) }
  return { is: 'many', candidates: meant, filter: filterOf(meant, `"${said}"`) }
}

function filterOf(candidates: Candidate[], label: string): Filter {
  return { kind: candidates[0]!.kind, keys: candidates.map(({ key }) => key), label }
}

/** The very name or code, best first: found by its key, so that most questions never look further. */
async function sameNames(sql: Sql, said: string): Promise<Candidate[]> {
  const rows = await sql<Candidate[]>`
    with said as (select name_key(${said}) as key, ${aliasOf(said)}::text as alias),
    named as (
      select 'product' as kind, id::text as key, name as label, name_key
      from products
      where name_key = (select key from said) or lower(sku) = lower(${said})
      union all
      select 'customer', id::text, name, name_key
      from customers
      where name_key = (select key from said) or lower(code) = lower(${said})
      union all
      select kind, key, key, name_key(key)
      from (${fewNames(sql)}) few
      where name_key(key) = (select key from said)
        or kind = 'country' and name_key(key) = (select alias from said))
    select kind, named.key, label, 1::float8 as score
    from named, said
    order by similarity(said.key, name_key) desc, label
    limit ${candidatesMax}`
  return [...rows]
}

/** Countries, categories and channels: named by the records themselves, and looked at once each. */
function fewNames(sql: Sql) {
  return sql`
    with recursive places as (
      (select country, channel from report.daily_sales_by_customer order by 1, 2 limit 1)
      union all
      select next.*
      from places p
      cross join lateral (
        select country, channel
        from report.daily_sales_by_customer
        where (country, channel) > (p.country, p.channel)
        order by 1, 2
        limit 1) next)
    select distinct 'country' as kind, country as key from places where country <> ''
    union all
    select distinct 'category', category from products where category is not null
    union all
    select distinct 'channel', channel from places`
}

/** Best first. An exact name or code scores 1; the rest by how much of what was said they hold. */
async function likeNames(sql: Sql, said: string): Promise<Candidate[]> {
  const rows = await sql<{ kind: NamedKind; key: string; label: string; score: number }[]>`
    with said as (select name_key(${said}) as key, ${aliasOf(said)}::text as alias),
    named as (
      select 'product' as kind, id::text as key, name as label, name_key, sku as code
      from products
      union all
      select 'customer', id::text, name, name_key, code
      from customers
      union all
      select kind, key, key, name_key(key), null
      from (${fewNames(sql)}) few),
    scored as (
      select n.*, case
          when n.name_key = said.key or lower(n.code) = lower(${said}) then 1
          when n.kind = 'country' and n.name_key = said.alias then 1
          when n.kind = 'country' and length(said.key) between 5 and 60
            and levenshtein(said.key, n.name_key) <= 2 then 0.95
          when n.kind in ('country', 'category', 'channel') then similarity(said.key, n.name_key)
          when n.kind = 'customer' and n.name_key ~ '^[0-9 ]+$' then 0
          else likeness.most * least(0.99, greatest(${wordShare(sql)}, word_similarity(said.key, n.name_key) - 0.03))
        end::float8 as score
      from named n
      cross join said
      -- A word of a customer's name is a weaker claim than the same word in a product's.
      cross join lateral (
        select case when n.kind = 'customer' then 0.92 else 1 end as most) likeness)
    select scored.kind, scored.key, scored.label, scored.score
    from scored, said
    where scored.score >= ${likenessMin}
    order by scored.score desc, similarity(said.key, scored.name_key) desc, scored.label
    limit ${candidatesMax}`
  return [...rows]
}

/** How many of the words said stand in the name, whole or as a beginning ("mug" for "mugs"). */
function wordShare(sql: Sql) {
  return sql`(
    select coalesce(avg((n.name_key ~ ('\\m' || regexp_replace(word, '(es|s)$', '')))::int), 0) - 0.01
    from unnest(string_to_array(said.key, ' ')) word)`
}

function aliasOf(said: string): string | null {
  const key = said
    .replace(/\bus\b/g, '') // "us" is us; "US" is the country.
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim()
  const found = Object.entries(countryAliases).find(([, aliases]) => aliases.includes(key))
  return found?.[0] ?? null
}
