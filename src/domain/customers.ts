/** Customers: who buys, and how they are found again. Some of them are people who write to us. */
import type { Sql } from '#db/sql.ts'
import { record } from './audit.ts'
import {
  type Customer,
  checkDetails,
  clean,
  type NewDetails,
  phoneDigits,
  refuseTwin,
  selectCustomer,
} from './customer-details.ts'
import { type Actor, allow } from './identity.ts'

export type { Customer }

export type FoundCustomer =
  | { is: 'one'; customer: Customer }
  /** Ten at most, by name. */
  | { is: 'many'; customers: Customer[] }
  | { is: 'none' }

export interface NewCustomer extends NewDetails {
  /** Made from a running number when left out. */
  code?: string
  now: Date
  /** Where they came from, with their id there; random when not said. */
  source?: string
  externalId?: string
}

const saidLengthMax = 120
const foundMax = 10
const pageMax = 100
/** Of three-letter groups that a name shares with what was said. */
const likenessMin = 0.5

/**
 * Looks for the code, the phone number, the email or the whole name; then for names that hold every
 * word that was said, in any order; then for names that are like it but for typing errors. The first
 * of these that finds anything decides; where two could be meant, both are given.
 */
export async function findCustomer(sql: Sql, words: string): Promise<FoundCustomer> {
  const said = clean(words).slice(0, saidLengthMax)
  const bare = said.replace(/^(?:the|our|customer|client)[ :]+(?=.)/i, '')
  if (!/[\p{L}\p{N}]/u.test(bare)) return { is: 'none' }
  for (const look of [sameCodeOrName, allWords, mistyped]) {
    const customers = await look(sql, bare)
    if (customers.length === 1) return { is: 'one', customer: customers[0]! }
    if (customers.length > 1) return { is: 'many', customers }
  }
  return { is: 'none' }
}

/** By page, in the order in which they came; `after` is the `next` of the page before. */
export async function listCustomers(
  sql: Sql,
  { after, limit }: { after?: string; limit: number },
): Promise<{ items: Customer[]; next: string | null }> {
  const size = Math.min(limit, pageMax)
  const rows = await sql<Customer[]>`
    ${selectCustomer(sql)}
    where c.org_id = current_org()
      ${after ? sql`and c.id > ${after}` : sql``}
    order by c.id
    limit ${size + 1}`
  const items = rows.slice(0, size)
  return { items, next: rows.length > size ? items.at(-1)!.id : null }
}

/**
 * Adds a customer. Refused without a name; when another customer has the phone number; and when one of
 * the same name is there and no phone or email tells them apart.
 */
export async function addCustomer(sql: Sql, actor: Actor, input: NewCustomer): Promise<Customer> {
  allow(actor, 'orders:write')
  const { now, source = 'tillie', externalId } = input
  const details = checkDetails(input)
  await refuseTwin(sql, details)
  const customer = await insert(sql, {
    code: clean(input.code ?? '') || null,
    ...{ ...details, userId: null, source, externalId: externalId ?? null, now },
  })
  await record(sql, {
    at: now,
    action: 'customer.added',
    userId: actor.userId,
    subject: `customer:${customer.id}`,
  })
  return customer
}

/**
 * The customer that this person is; made when they are none yet. The phone that a platform vouches for
 * finds the customer who was written down with it, when that is one alone.
 */
export async function customerOfUser(sql: Sql, userId: string, now: Date): Promise<Customer> {
  await sql`select 1 from users where id = ${userId} for update`
  const [known] = await sql<Customer[]>`${selectCustomer(sql)} where c.user_id = ${userId}`
  if (known) return known
  const same = await sql<Customer[]>`
    ${selectCustomer(sql)}
    where c.user_id is null
      and c.phone ~ '^ *([+]|00)' -- Another country's number may end in the same digits.
      and c.phone_digits in (
        select substr(value, 2)
        from identities
        where user_id = ${userId} and kind = 'phone')
    order by c.id
    limit 2`
  const [one, other] = same
  if (one && !other) {
    await sql`update customers set user_id = ${userId}, version = version + 1 where id = ${one.id}`
    return { ...one, userId }
  }
  const [person] = await sql<{ name: string | null }[]>`
    select name
    from users
    where id = ${userId}`
  if (!person) throw new Error('there is no such person')
  const name = clean(person.name ?? '') || `Customer ${userId}`
  const details = { phone: null, email: null, country: null }
  return insert(sql, {
    code: null,
    name,
    ...details,
    userId,
    source: 'chat',
    externalId: userId,
    now,
  })
}

/** The strongest claim alone. */
async function sameCodeOrName(sql: Sql, said: string): Promise<Customer[]> {
  const digits = phoneDigits(said)
  const rows = await sql<(Customer & { claim: number })[]>`
    with named as (
      ${selectCustomer(sql)}
      where lower(c.code) = lower(${said}) or lower(c.email) = lower(${said})
        or c.name_key = (select name_key(${said}))
        or c.phone_digits = ${digits})
    select *,
      case when code = ${said} then 1 when lower(code) = lower(${said}) then 2 else 3 end as claim
    from named
    order by claim, name, id
    limit ${foundMax}`
  return rows
    .filter(({ claim }) => claim === rows[0]!.claim)
    .map(({ claim: _, ...customer }) => customer)
}

async function allWords(sql: Sql, said: string): Promise<Customer[]> {
  return sql<Customer[]>`
    ${selectCustomer(sql)}
    where string_to_array(c.name_key, ' ') @> (select string_to_array(name_key(${said}), ' '))
    order by c.name_key, c.id
    limit ${foundMax}`
}

/**
 * Whole names and words of names, by their three-letter groups (pg_trgm). Every word that was said is
 * one of the name's but for a letter or two: "Café Noir" is no other café.
 */
async function mistyped(sql: Sql, said: string): Promise<Customer[]> {
  return sql<Customer[]>`
    ${selectCustomer(sql)}
    where c.name_key !~ '^[0-9 ]*$'
      and strict_word_similarity((select name_key(${said})), c.name_key) >= ${likenessMin}
      and not exists (
        select
        from unnest((select string_to_array(name_key(${said}), ' '))) word
        where not exists (
          select
          from unnest(string_to_array(c.name_key, ' ')) own
          where levenshtein_less_equal(left(word, 60), left(own, 60), 2)
            <= case when length(word) < 4 then 0 when length(word) < 6 then 1 else 2 end))
    order by strict_word_similarity((select name_key(${said})), c.name_key) desc, c.name_key, c.id
    limit ${foundMax}`
}

interface Row extends Omit<Customer, 'id' | 'code'> {
  code: string | null
  source: string
  externalId: string | null
  now: Date
}

async function insert(sql: Sql, row: Row): Promise<Customer> {
  const { name, phone, email, country, userId, source, externalId, now } = row
  const [added] = await sql<{ id: string }[]>`
    insert into customers (org_id, code, name, phone, email, country, user_id,
      source, external_id, created_at)
    values (current_org(), ${row.code ?? 'new'}, ${name}, ${phone}, ${email}, ${country}, ${userId},
      ${source}, coalesce(${externalId}, gen_random_uuid()::text), ${now})
    returning id`
  const { id } = added!
  const code = row.code ?? `CU-${id}`
  if (!row.code) await sql`update customers set code = ${code} where id = ${id}`
  return { id, code, name, phone, email, country, userId }
}
