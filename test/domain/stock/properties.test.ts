/**
 * Whatever comes in, goes out, is corrected, moved, undone, on time or late: stock is the sum of
 * its movements, its value quantity times average cost, the inventory account ties to it, and the
 * order in which all of it was recorded leaves no trace.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differingStock } from '#domain/stock/check-stock.ts'
import { averageCost, worthOf } from '#test/support/average-cost.ts'
import { openTestDb, type TestDb } from '#test/support/database.ts'
import {
  booksOf,
  type Happening,
  happenings,
  record,
  standing,
} from '#test/support/random-stock.ts'
import { openStockRoom, type StockRoom } from '#test/support/stock-room.ts'

let opened: TestDb
beforeAll(async () => {
  opened = await openTestDb()
})
afterAll(() => opened.close())

const runs = { numRuns: 8, seed: Number(process.env.FC_SEED ?? 4711) }

test(`holds after any sequence, in any order of recording (seed ${runs.seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(happenings, fc.infiniteStream(fc.nat()), async (all, chance) => {
      const first = await recorded(all)
      const shuffled = all
        .map((happening) => ({ happening, at: chance.next().value! }))
        .sort((a, b) => a.at - b.at)
        .map(({ happening }) => happening)
      const second = await recorded(shuffled)

      const [books, others] = [await booksOf(first), await booksOf(second)]
      expect(others).toEqual(books)
      expect(books.broken).toEqual([])
      expect(await first.does(differingStock)).toEqual([])
      for (const [product, balance] of books.balances.entries()) {
        const truth = averageCost(standing(all, product))
        expect(balance.tenths).toBe(String(truth.quantity))
        expect(balance.tenThousandths).toBe(String(worthOf(truth)))
      }
    }),
    runs,
  )
})

async function recorded(all: readonly Happening[]): Promise<StockRoom> {
  const room = await openStockRoom(opened.db)
  await room.allowBelowZero()
  await record(room, all)
  return room
}
