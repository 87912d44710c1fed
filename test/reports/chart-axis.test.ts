/** Story: whatever the figures are, the scale holds them, counts from zero in round steps, and says each step once. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisOf } from '#reports/render/chart-axis.ts'
import type { Kind } from '#reports/report.ts'
import { sampleReport } from './sample.ts'

const org = sampleReport().org
const cents = fc
  .integer({ min: -10, max: 12 })
  .chain((power) =>
    fc.integer({ min: -999, max: 999 }).map((sum) => Number((sum * 10 ** power).toFixed(2))),
  )
const figures = fc.array(fc.option(cents), { maxLength: 12 })

describe('a scale', () => {
  test.each<Kind>(['money', 'count', 'quantity', 'percent'])('of %s', (kind) => {
    fc.assert(
      fc.property(figures, (values) => {
        const { min, max, step, ticks } = axisOf(values, kind, org)
        for (const value of values) {
          expect(value ?? 0).toBeGreaterThanOrEqual(min)
          expect(value ?? 0).toBeLessThanOrEqual(max)
        }
        expect(ticks.map(({ value }) => value)).toContain(0)
        expect(ticks.length).toBeGreaterThanOrEqual(2)
        expect(ticks.length).toBeLessThanOrEqual(10)
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length)
        expect([1, 2, 3, 5]).toContain(Number(step.toExponential(6).split('e')[0]))
      }),
      { numRuns: 300 },
    )
  })

  test('says its steps as a person would', () => {
    const labels = axisOf([-2500, 12_345], 'money', org).ticks.map(({ label }) => label)
    expect(labels).toEqual(['-£3,000', '£0', '£3,000', '£6,000', '£9,000', '£12k', '£15k'])
  })
})
