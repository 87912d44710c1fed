/** The words in which `npm run bench` tells what it found. */
import { describe, expect, test } from 'vitest'
import { judge, median, percentile, written } from '../../bench/support/measure.ts'
import { withResults } from '../../bench/support/results.ts'

const machine = {
  date: '2026-11-21',
  cores: 2,
  cpu: 'a processor',
  memoryGib: 8,
  node: '24.0.0',
  postgresql: null,
  fsyncsPerSecond: 900,
  loadBefore: 0.1,
}

describe('a claim', () => {
  const claim = { metric: 'posts', unit: '/s', ours: [80, 60, 90], anchor: [100, 100, 50] }

  test('is judged by the median of its rounds’ ratios, not by the ratio of the medians', () => {
    const line = judge({ ...claim, goal: '>= 0.80' })
    expect(line).toMatchObject({ ours: 80, anchor: 100, ratio: 0.8, isMet: true })
    expect(judge({ ...claim, goal: '>= 0.81' }).isMet).toBe(false)
  })

  test('may be how many times cheaper ours is', () => {
    expect(judge({ ...claim, isTimesCheaper: true, goal: '<= 1.25' }).ratio).toBe(1.25)
    expect(judge({ ...claim, isTimesCheaper: true, goal: '<= 1.25' }).isMet).toBe(true)
  })

  test('without an anchor is judged by its own figure, and without a goal not at all', () => {
    const p99 = { metric: 'p99', unit: 'ms', ours: [9, 12, 10] }
    expect(judge({ ...p99, goal: '<= 10' })).toMatchObject({ ratio: null, isMet: true })
    expect(judge({ ...p99, goal: '<= 9.9' }).isMet).toBe(false)
    expect(judge(p99).isMet).toBeNull()
  })

  test('with a goal that cannot be read, or rounds that do not pair, is a fault', () => {
    expect(() => judge({ ...claim, goal: 'fast' })).toThrow('fast')
    expect(() => judge({ ...claim, anchor: [1] })).toThrow('3 rounds of ours, 1 of the anchor')
  })

  test('is one line', () => {
    const line = judge({ ...claim, goal: '>= 0.70', against: 'stored nowhere' })
    expect(written(line)).toMatch(/^posts +80 \/s +100 \/s stored nowhere +0\.8 +>= 0\.70 +PASS$/)
  })
})

test('percentiles lie between the values that are beside them', () => {
  expect(percentile([4, 1, 3, 2], 50)).toBe(2.5)
  expect(percentile([1, 2, 3], 100)).toBe(3)
  expect(median([5])).toBe(5)
  expect(() => median([])).toThrow()
})

test('a run renews its own table on the page and leaves the others', () => {
  const page = ['pdf', 'turn']
    .map((name) => `## ${name}\n<!-- bench:${name} -->\nold ${name}\n<!-- /bench:${name} -->\n`)
    .join('')
  const lines = [judge({ metric: 'pages', unit: '/s', ours: 20, anchor: 10, goal: '>= 1.0' })]
  const run = { name: 'pdf', machine, loadAfter: 1, isQuick: false, isFault: false, lines }

  const renewed = withResults(page, [run])
  expect(renewed).toContain('| pages | 20 /s | 10 /s | 2 | >= 1.0 | PASS |')
  expect(renewed).not.toContain('old pdf')
  expect(renewed).toContain('old turn')
  expect(withResults(renewed, [{ ...run, isFault: true, lines: [] }])).toBe(renewed)
  expect(() => withResults(page, [{ ...run, name: 'ingest' }])).toThrow('no place for ingest')
})
