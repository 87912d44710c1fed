/** Story: somebody tries Tillie today, and again next week. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '#db/sql.ts'
import { seedDemo } from '#domain/demo/seed-demo.ts'
import { checkReportViews } from '#domain/report-views.ts'
import { reconcile } from '#reports/reconcile.ts'
import { openTestDb, type TestDb } from '#test/support/database.ts'

const friday = new Date('2026-11-20T14:20:00Z')
const tuesday = new Date('2026-11-24T11:00:00Z')

let opened: TestDb
let db: Db
beforeAll(async () => {
  opened = await openTestDb()
  db = opened.db
})
afterAll(() => opened.close())

interface DayRow {
  day: string
  gross: string
  returns: string
  orders: number
  collected: string
  refunds: string
}

function days(orgId: number) {
  return db.asReader(
    orgId,
    (sql) => sql<DayRow[]>`
      select day::text, gross_sales::text as gross, returns::text, orders, collected::text,
        refunds::text
      from report.daily_sales
      order by day`,
  )
}

describe('the demo shop', () => {
  test('has thirteen months of trade that end now', async () => {
    const { org, people } = await seedDemo(db, { now: friday })

    const rows = await days(org.id)
    expect(org).toMatchObject({ name: 'Corner & Kettle', currency: 'GBP' })
    expect(people.owner.name).toBe('Nell Hartley')
    expect(rows[0]!.day).toBe('2025-10-20')
    expect(rows.at(-1)!.day).toBe('2026-11-20')
    const orders = rows.reduce((sum, row) => sum + row.orders, 0)
    expect(orders).toBeGreaterThan(10_000)
    expect(orders).toBeLessThan(15_000)
    expect(await checkReportViews(db, org.id)).toEqual([])
    const [last] = await db.asReader(
      org.id,
      (sql) => sql<{ at: Date }[]>`select max(ordered_at) as at from orders`,
    )
    expect(last!.at.getTime()).toBeLessThanOrEqual(friday.getTime())
  })

  test('keeps stock and books that tie, up to yesterday', async () => {
    const { org } = await seedDemo(db, { now: friday })

    const untied = (await db.asReader(org.id, reconcile)).filter(({ ties }) => !ties)
    expect(untied).toEqual([])
    const [books] = await db.asReader(
      org.id,
      (sql) => sql<{ last: string; short: number; full: number }[]>`
        select (select max(entry_date)::text from journal_entries) as last,
          count(*) filter (where b.quantity < 0)::integer as short,
          count(*) filter (where b.quantity > p.reorder_point)::integer as full
        from stock_balances b
        join products p on p.org_id = b.org_id and p.id = b.product_id`,
    )
    expect(books).toMatchObject({ last: '2026-11-19', short: 0 })
    expect(books!.full).toBeGreaterThan(30)
  })

  test('is the same when it is seeded twice', async () => {
    const { org } = await seedDemo(db, { now: friday })
    const before = await days(org.id)
    const counted = await counts(org.id)

    await seedDemo(db, { now: friday })

    expect(await days(org.id)).toEqual(before)
    expect(await counts(org.id)).toEqual(counted)
  })

  test('is topped up days later, as if it had been made then', async () => {
    const { org } = await seedDemo(db, { now: friday })
    await seedDemo(db, { now: tuesday })
    const fresh = await seedDemo(db, { now: tuesday, name: 'Made on Tuesday' })

    const [ours, theirs] = [await days(org.id), await days(fresh.org.id)]
    // The older shop begins earlier, and settles in its first days what began before the younger.
    const from = '2025-12-01'
    const since = (rows: DayRow[]) => rows.filter(({ day }) => day >= from)
    expect(since(ours)).toEqual(since(theirs))
    expect(ours.at(-1)!.day).toBe('2026-11-24')
  })

  test('trades most on Saturdays and before Christmas', async () => {
    const { org } = await seedDemo(db, { now: friday })

    const [busy] = await db.asReader(
      org.id,
      (sql) => sql<{ weekday: number; month: string }[]>`
        select
          (select extract(isodow from day)::int from report.daily_sales
           group by 1 order by avg(orders) desc limit 1) as weekday,
          (select to_char(day, 'YYYY-MM') from report.daily_sales
           group by 1 order by avg(gross_sales) desc limit 1) as month`,
    )

    expect(busy).toEqual({ weekday: 6, month: '2025-12' })
  })
})

function counts(orgId: number) {
  return db.asReader(
    orgId,
    (sql) => sql`
      select (select count(*) from users) as users, (select count(*) from products) as products,
        (select count(*) from customers) as customers, (select count(*) from payments) as payments,
        (select count(*) from refunds) as refunds`,
  )
}
