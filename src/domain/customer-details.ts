/** What is written down of a customer, and what of it may not be another's too. */
import type { Sql } from '#db/sql.ts'
import { harmless } from '#kit/harmless.ts'
import { Refusal } from '#kit/refusal.ts'

export interface Customer {
  id: string
  /** As the business or its till knows them. */
  code: string
  name: string
  /** As it was written down: people read it, nothing is sent to it. */
  phone: string | null
  email: string | null
  country: string | null
  /** The person who writes to us, where they are one. */
  userId: string | null
}

export type Details = Pick<Customer, 'name' | 'phone' | 'email' | 'country'>
export type NewDetails = Pick<Details, 'name'> & Partial<Details>

const textLengthMax = 200

/** Clean, blanks as null. Refused without a name, or with a phone or an email that is none. */
export function checkDetails(said: NewDetails): Details {
  const optional = (text: string | null | undefined) => clean(text ?? '') || null
  const name = clean(said.name)
  const [phone, email] = [optional(said.phone), optional(said.email)]
  if (!/[\p{L}\p{N}]/u.test(name)) throw new Refusal('A customer needs a name.')
  if (phone && phoneDigits(phone) === null) throw new Refusal(`"${phone}" is not a phone number.`)
  if (email && !/^\S+@\S+\.\S+$/.test(email)) throw new Refusal(`"${email}" is not an email.`)
  return { name, phone, email, country: optional(said.country) }
}

/** `select … from customers c`, to go on with `where`. */
export function selectCustomer(sql: Sql) {
  return sql`
    select c.id, c.code, c.name, c.phone, c.email, c.country, c.user_id as "userId"
    from customers c`
}

/** As the column `phone_digits`: without its leading zeros; null when they cannot be one. */
export function phoneDigits(said: string): string | null {
  if (!/^[+\d][\d\s().-]*$/.test(said.trim())) return null
  const digits = said.replace(/\D/g, '').replace(/^0+/, '')
  return digits.length >= 6 && digits.length <= 15 ? digits : null
}

export function clean(text: string): string {
  return harmless(text).toWellFormed().replace(/\s+/g, ' ').trim().slice(0, textLengthMax)
}

/** Refused when another has the phone, or the name and nothing tells the two apart. */
export async function refuseTwin(sql: Sql, details: Details): Promise<void> {
  const { name, phone, email } = details
  if (phone) await refuseSamePhone(sql, { id: null, phone })
  if (phone || email) return
  const [twin] = await sql<{ name: string }[]>`
    select name
    from customers
    where name_key = (select name_key(${name}))
    limit 1`
  if (twin)
    throw new Refusal(
      `There is a customer called ${twin.name} already: say a phone or an email to tell them apart.`,
    )
}

export async function refuseSamePhone(
  sql: Sql,
  { id, phone }: { id: string | null; phone: string },
): Promise<void> {
  const [other] = await sql<{ name: string }[]>`
    select name
    from customers
    where id is distinct from ${id}::bigint and phone_digits = ${phoneDigits(phone)}
    limit 1`
  if (other) throw new Refusal(`${other.name} has that phone number already.`)
}
