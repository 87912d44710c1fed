/** Story: whatever happens to the records, the report tables say what the records add up to. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '#db/sql.ts'
import { createOrg } from '#domain/org.ts'
import { checkReportViews, freshen, rebuild } from '#domain/report-views.ts'
import { reported } from '#test/support/adding-up.ts'
import { keepReportsTrue } from '#test/support/books-kept.ts'
import { openTestDb, type TestDb } from '#test/support/database.ts'
import { type Step, take, zones } from '#test/support/random-books.ts'

let opened: TestDb
let db: Db
let businesses = 0
beforeAll(async () => {
  opened = await openTestDb()
  db = opened.db
})
afterAll(() => opened.close())

async function business(): Promise<number> {
  businesses += 1
  const name = `Business ${businesses}`
  return (await createOrg(db, { name, currency: 'USD', timezone: 'America/New_York' })).id
}

const noon = { at: new Date('2024-03-10T16:00:00Z'), day: '2024-03-10', hour: 12 }
const line = { product: 1, quantity: 2, cents: 450, discount: 0, cost: null } as const
const sale: Step = {
  do: 'order',
  moment: noon,
  status: 'PAID',
  customer: 0,
  country: null,
  isPaid: false,
  lines: [line],
}

describe('after any sequence of records, edits and reads every row equals the sum of its records', () => {
  test.each(zones)('in %s', (zone) => keepReportsTrue(db, { zone, runs: 25 }))
})

describe('refreshing', () => {
  test('touches the changed days only, and none when nothing changed', async () => {
    const org = await business()
    await take(db, org, sale)
    await take(db, org, { do: 'pay', moment: { ...noon, day: '2024-03-12' }, cents: 500, ok: true })

    expect(await freshen(db, org)).toBe(2)
    expect(await freshen(db, org)).toBe(0)
    await take(db, org, { do: 'move', nth: 0, moment: { ...noon, day: '2024-03-01' } })
    expect(await freshen(db, org)).toBe(2)
  })

  test('takes an order that changed twice away from where it was counted', async () => {
    const org = await business()
    await take(db, org, sale)
    await freshen(db, org)
    for (const day of ['2024-03-01', '2024-03-05'])
      await take(db, org, { do: 'move', nth: 0, moment: { ...noon, day } })
    await freshen(db, org)

    const { days } = await reported(db, org)
    expect(Object.keys(days)).toEqual(['2024-03-05'])
    expect(days['2024-03-05']).toMatchObject({ gross: 900, orders: 1 })
  })

  test('a day with a payment and no sale has its row', async () => {
    const org = await business()
    await take(db, org, { do: 'pay', moment: noon, cents: 500, ok: true })
    await freshen(db, org)

    expect((await reported(db, org)).days['2024-03-10']).toMatchObject({ gross: 0, collected: 501 })
  })

  test('many at once lose nothing', async () => {
    const org = await business()
    await Promise.all(
      Array.from({ length: 12 }, (_, n) => (n % 3 === 2 ? freshen(db, org) : take(db, org, sale))),
    )
    await freshen(db, org)

    expect((await reported(db, org)).days['2024-03-10']).toMatchObject({ gross: 7200, orders: 8 })
  })

  test('one business does not see or refresh the days of another', async () => {
    const [ours, theirs] = [await business(), await business()]
    await take(db, theirs, sale)

    expect(await freshen(db, ours)).toBe(0)
    expect((await reported(db, ours)).days).toEqual({})
  })
})

test('the check names a day that was written past the triggers, and a rebuild mends it', async () => {
  const org = await business()
  await take(db, org, sale)
  await freshen(db, org)
  await db.asOrg(org, (sql) => sql`update report.daily_sales_by_product set gross_sales = 1`)

  expect(await checkReportViews(db, org)).toEqual(['2024-03-10'])
  await rebuild(db, org)
  expect(await checkReportViews(db, org)).toEqual([])
})

test('BI tools read the views under the names they know', async () => {
  const org = await business()
  await take(db, org, sale)
  await freshen(db, org)
  const one = (view: string) =>
    db.asReader(org, (sql) => sql`select * from ${sql(view)}`.then((rows) => ({ ...rows[0] })))

  expect(await one('mv_daily_sales')).toMatchObject({ orders_count: 1, gross_sales: '9.0000' })
  expect(await one('mv_daily_sales_by_product')).toMatchObject({ units_sold: '2' })
  expect(await one('mv_monthly_audit')).toMatchObject({ orders_count: '1', login_events: '0' })
})
