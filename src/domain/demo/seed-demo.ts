/**
 * The demo shop: thirteen months of trade that end now. Every day is told by its date alone, so
 * that two people see the same figures, and a shop that was seeded last week is only topped up.
 */
import type { Db, Sql } from '#db/sql.ts'
import { createOrg, findOrg, type Org } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { freshen } from '#domain/report-views.ts'
import { addDays, addMonths, dayOf } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { hangPictures, type PictureHands } from './hang-pictures.ts'
import { openingHoursSetting } from './season.ts'
import { stockShelves } from './shelves.ts'
import { openBooks, writeBooks } from './write-books.ts'
import { writeTrade } from './write-trade.ts'

interface DemoPerson {
  userId: string
  name: string
}
export type DemoPeople = Record<'owner' | 'finance' | 'staff', DemoPerson>

export const demoShopName = 'Corner & Kettle'

const months = 13
/** Payments and refunds follow their orders by this many days at most. */
const daysToSettle = 14
const daysPerTransaction = 40
const analyzeFromDays = 60

const cast = { owner: 'Nell Hartley', finance: 'Tomas Varga', staff: 'Priya Anand' } as const

interface DemoWish {
  now: Date
  name?: string
  /** Keep the drawn pictures of its products; without them it has none. */
  hands?: PictureHands
}

/** Makes the demo shop, or tops it up to `now`; the same call twice changes nothing. */
export async function seedDemo(
  db: Db,
  { now, name = demoShopName, hands }: DemoWish,
): Promise<{ org: Org; people: DemoPeople }> {
  const org =
    (await findOrg(db, name)) ??
    (await createOrg(db, { name, currency: 'GBP', timezone: 'Europe/London' }))
  const { people, lastDay } = await db.asOrg(org.id, async (sql) => {
    await sql`
      update orgs
      set settings = settings || ${sql.json({ openingHours: openingHoursSetting })}
      where not settings ? 'openingHours'`
    await stockShelves(sql, now)
    return { people: await peopleOf(sql, now), lastDay: await lastDayOf(sql) }
  })

  const by = people.owner.userId
  await Promise.all([
    bringTradeUp(db, org, { people, lastDay, now }),
    hands && hangPictures(db, org.id, { hands, by, now }),
  ])
  return { org, people }
}

/** Sales, returns and payments from `lastDay` on, then the books and the figures of it. */
async function bringTradeUp(
  db: Db,
  org: Org,
  { people, lastDay, now }: { people: DemoPeople; lastDay: Day | null; now: Date },
): Promise<void> {
  const { id, timezone } = org
  const today = dayOf(now, timezone)
  const first = lastDay ? addDays(lastDay, -daysToSettle) : addMonths(today, -months)
  for (let from = first; from <= today; from = addDays(from, daysPerTransaction)) {
    const end = addDays(from, daysPerTransaction - 1)
    const to = end < today ? end : today
    await db.asOrg(id, (sql) => writeTrade(sql, { from, to, now, timezone }))
  }
  const isNew = first < addDays(today, -analyzeFromDays)
  if (isNew)
    await db.asOwner((sql) => sql`analyze orders, order_lines, returns, return_lines, payments`)
  await bringBooksUp(db, org, { people, today, now, isNew })
  await freshen(db, id)
}

/** Stock and ledger, up to the last whole day. */
async function bringBooksUp(
  db: Db,
  { id, timezone }: Org,
  { people, today, now, isNew }: { people: DemoPeople; today: Day; now: Date; isNew: boolean },
): Promise<void> {
  const books = async (sql: Sql) => ({
    actor: await actorFor(sql, people.owner.userId),
    timezone,
    today,
    now,
  })
  let from = await db.asOrg(id, async (sql) => {
    const { kept, first } = await daysOfBooks(sql)
    if (kept) return addDays(kept, 1)
    await openBooks(sql, first!, await books(sql))
    return first!
  })
  for (; from < today; from = addDays(from, daysPerTransaction)) {
    const [end, last] = [addDays(from, daysPerTransaction - 1), addDays(today, -1)]
    const to = end < last ? end : last
    await db.asOrg(id, async (sql) => writeBooks(sql, { from, to }, await books(sql)))
    if (isNew) await db.asOwner((sql) => sql`analyze stock_movements, journal_lines`)
  }
}

async function daysOfBooks(sql: Sql): Promise<{ kept: Day | null; first: Day | null }> {
  const [row] = await sql<{ kept: Day | null; first: Day | null }[]>`
    select (
        select max(entry_date)::text
        from journal_entries
        where external_id like 'demo day %') as kept,
      (select min(business_day)::text
        from orders
        where source = 'demo') as first`
  return row!
}

async function lastDayOf(sql: Sql): Promise<Day | null> {
  const [row] = await sql<{ day: Day | null }[]>`
    select max(business_day)::text as day
    from orders
    where source = 'demo'`
  return row!.day
}

async function peopleOf(sql: Sql, now: Date): Promise<DemoPeople> {
  return {
    owner: await person(sql, 'owner', now),
    finance: await person(sql, 'finance', now),
    staff: await person(sql, 'staff', now),
  }
}

async function person(sql: Sql, role: keyof DemoPeople, now: Date): Promise<DemoPerson> {
  const name = cast[role]
  const [known] = await sql<{ userId: string }[]>`
    select u.id as "userId"
    from users u
    join user_roles r on r.org_id = u.org_id and r.user_id = u.id
    where u.name = ${name} and r.role = ${role}
    order by u.id
    limit 1`
  const { userId } = known ?? (await addPerson(sql, { name, roles: [role], now }))
  return { userId, name }
}
