/** Days as a series: only the weekdays on which the shop trades, without gaps and without freak days. */
import { addDays, daysBetween, weekday } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { median } from './season-mean.ts'

export interface DayValue {
  day: Day
  value: string
}

export interface Series {
  values: number[]
  /** How many of its values make a week. */
  season: number
  /** ISO weekdays on which the shop trades. */
  open: ReadonlySet<number>
}

/** Four weeks are the least from which a week can be told. */
const daysMin = 28
const weeksLooked = 8
const openShareMin = 0.5
/** So few missing days were closed ones; more are days on which nothing was sold. */
const missingShareMax = 0.15
const farMax = 5
/** Where most days are the same, a step of this share of them is no freak yet. */
const steadyShare = 0.1

/** `days` in order, ending with the last that is known; null when there are too few. */
export function seriesOf(days: readonly DayValue[], last: Day): Series | null {
  const [first] = days
  if (!first || daysBetween(first.day, last) + 1 < daysMin) return null
  const open = openWeekdays(days, last)
  if (open.size === 0) return null
  const known = new Map(days.map(({ day, value }) => [day, Number(value)]))
  const values: (number | null)[] = []
  for (let day = first.day; day <= last; day = addDays(day, 1))
    if (open.has(weekday(day))) values.push(known.get(day) ?? null)
  const season = open.size
  return { values: tamed(filled(values, season), season), season, open }
}

function openWeekdays(days: readonly DayValue[], last: Day): Set<number> {
  const from = addDays(last, 1 - 7 * weeksLooked)
  const weeks = Math.min(weeksLooked, (daysBetween(days[0]!.day, last) + 1) / 7)
  const counts = new Map<number, number>()
  for (const { day } of days)
    if (day >= from) counts.set(weekday(day), (counts.get(weekday(day)) ?? 0) + 1)
  return new Set([...counts].filter(([, n]) => n / weeks >= openShareMin).map(([day]) => day))
}

/** A closed day says nothing about the next ones: it counts as the same day a week before. */
function filled(values: readonly (number | null)[], season: number): number[] {
  const missing = values.filter((value) => value === null).length
  const areClosed = missing <= values.length * missingShareMax
  const whole: number[] = []
  for (const value of values) whole.push(value ?? (areClosed ? (whole.at(-season) ?? 0) : 0))
  return whole
}

/** One day of a great return, or of one great order, must not bend all that follow. */
function tamed(values: readonly number[], season: number): number[] {
  const middles = Array.from({ length: season }, (_, place) =>
    median(values.filter((_, at) => at % season === place)),
  )
  const far = values.map((value, at) => Math.abs(value - middles[at % season]!))
  const least = steadyShare * median(values.map(Math.abs))
  const spread = Math.max(1.4826 * median(far), least) * farMax
  if (spread === 0) return values.map((value) => Math.max(0, value))
  return values.map((value, at) => {
    const middle = middles[at % season]!
    return Math.max(0, Math.min(Math.max(value, middle - spread), middle + spread))
  })
}
