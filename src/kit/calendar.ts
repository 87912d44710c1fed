/** Arithmetic on business days. Days are strings; nothing here knows a timezone or a clock. */
import { Temporal } from 'temporal-polyfill'
import type { Day } from './day.ts'

export const units = ['day', 'week', 'month', 'quarter', 'half', 'year'] as const
export type Unit = (typeof units)[number]
export interface Span {
  from: Day
  to: Day
}

/** How a business cuts its year: ISO weekday a week begins on, first month of the fiscal year. */
export interface Cut {
  weekStart: number
  fiscalYearStart: number
}

const monthsIn = { month: 1, quarter: 3, half: 6, year: 12 }

/** The business day of an instant in a timezone. */
export function dayOf(instant: Date, timezone: string): Day {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
    .toString()
}

export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

/** The same day of another month; the month's last day where it has none. */
export function addMonths(day: Day, months: number): Day {
  return Temporal.PlainDate.from(day).add({ months }).toString()
}

/** ISO weekday: Monday is 1. */
export function weekday(day: Day): number {
  return Temporal.PlainDate.from(day).dayOfWeek
}

export function daysBetween(from: Day, to: Day): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days
}

/** null when there is no such day, such as 30 February. */
export function dayFrom(year: number, month: number, day: number): Day | null {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString()
  } catch {
    return null
  }
}

export function monthSpan(year: number, month: number, months = 1): Span {
  const first = Temporal.PlainDate.from({ year, month, day: 1 })
  return { from: first.toString(), to: first.add({ months }).subtract({ days: 1 }).toString() }
}

/** The whole day, week, month … that `day` lies in. */
export function spanAround(day: Day, unit: Unit, cut: Cut): Span {
  if (unit === 'day') return { from: day, to: day }
  if (unit === 'week') {
    const from = addDays(day, -((weekday(day) - cut.weekStart + 7) % 7))
    return { from, to: addDays(from, 6) }
  }
  const { year, month } = Temporal.PlainDate.from(day)
  const length = monthsIn[unit]
  const first = Math.floor((month - 1) / length) * length + 1
  return monthSpan(year, first, length)
}

/** The fiscal year that `day` lies in. */
export function fiscalYearAround(day: Day, { fiscalYearStart }: Cut): Span {
  const { year, month } = Temporal.PlainDate.from(day)
  return monthSpan(month >= fiscalYearStart ? year : year - 1, fiscalYearStart, 12)
}

/** The unit that a span is exactly one of, or null. */
export function unitOf({ from, to }: Span, cut: Cut): Unit | null {
  for (const unit of units) {
    const whole = spanAround(from, unit, cut)
    if (whole.from === from && whole.to === to) return unit
  }
  return null
}

/**
 * The span before: of the same unit when it is a whole one, else as many days.
 * A begun month ("1 to 12 March") is set against the same days of the month before.
 */
export function spanBefore(span: Span, cut: Cut): Span {
  const unit = unitOf(span, cut)
  if (unit) return spanAround(addDays(span.from, -1), unit, cut)
  const days = daysBetween(span.from, span.to) + 1
  return { from: addDays(span.from, -days), to: addDays(span.from, -1) }
}

/** The same span so many units earlier; whole months and quarters stay whole. */
export function shifted(span: Span, unit: Unit, by: number, cut: Cut): Span {
  if (unit === 'day' || unit === 'week') {
    const days = by * (unit === 'week' ? 7 : 1)
    return { from: addDays(span.from, days), to: addDays(span.to, days) }
  }
  const months = by * monthsIn[unit]
  const whole = unitOf(span, cut)
  const from = addMonths(span.from, months)
  if (whole === 'week')
    return spanAround(addDays(span.from, Math.round(months * 30.4369)), 'week', cut)
  if (whole && whole !== 'day') return spanAround(from, whole, cut)
  return { from, to: addMonths(span.to, months) }
}
