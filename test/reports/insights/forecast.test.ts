/** The forecast on made-up shops of many kinds, held against what came, and against the week before. */
import { describe, expect, test } from 'vitest'
import { addDays } from '#kit/calendar.ts'
import { carryOn } from '#reports/insights/forecast/combine.ts'
import { seasonBefore } from '#reports/insights/forecast/season-mean.ts'
import { seriesOf } from '#reports/insights/forecast/series.ts'

const week = [100, 80, 90, 110, 160, 220, 60]
const weeks = 26
const shopsEach = 12

type Shop = (at: number, noise: () => number) => number
const kinds: Record<string, Shop> = {
  steady: (at, noise) => week[at % 7]! * Math.exp(0.25 * noise()),
  growing: (at, noise) => week[at % 7]! * (1 + at / 200) * Math.exp(0.2 * noise()),
  shrinking: (at, noise) => week[at % 7]! * (1.6 - at / 200) * Math.exp(0.2 * noise()),
  'with a step': (at, noise) => week[at % 7]! * (at > 120 ? 1.8 : 1) * Math.exp(0.2 * noise()),
  'without weekdays': (_at, noise) => 100 * Math.exp(0.3 * noise()),
  sparse: (at, noise) => Math.max(0, week[at % 7]! * (noise() > 0.3 ? 1 : 0)),
}

/** Mean errors of ours and of the week before, and the share of days within the range. */
function trial(shop: Shop, seed: number) {
  const noise = normal(seed)
  const values = Array.from({ length: weeks * 7 }, (_, at) => shop(at, noise))
  const [past, real] = [values.slice(0, -7), values.slice(-7)]
  const { values: told, range } = carryOn(past, 7, 7)
  const before = seasonBefore(past, 7, 7)
  const error = (by: number[]) => real.reduce((sum, v, i) => sum + Math.abs(v - by[i]!), 0)
  const within = range
    ? real.filter((v, i) => v >= told[i]! * range.low && v <= told[i]! * range.high).length
    : null
  return { ours: error(told), plain: error(before), within }
}

describe('the forecast', () => {
  test.each(Object.entries(kinds))(
    'of a shop that is %s is never worse than the week before by a twentieth',
    (_kind, shop) => {
      const trials = Array.from({ length: shopsEach }, (_, i) => trial(shop, i + 1))
      const sum = (of: 'ours' | 'plain') => trials.reduce((total, each) => total + each[of], 0)
      expect(sum('ours')).toBeLessThan(sum('plain') * 1.05)
    },
  )

  test('holds about eight days in ten within its range', () => {
    const trials = [kinds.steady!, kinds.growing!, kinds['without weekdays']!].flatMap((shop) =>
      Array.from({ length: shopsEach }, (_, i) => trial(shop, 100 + i)),
    )
    const within = trials.reduce((total, { within }) => total + (within ?? 0), 0)
    const share = within / (trials.length * 7)
    expect(share).toBeGreaterThan(0.72)
    expect(share).toBeLessThan(0.9)
  }, 120_000)

  test('is never below zero, nor anything but a number, whatever came before', () => {
    const odd = [
      Array(28).fill(0),
      Array(28).fill(1e12),
      Array.from({ length: 40 }, (_, at) => (at === 30 ? 1e9 : 1)),
      Array.from({ length: 60 }, (_, at) => Math.max(0, 100 - 4 * at)),
      Array.from({ length: 60 }, (_, at) => 2 ** Math.min(at, 50)),
    ]
    for (const values of odd)
      for (const season of [1, 5, 7])
        for (const value of carryOn(values, season, 7).values) {
          expect(Number.isFinite(value)).toBe(true)
          expect(value).toBeGreaterThanOrEqual(0)
        }
  })

  test('is not bent by one freak day, nor by a week in which the shop was shut', () => {
    const days = (change: (at: number, value: number) => string | null) =>
      Array.from({ length: 84 }, (_, at) => ({
        day: addDays('2026-01-05', at),
        value: change(at, week[at % 7]!),
      })).filter((day): day is { day: string; value: string } => day.value !== null)
    const last = addDays('2026-01-05', 83)
    const told = (of: ReturnType<typeof days>) =>
      carryOn(seriesOf(of, last)!.values, 7, 7).values.reduce((a, b) => a + b, 0)
    const usual = week.reduce((a, b) => a + b, 0)
    const shut = days((at, v) => (at >= 63 && at < 70 ? null : String(v)))
    const freaks = [50, -50].map((times) => days((at, v) => String(at === 80 ? v * times : v)))
    for (const of of [shut, ...freaks]) expect(Math.abs(told(of) / usual - 1)).toBeLessThan(0.03)
  })

  test('needs four weeks, and leaves out the weekdays without trade', () => {
    const days = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ day: addDays('2026-01-05', at), value: '5' }))
    expect(seriesOf(days(27), '2026-01-31')).toBeNull()
    expect(seriesOf([], '2026-01-31')).toBeNull()
    const weekdaysOnly = days(35).filter((_, at) => at % 7 < 5)
    const series = seriesOf(weekdaysOnly, '2026-02-08')!
    expect([...series.open].sort()).toEqual([1, 2, 3, 4, 5])
    expect(series.values).toHaveLength(25)
  })
})

/** A fixed stream of normal numbers: mulberry32 through Box and Muller. */
function normal(seed: number): () => number {
  let state = seed * 0x9e3779b9
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return () => Math.sqrt(-2 * Math.log(uniform() || 1e-12)) * Math.cos(2 * Math.PI * uniform())
}
