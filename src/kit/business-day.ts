/** From a moment to the business day and hour that it falls on, and back from local time. */
import { Temporal } from 'temporal-polyfill'
import type { Day } from './day.ts'

export interface Moment {
  at: Date
  day: Day
  /** 0 to 23, of the day. */
  hour: number
}

/** The business day and hour of an instant in a timezone. */
export function momentOf(instant: Date, timezone: string): Moment {
  return moment(
    Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timezone),
  )
}

/** An instant as the clock on the wall shows it: `2024-03-31 01:30:00`. */
export function wallClock(instant: Date, timezone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timezone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
    .replace('T', ' ')
}

/**
 * The moment of a local time such as `2024-03-31T01:30:00` in a timezone. When clocks go forward
 * a time that never was moves on by the gap; when they go back the first of the two is meant.
 */
export function momentOfLocal(local: string, timezone: string): Moment {
  const plain = Temporal.PlainDateTime.from(local)
  return moment(plain.toZonedDateTime(timezone, { disambiguation: 'compatible' }))
}

function moment(zoned: Temporal.ZonedDateTime): Moment {
  return {
    at: new Date(zoned.epochMilliseconds),
    day: zoned.toPlainDate().toString(),
    hour: zoned.hour,
  }
}
