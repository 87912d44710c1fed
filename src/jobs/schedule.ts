/**
 * The whole timetable: what happens by itself, and when. Times of day are local to each business. What
 * people have sent to them stands in `subscriptions` (subscription-worker).
 */
import { Temporal } from 'temporal-polyfill'

export interface Row<Job extends string = string> {
  job: Job
  when: { everyMinutes: number } | { dailyAt: string }
}

export type JobName =
  | 'freshen-reports'
  | 'check-reports'
  | 'check-books'
  | 'prune-messages'
  | 'prune-reports'
  | 'make-daily-sales'
  | 'make-monthly-audit'
  | 'tell-restatements'
  | 'tell-undelivered'
  | 'tell-order-requests'
  | 'seal-audit'
  | 'anchor-audit'
  | 'fetch-pictures'
  | 'see-pictures'
  | 'describe-pictures'
  | 'index-pictures'

export const timetable: readonly Row<JobName>[] = [
  { job: 'freshen-reports', when: { everyMinutes: 5 } },
  { job: 'check-reports', when: { dailyAt: '03:30' } },
  { job: 'check-books', when: { dailyAt: '03:45' } },
  { job: 'prune-messages', when: { dailyAt: '04:00' } },
  { job: 'prune-reports', when: { dailyAt: '04:15' } },
  // Of the day that is over, once whoever closes late has entered the last of it.
  { job: 'make-daily-sales', when: { dailyAt: '00:15' } },
  // Of the month that is over: on the first, and on a later day where that was missed.
  { job: 'make-monthly-audit', when: { dailyAt: '01:00' } },
  { job: 'tell-restatements', when: { everyMinutes: 15 } },
  { job: 'tell-undelivered', when: { dailyAt: '08:00' } },
  // What the turn that gave rise to it could not tell, and what was changed elsewhere than in a chat.
  { job: 'tell-order-requests', when: { everyMinutes: 1 } },
  { job: 'seal-audit', when: { everyMinutes: 5 } },
  { job: 'anchor-audit', when: { dailyAt: '00:15' } },
  { job: 'fetch-pictures', when: { everyMinutes: 5 } },
  { job: 'see-pictures', when: { everyMinutes: 5 } },
  { job: 'describe-pictures', when: { everyMinutes: 15 } },
  { job: 'index-pictures', when: { dailyAt: '04:30' } },
]

/** The newest slot of a row that has come by `now` in a timezone: the key under which it runs once. */
export function dueSlot({ when }: Row, timezone: string, now: Date): Date {
  if ('everyMinutes' in when) {
    const everyMs = when.everyMinutes * 60_000
    return new Date(Math.floor(now.getTime() / everyMs) * everyMs)
  }
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
  const [slot, slotBefore] = [today, today.subtract({ days: 1 })].map(
    (day) => day.toZonedDateTime({ timeZone: timezone, plainTime: when.dailyAt }).epochMilliseconds,
  )
  return new Date(slot! <= now.getTime() ? slot! : slotBefore!)
}

/**
 * When the clock looks at a row. Every timezone is a number of quarter-hours from UTC, so that one look
 * each quarter-hour meets every business's own time of day.
 */
export function cronOf({ when }: Row): string {
  return 'everyMinutes' in when ? `*/${when.everyMinutes} * * * *` : '*/15 * * * *'
}
