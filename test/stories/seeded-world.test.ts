/** Story: a small world, some Tillies, people, platforms and faults, told from a seed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorlds, type Worlds } from '#test/world/world.ts'

const conversations = 30
const timeoutMs = 90_000

let worlds: Worlds
beforeAll(async () => {
  worlds = await openWorlds()
})
afterAll(() => worlds.close())

describe('a world', () => {
  test.each([3, 4, 7, 11])('keeps its laws, from seed %i', { timeout: timeoutMs }, async (seed) => {
    const { counts } = await worlds.tell({ seed, conversations })
    expect(counts.get('arrived')).toBeGreaterThan(conversations / 2)
    expect(counts.get('inbox new → done')).toBeGreaterThan(conversations)
  })

  test('is the same from the same seed, and another from another', {
    timeout: timeoutMs,
  }, async () => {
    const hashes: string[] = []
    for (const seed of [8, 8, 9]) {
      const { hash } = await worlds.tell({ seed, conversations: 10 })
      hashes.push(hash)
    }
    expect(hashes[1]).toBe(hashes[0])
    expect(hashes[2]).not.toBe(hashes[0])
  })
})
