/** When a row of the timetable is due, in each business's own time. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cronOf, dueSlot, type Row, timetable } from '#jobs/schedule.ts'

const daily = (dailyAt: string): Row => ({ job: 'x', when: { dailyAt } })
const every = (everyMinutes: number): Row => ({ job: 'x', when: { everyMinutes } })

describe('the newest slot', () => {
  test.each([
    // row, timezone, now, slot
    [daily('03:30'), 'Africa/Nairobi', '2026-11-21T00:29:59Z', '2026-11-20T00:30:00Z'],
    [daily('03:30'), 'Africa/Nairobi', '2026-11-21T00:30:00Z', '2026-11-21T00:30:00Z'],
    [daily('03:30'), 'Asia/Kathmandu', '2026-11-20T21:45:00Z', '2026-11-20T21:45:00Z'],
    [daily('03:30'), 'America/Los_Angeles', '2026-11-21T00:00:00Z', '2026-11-20T11:30:00Z'],
    // The clock goes forward from 01:00 to 02:00: 01:30 never was, and it runs when the gap ends.
    [daily('01:30'), 'Europe/London', '2027-03-28T12:00:00Z', '2027-03-28T01:30:00Z'],
    // It goes back from 02:00 to 01:00: the first of the two, and not again.
    [daily('01:30'), 'Europe/London', '2026-10-25T00:30:00Z', '2026-10-25T00:30:00Z'],
    [daily('01:30'), 'Europe/London', '2026-10-25T01:45:00Z', '2026-10-25T00:30:00Z'],
    [every(5), 'Europe/London', '2026-11-21T09:04:59Z', '2026-11-21T09:00:00Z'],
    [every(5), 'Europe/London', '2026-11-21T09:05:00Z', '2026-11-21T09:05:00Z'],
  ])('of %j in %s at %s is %s', (row, timezone, now, slot) => {
    expect(dueSlot(row, timezone, new Date(now))).toEqual(new Date(slot))
  })

  test('never lies ahead, never goes back, and is hit exactly by some look of the clock', () => {
    const zones = ['UTC', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns', 'Asia/Tokyo']
    const quarterMs = 15 * 60_000
    const cases = fc.record({
      row: fc.constantFrom(...timetable),
      timezone: fc.constantFrom(...zones),
      now: fc.date({
        min: new Date('2026-01-01'),
        max: new Date('2028-01-01'),
        noInvalidDate: true,
      }),
      laterMs: fc.integer({ min: 0, max: 3 * 24 * 3_600_000 }),
    })
    fc.assert(
      fc.property(cases, ({ row, timezone, now, laterMs }) => {
        const slot = dueSlot(row, timezone, now)
        expect(slot <= now).toBe(true)
        expect(now.getTime() - slot.getTime()).toBeLessThanOrEqual(25 * 3_600_000)
        expect(dueSlot(row, timezone, new Date(now.getTime() + laterMs)) >= slot).toBe(true)
        expect(dueSlot(row, timezone, slot)).toEqual(slot)
        expect(slot.getTime() % ('dailyAt' in row.when ? quarterMs : 60_000)).toBe(0)
      }),
    )
  })
})

test('the clock looks at a row as often as its slots can come', () => {
  expect(cronOf(every(5))).toBe('*/5 * * * *')
  expect(cronOf(daily('03:30'))).toBe('*/15 * * * *')
})
