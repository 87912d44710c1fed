/** "yesterday", "on Monday", "18 November": one business day, and the moment on it that is meant. */
import type { Org } from '#domain/org.ts'
import { momentOfLocal } from '#kit/business-day.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import { resolvePeriod } from './period.ts'

interface When {
  org: Org
  today: Day
  now: Date
}

/** One business day in the org's timezone, today or before it; refused otherwise. */
export function spokenDay(words: string, { org, today }: Omit<When, 'now'>): Day {
  const { from, to } = resolvePeriod(words, { org, today, spokenOf: null, recorded: null })
  if (from !== to) throw new Refusal(`"${words}" is more than one day: name the day.`)
  return from
}

/** Now when it is today, else noon of that day. */
export function momentOn(words: string | undefined, when: When): Date {
  const { org, now } = when
  const day = words === undefined ? dayOf(now, org.timezone) : spokenDay(words, when)
  return day === dayOf(now, org.timezone) ? now : momentOfLocal(`${day}T12:00:00`, org.timezone).at
}
