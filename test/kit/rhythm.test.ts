/** When something that comes on days, at a time of the day, is due; and that a day is one slot. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { momentOn, newestDue, nextSlot, type Rhythm } from '#kit/rhythm.ts'

const everyDay = (at: string): Rhythm => ({ of: 'week', days: [1, 2, 3, 4, 5, 6, 7], at })
const weekdays: Rhythm = { of: 'week', days: [1, 2, 3, 4, 5], at: '07:30' }
const monthly = (day: number, at = '09:00'): Rhythm => ({ of: 'month', days: [day], at })

describe('a time of day', () => {
  test.each([
    // day, at, timezone, moment
    ['2026-11-21', '07:30', 'Africa/Nairobi', '2026-11-21T04:30:00Z'],
    ['2026-11-21', '07:30', 'Asia/Kathmandu', '2026-11-21T01:45:00Z'],
    // London's clock goes forward from 01:00 to 02:00: what was skipped is due when the gap ends.
    ['2027-03-28', '01:30', 'Europe/London', '2027-03-28T01:00:00Z'],
    ['2027-03-28', '01:00', 'Europe/London', '2027-03-28T01:00:00Z'],
    ['2027-03-28', '02:00', 'Europe/London', '2027-03-28T01:00:00Z'],
    // And back from 02:00 to 01:00: the first of the two.
    ['2026-10-25', '01:30', 'Europe/London', '2026-10-25T00:30:00Z'],
    ['2026-03-08', '02:30', 'America/New_York', '2026-03-08T07:00:00Z'],
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00Z'],
    // São Paulo has had no such days since 2019; before, midnight itself was skipped.
    ['2026-11-01', '00:30', 'America/Sao_Paulo', '2026-11-01T03:30:00Z'],
    ['2018-11-04', '00:30', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
    ['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ['2011-12-31', '07:30', 'Pacific/Apia', '2011-12-30T17:30:00Z'],
  ])('%s %s in %s is %s', (day, at, timezone, moment) => {
    expect(momentOn(day, at, timezone)).toEqual(new Date(moment))
  })

  test('of a day that never was is none', () => {
    expect(momentOn('2011-12-30', '07:30', 'Pacific/Apia')).toBeNull()
  })
})

describe('the next slot', () => {
  const next = (rhythm: Rhythm, after: string, timezone = 'Africa/Nairobi', afterDay?: string) =>
    nextSlot(rhythm, { timezone, after: new Date(after), afterDay }).day

  test('is after the moment, on the business’s own calendar', () => {
    expect(next(everyDay('07:30'), '2026-11-21T04:29:59Z')).toBe('2026-11-21')
    expect(next(everyDay('07:30'), '2026-11-21T04:30:00Z')).toBe('2026-11-22')
    expect(next(everyDay('00:10'), '2026-11-20T21:05:00Z')).toBe('2026-11-21')
    expect(next(weekdays, '2026-11-20T12:00:00Z')).toBe('2026-11-23')
  })
  test('passes by the days that had theirs', () => {
    expect(next(everyDay('08:00'), '2026-11-21T04:45:00Z', undefined, '2026-11-21')).toBe(
      '2026-11-22',
    )
  })
  test('of a month is its last day where it has none of that number', () => {
    expect(next(monthly(31), '2026-11-21T00:00:00Z')).toBe('2026-11-30')
    expect(next(monthly(30), '2027-02-01T00:00:00Z')).toBe('2027-02-28')
    expect(next(monthly(1), '2026-11-01T06:00:00Z')).toBe('2026-12-01')
  })
  test('leaves out the day that Samoa left out', () => {
    expect(next(everyDay('07:30'), '2011-12-29T18:00:00Z', 'Pacific/Apia')).toBe('2011-12-31')
  })
})

test('what was missed is the newest, and how many came before it', () => {
  const due = (fromDay: string, now: string) =>
    newestDue(weekdays, { timezone: 'Africa/Nairobi', fromDay, now: new Date(now) })
  expect(due('2026-11-20', '2026-11-20T04:00:00Z')).toBeNull()
  expect(due('2026-11-18', '2026-11-22T12:00:00Z')).toEqual({
    day: '2026-11-20',
    dueAt: new Date('2026-11-20T04:30:00Z'),
    before: 2,
  })
})

test('through a year of any timezone each day has one slot, and they come in order', () => {
  const zones = ['Europe/London', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe']
  const cases = fc.record({
    timezone: fc.constantFrom(...zones, 'Africa/Casablanca', 'Pacific/Apia', 'America/Sao_Paulo'),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
  })
  const two = (number: number) => String(number).padStart(2, '0')
  fc.assert(
    fc.property(cases, ({ timezone, hour, minute }) => {
      const rhythm = everyDay(`${two(hour)}:${two(minute)}`)
      let after = new Date('2026-01-01T12:00:00Z')
      const days = new Set<string>()
      for (let i = 0; i < 366; i++) {
        const slot = nextSlot(rhythm, { timezone, after })
        expect(slot.dueAt > after).toBe(true)
        expect(days.has(slot.day)).toBe(false)
        days.add(slot.day)
        after = slot.dueAt
      }
      expect(days.size).toBe(366)
    }),
    { numRuns: 40 },
  )
})
