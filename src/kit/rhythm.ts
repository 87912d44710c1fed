/**
 * How often something comes: on days of the week or of the month, at a time of the day. A slot is a
 * day of the calendar, so that an hour that comes twice is one slot, and one that is skipped is, too.
 */
import { Temporal } from 'temporal-polyfill'
import type { Day } from './day.ts'

export interface Rhythm {
  of: 'week' | 'month'
  /** ISO weekdays, or days of the month; its last one where it has none of that number. */
  days: readonly number[]
  /** "07:30", local. */
  at: string
}

export interface Slot {
  day: Day
  dueAt: Date
}

/** A day of each month is among so many. */
const daysAheadMax = 400

/**
 * The moment of a time of day. A skipped one is due when the gap ends, a doubled one at its first;
 * null when the day itself was skipped, as 30 December 2011 in Samoa.
 */
export function momentOn(day: Day, at: string, timezone: string): Date | null {
  const wanted = Temporal.PlainDate.from(day).toPlainDateTime(Temporal.PlainTime.from(at))
  const first = wanted.toZonedDateTime(timezone, { disambiguation: 'earlier' })
  if (first.toPlainDateTime().equals(wanted)) return new Date(first.epochMilliseconds)
  const gapEnds = first.getTimeZoneTransition('next')!
  return gapEnds.toPlainDate().toString() === day ? new Date(gapEnds.epochMilliseconds) : null
}

/** The first slot that is due after a moment and lies after `afterDay`. */
export function nextSlot(
  rhythm: Rhythm,
  { timezone, after, afterDay = null }: { timezone: string; after: Date; afterDay?: Day | null },
): Slot {
  let date = localDate(after, timezone).subtract({ days: 1 })
  if (afterDay) {
    const earliest = Temporal.PlainDate.from(afterDay).add({ days: 1 })
    if (Temporal.PlainDate.compare(earliest, date) > 0) date = earliest
  }
  for (let tries = 0; tries < daysAheadMax; tries++, date = date.add({ days: 1 })) {
    if (!isOf(rhythm, date)) continue
    const dueAt = momentOn(date.toString(), rhythm.at, timezone)
    if (dueAt && dueAt > after) return { day: date.toString(), dueAt }
  }
  throw new Error(`a rhythm without days: ${JSON.stringify(rhythm)}`)
}

/** The newest slot from `fromDay` on that has come by `now`, and how many came before it; or null. */
export function newestDue(
  rhythm: Rhythm,
  { timezone, fromDay, now }: { timezone: string; fromDay: Day; now: Date },
): (Slot & { before: number }) | null {
  const today = localDate(now, timezone)
  const from = Temporal.PlainDate.from(fromDay)
  const oldest = today.subtract({ days: daysAheadMax })
  let date = Temporal.PlainDate.compare(from, oldest) < 0 ? oldest : from
  let found: (Slot & { before: number }) | null = null
  for (; Temporal.PlainDate.compare(date, today) <= 0; date = date.add({ days: 1 })) {
    const dueAt = isOf(rhythm, date) ? momentOn(date.toString(), rhythm.at, timezone) : null
    if (dueAt && dueAt <= now)
      found = { day: date.toString(), dueAt, before: found ? found.before + 1 : 0 }
  }
  return found
}

function isOf({ of, days }: Rhythm, date: Temporal.PlainDate): boolean {
  if (of === 'week') return days.includes(date.dayOfWeek)
  const isLast = date.day === date.daysInMonth
  return days.some((day) => day === date.day || (isLast && day > date.day))
}

function localDate(moment: Date, timezone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime())
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
}
