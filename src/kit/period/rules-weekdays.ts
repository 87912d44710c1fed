/** Days of the week: "last Monday", "Tuesday of last week", "Monday to Friday", "the weekend". */
import { addDays, spanAround, weekday as weekdayOf } from '../calendar.ts'
import { type Atom, type Reader, type Rule, span } from './atom.ts'
import { last, weekday, weekdayNumber } from './lexicon.ts'

const the = '(?:the\\s+)?'

export const weekdayRules: Rule[] = [
  {
    pattern: `${the}(${weekday})\\s+(?:before(?:\\s+that)?|prior|earlier)|${the}(?:previous|prior|preceding)\\s+(${weekday})`,
    read: ([a, b]) => ({ is: 'weekday-before', weekday: weekdayNumber((a ?? b)!) }),
  },
  {
    pattern: `(${weekday})\\s*(?:to|-|–|through|until|till)\\s*(${weekday})(?:\\s+(?:of\\s+)?(?:the\\s+)?(${last}|this)\\s+week)?`,
    read: ([a, b, which], r) => weekdayRun(a!, b!, which, r),
  },
  {
    pattern: `(${weekday})\\s+(?:of\\s+|in\\s+)?${the}(week\\s+before\\s+last|${last}\\s+week|this\\s+week)|${the}(${last}\\s+week|this\\s+week)['’]?s?\\s+(${weekday})`,
    read: ([a, w, w2, b], r) => weekdayOfWeek((a ?? b)!, (w ?? w2)!, r),
  },
  {
    pattern: `(?:on\\s+)?(${last}|this|on)\\s+(${weekday})(?!s)`,
    read: ([which, d], r) => thatWeekday(which!, d!, r),
  },
  {
    pattern: `(?:over\\s+|at\\s+|on\\s+|during\\s+)?(?:${the}(${last}|this)\\s+weekend|the\\s+weekend)`,
    read: ([which], r) => weekend(which, r),
  },

  {
    pattern: `(?:on\\s+)?(${weekday})(?<!\\b(?:sun|sat|mon|wed|fri|thu|tue))`,
    read: ([d], r) => thatWeekday('on', d!, r),
  },
]

function thatWeekday(which: string, word: string, { today }: Reader): Atom | null {
  const back = (weekdayOf(today) - weekdayNumber(word) + 7) % 7
  const isOver = which !== 'this' && which !== 'on'
  return span(addDays(today, -(isOver && back === 0 ? 7 : back)))
}

function weekdayOfWeek(word: string, week: string, reader: Reader): Atom | null {
  const n = week.startsWith('week before') ? 2 : week.startsWith('this') ? 0 : 1
  const { today, cut } = reader
  const first = addDays(spanAround(today, 'week', cut).from, -7 * n)
  return span(addDays(first, (weekdayNumber(word) - cut.weekStart + 7) % 7))
}

function weekdayRun(
  first: string,
  final: string,
  which: string | undefined,
  reader: Reader,
): Atom | null {
  const { today, cut } = reader
  const length = (weekdayNumber(final) - weekdayNumber(first) + 7) % 7
  if (which) {
    const begin = weekdayOfWeek(first, `${which === 'this' ? 'this' : 'last'} week`, {
      today,
      cut,
      dayFirst: true,
    })
    return begin?.is === 'span' ? span(begin.span.from, addDays(begin.span.from, length)) : null
  }
  const end = addDays(today, -((weekdayOf(today) - weekdayNumber(final) + 7) % 7))
  return span(addDays(end, -length), end)
}

function weekend(which: string | undefined, { today }: Reader): Atom | null {
  const sinceSaturday = (weekdayOf(today) + 1) % 7
  const isNow = sinceSaturday <= 1
  const back = sinceSaturday + (isNow && which && which !== 'this' ? 7 : 0)
  const saturday = addDays(today, -back)
  return span(saturday, addDays(saturday, 1))
}
