/**
 * A thousand shops in four timezones are booked at random (sales, back-dated edits, removals, returns,
 * refunds, at the edges of days), and every report row equals the sum of its records.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { keepReportsTrue, keepReportsTrueAtOnce } from '#test/support/books-kept.ts'
import { openTestDb } from '#test/support/database.ts'
import { zones } from '#test/support/random-books.ts'

const sequences = 1_000
const atOnce = 100

const { db, close } = await openTestDb()
afterAll(close)

describe(`${sequences} random sequences leave no row wrong`, () => {
  test.each(zones)('in %s', async (zone) => {
    await keepReportsTrue(db, { zone, runs: sequences / zones.length })
    expect.assertions(2 * (sequences / zones.length))
  })
})

describe(`${atOnce} times many write and read at once, and no row is wrong`, () => {
  test.each(zones)('in %s', async (zone) => {
    await keepReportsTrueAtOnce(db, { zone, runs: atOnce / zones.length })
    expect.assertions(2 * (atOnce / zones.length))
  })
})
