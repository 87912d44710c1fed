/**
 * Report rows after one changed order, in a small history and in one fifty times as long, held against
 * a materialized view that is refreshed as a whole; and what a rebuild and a free question cost.
 */
import type { Db, Sql } from '#db/sql.ts'
import { measure } from '#domain/metrics/measure.ts'
import { createOrg } from '#domain/org.ts'
import { freshen, rebuild } from '#domain/report-views.ts'
import { type BenchDatabase, onDatabase } from './support/database.ts'
import { isQuick, median, report, rounds } from './support/measure.ts'
import { addUpOnce, openSeedView } from './support/refreshed-view.ts'
import { type FilledSales, fillSales } from './support/sales-data.ts'

const seed = 4_711
const [few, many] = isQuick ? [2_000, 20_000] : [100_000, 5_000_000]
const changesPerRound = isQuick ? 10 : 40

interface Books extends FilledSales {
  db: Db
  orgId: number
}

await withBooks(few, (small) => withBooks(many, (large) => compare(small, large)))

function withBooks(orders: number, work: (books: Books) => Promise<void>): Promise<void> {
  return onDatabase(async ({ db }: BenchDatabase) => {
    const place = { currency: 'GBP', timezone: 'Europe/London' }
    const { id } = await createOrg(db, { name: 'Bench', ...place })
    await work({ db, orgId: id, ...(await fillSales(db, { orgId: id, orders, seed })) })
  })
}

async function compare(small: Books, large: Books): Promise<void> {
  const refresh = await openSeedView(large.db)
  await changed(small) // Both are warm before either is measured.
  await changed(large)
  const figures = await rounds(3, async () => ({
    small: await changed(small),
    large: await changed(large),
    refresh: await refresh(),
  }))
  const size = `${many.toLocaleString('en-GB')} orders`
  report({
    metric: `one changed order in ${size}`,
    unit: 'ms',
    goal: '<= 10',
    ours: figures.map(({ large }) => large),
  })
  report({
    metric: `cost of ${many / few} times the history`,
    unit: 'ms',
    goal: '<= 2',
    ours: figures.map(({ large }) => large),
    anchor: figures.map(({ small }) => small),
    against: `in ${few.toLocaleString('en-GB')}`,
  })
  report({
    metric: `one changed order in ${size}, refreshed`,
    unit: 'ms',
    goal: '>= 500',
    isTimesCheaper: true,
    ours: figures.map(({ large }) => large),
    anchor: figures.map(({ refresh }) => refresh),
    against: 'concurrently',
  })
  await whole(large)
}

/** The median, in ms, of a report's row made fresh and read after one order was changed. */
async function changed({ db, orgId, orders }: Books): Promise<number> {
  const times: number[] = []
  for (let at = 0; at < changesPerRound; at += 1) {
    const id = orders - at * 3
    const [order] = await db.asOrg(
      orgId,
      (sql) => sql<{ day: string }[]>`
        update orders
        set status = case status when 'PAID' then 'CANCELLED' else 'PAID' end
        where id = ${id}
        returning business_day::text as day`,
    )
    const started = performance.now()
    await freshen(db, orgId)
    await db.asReader(
      orgId,
      (sql) => sql`select * from mv_daily_sales where sales_date = ${order!.day}`,
    )
    times.push(performance.now() - started)
  }
  return median(times)
}

/** What has to look at everything. */
async function whole({ db, orgId, firstDay, lastDay }: Books): Promise<void> {
  report({
    metric: 'rebuild of all report rows',
    unit: 's',
    goal: '<= 1.2',
    anchor: (await timed(() => addUpOnce(db, orgId))) / 1_000,
    ours: (await timed(() => rebuild(db, orgId))) / 1_000,
    against: 'adding up, kept nowhere',
  })
  for (const [name, from] of [
    ['the last 30 days', lastDay.replace(/\d\d$/, '01')],
    ['two years', firstDay],
  ] as const)
    report({
      metric: `a free question over ${name}`,
      unit: 'ms',
      ours: await timed(() =>
        db.asReader(orgId, (sql) => freeQuestion(sql, { from, to: lastDay })),
      ),
    })
}

/** By product within one country: no report table holds that together, so that the lines are read. */
async function freeQuestion(sql: Sql, period: { from: string; to: string }) {
  await sql`set local statement_timeout = 0`
  return measure(sql, {
    metrics: ['net_sales', 'orders'],
    by: 'product',
    filters: [{ kind: 'country', keys: ['Kenya'], label: 'Kenya' }],
    period,
    compareTo: null,
    order: 'highest',
    limit: 10,
    weekStart: 1,
  })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
