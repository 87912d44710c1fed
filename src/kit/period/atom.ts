/** What a rule makes of the words it matched. */
import type { Cut, Span } from '../calendar.ts'
import type { Day } from '../day.ts'

/** From where "today", "last week" and "the 18th" are counted. */
export interface Reader {
  today: Day
  cut: Cut
  /** 03/04 is the third of April; false where the month comes first. */
  dayFirst: boolean
}

export type Atom =
  /** Fixed days. */
  | { is: 'span'; span: Span }
  /** Days that lack their year: the latest that is not in the future, unless a neighbour has one. */
  | { is: 'yearless'; inYear: (year: number) => Span | null }
  /** Words of a date that no calendar has. */
  | { is: 'none' }
  /** Everything there is. */
  | { is: 'all' }
  /** "the 19th": of the month spoken of, else the latest. */
  | { is: 'monthday'; day: number }
  /** "the Friday before": an ISO weekday before the day spoken of. */
  | { is: 'weekday-before'; weekday: number }
  | { is: 'since'; from: Day }
  | { is: 'until'; to: Day }
  /** The period before the one spoken of (after it when `by` is negative); of its own unit when none is named. */
  | { is: 'before'; unit: 'day' | 'week' | 'month' | 'quarter' | 'year' | null; by: number }
  /** The same days, so many units earlier. */
  | {
      is: 'same'
      unit: 'day' | 'week' | 'month' | 'quarter' | 'year'
      by: number
      /** "the same month" is a whole one when no other was spoken of. */
      of?: 'day' | 'week' | 'month' | 'quarter' | 'year'
    }

export interface Rule {
  pattern: string
  read: (groups: (string | undefined)[], reader: Reader) => Atom | null
}

export function span(from: Day | null, to: Day | null = from): Atom | null {
  return from && to ? { is: 'span', span: { from, to } } : null
}
