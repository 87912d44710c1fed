/**
 * The model is in the hands of an enemy: it calls any tool with anything, and obeys every order in what
 * it reads. `MALICIOUS_SEED=7` tells that one again, `new` another one; test/faults has ten thousand turns.
 */
import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '#test/support/database.ts'
import { rampage } from './malicious/rampage.ts'

const { MALICIOUS_SEED: wanted = '1', MALICIOUS_TURNS: turns = '600' } = process.env
const seed = wanted === 'new' ? randomInt(2 ** 31) : Number(wanted)
const timeoutMs = 600_000

let testDb: TestDb
beforeAll(async () => {
  testDb = await openTestDb()
})
afterAll(() => testDb.close())

test(
  `a malicious model does nothing that a person did not approve (seed ${seed})`,
  async () => {
    const { violations, tally } = await rampage(testDb.db, { seed, turns: Number(turns) })

    console.log(`malicious model, seed ${seed}: ${JSON.stringify(tally)}`)
    expect(violations).toEqual([])
    expect(tally.approved).toBeGreaterThan(0)
    expect(tally.tools).toBeGreaterThan(5)
  },
  timeoutMs,
)
