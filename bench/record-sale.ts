/**
 * A sale recorded end to end: priced, numbered, stock and its cost moved, paid, posted, audited. Held
 * against the bare inserts that it consists of, with everything known beforehand, over the same tables,
 * indexes and triggers.
 */
import type { Db } from '#db/sql.ts'
import { recordSale } from '#domain/orders/record-sale.ts'
import { type Counter, openCounter } from './record-sale/counter.ts'
import { insertSale } from './record-sale/inserts.ts'
import { onDatabase } from './support/database.ts'
import { isQuick, percentile, report, rounds } from './support/measure.ts'

const salesPerRound = isQuick ? 40 : 1_000
const tills = 4
let sales = 0

await onDatabase(async ({ db }) => {
  const [ours, bare] = [await openCounter(db, 'Ours'), await openCounter(db, 'Bare')]
  const records = (sale: number) => recordOne(db, ours, sale)
  const inserts = (sale: number) => insertSale(db, bare, sale)
  await run(records, 1, 20) // Both are warm before either is measured.
  await run(inserts, 1, 20)
  const one = await rounds(3, async () => ({
    ours: await run(records, 1, salesPerRound),
    bare: await run(inserts, 1, salesPerRound),
  }))
  report({
    metric: 'sales of two lines at one till',
    unit: '/s',
    goal: '>= 0.33',
    ours: one.map(({ ours }) => ours.perSecond),
    anchor: one.map(({ bare }) => bare.perSecond),
    against: 'bare inserts',
  })
  report({
    metric: 'p99 of such a sale',
    unit: 'ms',
    goal: '<= 50',
    ours: one.map(({ ours }) => ours.p99Ms),
  })
  const many = await rounds(3, async () => ({
    ours: await run(records, tills, salesPerRound),
    bare: await run(inserts, tills, salesPerRound),
  }))
  report({
    metric: `the same at ${tills} tills of one business`,
    unit: '/s',
    ours: many.map(({ ours }) => ours.perSecond),
    anchor: many.map(({ bare }) => bare.perSecond),
    against: 'bare inserts',
  })
  report({
    metric: `p99 at ${tills} tills`,
    unit: 'ms',
    goal: '<= 100',
    ours: many.map(({ ours }) => ours.p99Ms),
  })
})

/** Every till sells as soon as its last sale is done. */
async function run(sell: (sale: number) => Promise<unknown>, atOnce: number, count: number) {
  const times: number[] = []
  let left = count
  const started = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        sales += 1
        const began = performance.now()
        await sell(sales)
        times.push(performance.now() - began)
      }
    }),
  )
  const seconds = (performance.now() - started) / 1_000
  return { perSecond: count / seconds, p99Ms: percentile(times, 99) }
}

function recordOne(db: Db, counter: Counter, sale: number) {
  const { org, actor, lines, at } = counter
  return db.asOrg(org.id, (sql) =>
    recordSale(sql, actor, {
      org,
      lines: lines(sale).map(({ productId, quantity }) => ({ productId, quantity })),
      soldAt: at(sale),
      now: at(sale),
    }),
  )
}
