/** The day that a proposal is about, as the one who decides must see it. */
import type { Org } from '#domain/org.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import type { Words } from '#kit/words.ts'

/** "on Fri, 20 November 2026" of an earlier day; nothing of today, which goes without saying. */
export function earlierDay(
  { day }: Words,
  moment: string | Date,
  { org, today }: { org: Org; today: Day },
): string | null {
  const then = dayOf(new Date(moment), org.timezone)
  return then === today ? null : `on ${day(then)}`
}
