/** The business itself, as every reply and report needs to know it. */
import type { Db, Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'

export interface Org {
  id: number
  name: string
  /** ISO 4217. */
  currency: string
  /** IANA name; business days are days in it. */
  timezone: string
  /** BCP 47; how numbers and dates are written. */
  locale: string
  /** First month of the fiscal year, 1 to 12. */
  fiscalYearStart: number
  /** ISO weekday that a week begins on; 1 is Monday. */
  weekStart: number
}

export interface NewOrg {
  name: string
  currency: string
  timezone: string
  locale?: string
  fiscalYearStart?: number
  weekStart?: number
}

/** Any constant will do: two processes that create an org of one name must meet. */
const creationLockKey = 7_455_432

/** The org of that name (case does not matter), or null. */
export function findOrg(db: Db, name: string): Promise<Org | null> {
  return db.asCourier((sql) => byName(sql, name))
}

export async function listOrgs(db: Db): Promise<Org[]> {
  return db.asCourier((sql) => sql<Org[]>`${selectOrg(sql)} order by org_id`)
}

/** The org of the transaction that `sql` stands in. */
export async function currentOrg(sql: Sql): Promise<Org> {
  const [org] = await sql<Org[]>`${selectOrg(sql)} where org_id = current_org()`
  if (!org) throw new Error('no org in this transaction')
  return org
}

/** Refused when the name is taken, or currency, timezone or locale are none. */
export async function createOrg(db: Db, org: NewOrg): Promise<Org> {
  const { name, currency, timezone, locale = 'en-GB', fiscalYearStart = 1, weekStart = 1 } = org
  const clean = name.trim()
  if (!clean) throw new Refusal('A business needs a name.')
  checkCurrency(currency)
  checkTimezone(timezone)
  checkLocale(locale)
  return db.asCourier(async (sql) => {
    await sql`select pg_advisory_xact_lock(${creationLockKey})`
    if (await byName(sql, clean)) throw new Refusal(`There is a business called ${clean} already.`)
    const row = {
      name: clean,
      currency,
      timezone,
      locale,
      fiscal_year_start: fiscalYearStart,
      week_start: weekStart,
    }
    await sql`insert into orgs ${sql(row)}`
    return (await byName(sql, clean))!
  })
}

async function byName(sql: Sql, name: string): Promise<Org | null> {
  const [org] = await sql<Org[]>`${selectOrg(sql)} where lower(name) = lower(${name.trim()})`
  return org ?? null
}

function selectOrg(sql: Sql) {
  return sql`
    select org_id as id, name, currency, timezone, locale,
      fiscal_year_start as "fiscalYearStart", week_start as "weekStart"
    from orgs`
}

function checkCurrency(currency: string) {
  if (!Intl.supportedValuesOf('currency').includes(currency))
    throw new Refusal(`"${currency}" is not a currency code: use three letters such as KES or GBP.`)
}

function checkTimezone(timezone: string) {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    throw new Refusal(
      `"${timezone}" is not a timezone: use a name such as Africa/Nairobi or Europe/London.`,
    )
  }
}

function checkLocale(locale: string) {
  try {
    new Intl.NumberFormat(locale)
  } catch {
    throw new Refusal(`"${locale}" is not a locale: use one such as en-GB or fr-FR.`)
  }
}
