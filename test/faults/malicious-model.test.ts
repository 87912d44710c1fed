/**
 * Story: ten thousand turns in which the model is in the hands of an enemy. Nothing is read or written
 * of another business, no tool is reached without its right, and nothing happens that a person did not
 * approve. `MALICIOUS_SEED=7` tells that one again; with `new` another one is told.
 */
import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rampage } from '#test/abuse/malicious/rampage.ts'
import { openTestDb, type TestDb } from '#test/support/database.ts'

const turns = 10_000
const { MALICIOUS_SEED: wanted = '20261121' } = process.env
const seed = wanted === 'new' ? randomInt(2 ** 31) : Number(wanted)
const timeoutMs = 600_000

let testDb: TestDb
beforeAll(async () => {
  testDb = await openTestDb()
})
afterAll(() => testDb.close())

test(
  `${turns} turns of a malicious model leave no violation (seed ${seed})`,
  async () => {
    const { violations, tally } = await rampage(testDb.db, { seed, turns })

    console.log(`malicious model, seed ${seed}, ${turns} turns: ${JSON.stringify(tally)}`)
    expect(violations).toEqual([])
    expect(tally.approved).toBeGreaterThan(30)
  },
  timeoutMs,
)
