/**
 * Story: ten thousand conversations in many small worlds, each from a seed that is printed.
 * `WORLD_SEED=7 npm run test:faults -- seeded-world` tells that one again, line by line;
 * with `WORLD_SEED=new` ten thousand others are told.
 */
import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorlds, type Told, type Worlds } from '#test/world/world.ts'

const conversationsInAll = 10_000
const conversations = 200
/** Each has a database of its own; worlds in different lanes know nothing of each other. */
const lanesMax = 4
const timeoutMs = 600_000

const { WORLD_SEED: wanted } = process.env
const again = wanted !== undefined && wanted !== 'new'
const seeds = again
  ? [Number(wanted)]
  : Array.from({ length: conversationsInAll / conversations }, (_, at) =>
      wanted === 'new' ? randomInt(2 ** 31) : at + 1,
    )

let lanes: Worlds[]
beforeAll(async () => {
  const count = Math.min(lanesMax, seeds.length)
  lanes = await Promise.all(Array.from({ length: count }, () => openWorlds()))
})
afterAll(() => Promise.all(lanes.map((worlds) => worlds.close())))

const print = (line: string) => process.stdout.write(`${line}\n`)

/** What must have happened somewhere: a world in which all goes well proves little. */
const rare = [
  ...['died', 'froze', 'refused', 'unheard', 'unknown', 'arrived again', 'kept out of order'],
  ...['inbox new → dead', 'outbox waiting → delivered', 'outbox sending → held'],
  ...['outbox held → waiting', 'outbox sending → failed', 'outbox failed → delivered'],
]

describe('ten thousand conversations', () => {
  test('keep the laws of the road, whatever happens', { timeout: timeoutMs }, async () => {
    const told: Told[] = []
    const left = [...seeds]
    await Promise.all(
      lanes.map(async (worlds) => {
        for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
          const one = await worlds.tell({ seed, conversations, print: again ? print : undefined })
          print(`world ${seed}: ${one.steps} steps, ${one.hash.slice(0, 12)}`)
          told.push(one)
        }
      }),
    )
    const times = (what: string) =>
      told.reduce((sum, { counts }) => sum + (counts.get(what) ?? 0), 0)
    print(rare.map((what) => `${what}: ${times(what)}`).join(', '))
    expect(told).toHaveLength(seeds.length)
    if (!again) expect(rare.filter((what) => times(what) === 0)).toEqual([])
  })
})
