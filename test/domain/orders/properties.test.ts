/**
 * Whatever is bought, sold, returned, put right and undone, on time or late: stock is the sum of its
 * movements, its value quantity times average cost, debits are credits, control accounts tie to their
 * records, and no report tells in which order all of it was recorded.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshen } from '#domain/report-views.ts'
import { stockAgeing } from '#domain/stock/stock-ageing.ts'
import { balanceSheet } from '#reports/balance-sheet.ts'
import { profitAndLoss } from '#reports/profit-and-loss.ts'
import { reconcile } from '#reports/reconcile.ts'
import { trialBalance } from '#reports/trial-balance.ts'
import { openTestDb, type TestDb } from '#test/support/database.ts'
import { type OrderDesk, openOrderDesk } from '#test/support/order-desk.ts'
import { booksOf } from '#test/support/random-stock.ts'
import { type Event, events, trade } from '#test/support/random-trade.ts'
import { now } from '#test/support/stock-room.ts'

let opened: TestDb
beforeAll(async () => {
  opened = await openTestDb()
})
afterAll(() => opened.close())

const runs = {
  numRuns: Number(process.env.FC_RUNS ?? 8),
  seed: Number(process.env.FC_SEED ?? 4711),
}
const period = { from: '2026-11-01', to: '2026-11-30', label: 'November 2026' }

test(`holds after any sequence, in any order of recording (seed ${runs.seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.infiniteStream(fc.nat()), async (all, chance) => {
      const first = await recorded(all)
      const shuffled = all
        .map((event) => ({ event, at: chance.next().value! }))
        .sort((a, b) => a.at - b.at)
        .map(({ event }) => event)
      const second = await recorded(shuffled)

      for (const desk of [first, second]) {
        expect((await booksOf(desk)).broken).toEqual([])
        const controls = await desk.does((sql) => reconcile(sql))
        expect(controls.filter(({ ties }) => !ties)).toEqual([])
        expect(controls.length).toBeGreaterThan(4)
      }
      expect(await toldBy(second)).toEqual(await toldBy(first))
    }),
    runs,
  )
})

async function recorded(all: readonly Event[]): Promise<OrderDesk> {
  const desk = await openOrderDesk(opened.db)
  await desk.allowBelowZero()
  await trade(desk, all)
  return desk
}

/** Every report, without the name of the business and the ids and numbers that rows were given. */
async function toldBy(desk: OrderDesk) {
  await freshen(opened.db, desk.org.id)
  const { ledger, balances } = await booksOf(desk)
  return desk.does(async (sql) => ({
    ...{ ledger, balances },
    statements: [
      await profitAndLoss(sql, desk.org, period, now),
      await balanceSheet(sql, desk.org, period.to, now),
      await trialBalance(sql, desk.org, '2026-11-02', now),
    ].map(({ figures, sections, notes }) => ({ figures, sections, notes })),
    ageing: (await stockAgeing(sql, { asOf: '2026-11-20' })).products.map(
      ({ productId, ...aged }) => aged,
    ),
    owed: await sql`
      select c.name, sum(l.debit - l.credit)::text as owed
      from journal_lines l
      join accounts a on a.org_id = l.org_id and a.id = l.account_id
      join customers c on c.org_id = l.org_id and c.id = l.customer_id
      where a.role = 'receivable'
      group by c.name
      order by c.name`,
    days: await sql`
      select day::text, gross_sales::text, returns::text, tax::text, orders, units_sold::text,
        units_returned::text, round(cogs, 4)::text as cogs, uncosted_units::text, lines,
        collected::text, refunds::text
      from report.daily_sales
      order by day`,
  }))
}
