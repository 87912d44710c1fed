/** The business's periods: words to business days, with the org's weeks and fiscal year. */
import type { Org } from '#domain/org.ts'
import type { Cut, Span } from '#kit/calendar.ts'
import type { Day, Period } from '#kit/day.ts'
import { type Reader, readPeriods, spanOf } from '#kit/period/read-period.ts'
import { Refusal } from '#kit/refusal.ts'

export interface When {
  org: Org
  /** The business day it is now. */
  today: Day
  /** The period last spoken of: what "the month before" is before. */
  spokenOf: Span | null
  /** First and last day with records; null when there are none. */
  recorded: Span | null
}

export function cutOf({ weekStart, fiscalYearStart }: Org): Cut {
  return { weekStart, fiscalYearStart }
}

/** Month before day is an American habit; everywhere else 03/04 is the third of April. */
export function readerFor(org: Org, today: Day): Reader {
  return { today, cut: cutOf(org), dayFirst: !/^en-US$|-PH$|^fil/.test(org.locale) }
}

/**
 * Reads a period as a person says it ("last week", "6 to 10 December 2010", "the month before").
 * Refused when it is no period, or lies in the future. Whole business days, both ends included.
 */
export function resolvePeriod(words: string, when: When): Period {
  const reader = readerFor(when.org, when.today)
  const [found] = readPeriods(words, reader)
  if (!found)
    throw new Refusal(
      `I can't tell which days "${words}" means: say it as "last week", "June" or "6 to 10 December".`,
    )
  const span = spanOf(found, reader, when.spokenOf)
  if (!span) throw new Refusal(`There is no such day: "${words}".`)
  const from = span.from ?? when.recorded?.from ?? when.today
  const to = span.to ?? when.today
  if (from > when.today)
    throw new Refusal(
      `I can't see the future: "${found.words}" has not happened yet, and I only report what is recorded.`,
    )
  return { from, to: to < from ? from : to, label: found.words }
}
