/** So many at once, then one per interval; by whichever of the two times has gone further. */
import { expect, test } from 'vitest'
import { openBuckets } from '#emulator/bucket.ts'

test('fills again by the clock, or by the machine while the clock stands still', () => {
  let [clockMs, elapsedMs] = [0, 7_000]
  const time = { clock: () => new Date(clockMs), elapsedMs: () => elapsedMs }
  const waitMs = openBuckets(time, { burst: 2, everyMs: 1_000 })
  expect([waitMs('a'), waitMs('a'), waitMs('a'), waitMs('b')]).toEqual([0, 0, 1_000, 0])
  elapsedMs += 600
  expect(waitMs('a')).toBe(400)
  clockMs += 1_000
  expect([waitMs('a'), waitMs('a')]).toEqual([0, 1_000])
  clockMs += 60_000
  expect([waitMs('a'), waitMs('a'), waitMs('a')]).toEqual([0, 0, 1_000])
})
