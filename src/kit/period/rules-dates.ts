/** Dates, months and years as the calendar names them: "18 January", "6–10 December 2010", "Q1 2011". */
import { addDays, addMonths, dayFrom, monthSpan, spanAround } from '../calendar.ts'
import { type Atom, type Reader, type Rule, span } from './atom.ts'
import {
  count,
  countOf,
  dayNumber,
  feasts,
  last,
  month,
  monthNumber,
  ordinal,
  ordinalNumber,
  weekday,
  year,
  yearOf,
} from './lexicon.ts'

const yearTail = `(?:,?\\s*(?:of\\s+|in\\s+|the\\s+)*(${year}|${last} year|this year|year before last)(?![\\d-]))?`
const joint = '\\s*(?:-|–|—|to|and|until|till|through|thru|&)\\s*(?:the\\s+)?'
const numeric = '(\\d{1,2})[/.-](\\d{1,2})[/.-](\\d{4}|\\d{2})'

export const dateRules: Rule[] = [
  {
    pattern: '(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?:t[\\d:.]+z?)?',
    read: ([y, m, d]) => exact(y, m, d),
  },
  {
    pattern: '(\\d{1,2})/(\\d{1,2})(?![/\\d])',
    read: ([a, b], { dayFirst }) => {
      const [day, month] = dayFirst ? [a!, b!] : [b!, a!]
      return Number(month) > 12 || Number(month) < 1
        ? null
        : { is: 'yearless', inYear: (year) => oneDay(dayFrom(year, Number(month), Number(day))) }
    },
  },
  { pattern: numeric, read: ([a, b, y], reader) => slashed(a!, b!, y!, reader) },
  {
    pattern: `(?:the\\s+)?week\\s+(?:of|commencing|beginning|starting|from)\\s+(?:the\\s+)?(${dayNumber})\\s+(?:of\\s+)?(${month})${yearTail}`,
    read: ([d, m, y], reader) => weekOf(m!, d!, y, reader),
  },
  {
    pattern: `(${dayNumber})${joint}(${dayNumber})\\s+(?:of\\s+)?(${month})${yearTail}`,
    read: ([a, b, m, y], reader) => daysOfMonth(m!, a!, b!, y, reader),
  },
  {
    pattern: `(${month})\\s+(?:the\\s+)?(${dayNumber})${joint}(${dayNumber})${yearTail}`,
    read: ([m, a, b, y], reader) => daysOfMonth(m!, a!, b!, y, reader),
  },
  {
    pattern: `(?:${weekday},?\\s+)?(?:the\\s+)?(${dayNumber})[\\s-]+(?:of\\s+)?(${month})${loose(yearTail)}`,
    read: ([d, m, y], reader) => daysOfMonth(m!, d!, d!, y, reader),
  },
  {
    pattern: `(?:${weekday},?\\s+)?(${month})\\s+(?:the\\s+)?(${dayNumber})(?!\\s*(?:days|weeks))${yearTail}`,
    read: ([m, d, y], reader) => daysOfMonth(m!, d!, d!, y, reader),
  },
  {
    pattern: `(${ordinal}|last)\\s+(week|half|(?:${count}\\s+)?days?)\\s+of\\s+(${month})${yearTail}`,
    read: ([which, part, m, y], reader) => partOfMonth(which!, part!, m!, y, reader),
  },
  { pattern: `(${last}|this)\\s+(${month})(?!\\s*\\d)`, read: ([w, m], r) => thatMonth(w!, m!, r) },
  {
    pattern: `(?:the\\s+)?(?:whole\\s+|entire\\s+|full\\s+|all\\s+of\\s+)?(?:month\\s+of\\s+)?(${month})${yearTail}`,
    read: ([m, y], reader) => wholeMonths(monthNumber(m!), 1, y, reader),
  },
  {
    pattern: '(0?[1-9]|1[0-2])[/-]((?:19|20)\\d\\d)',
    read: ([m, y]) => months(yearOf(y!), Number(m), 1),
  },
  {
    pattern: '((?:19|20)\\d\\d)-(0[1-9]|1[0-2])',
    read: ([y, m]) => months(yearOf(y!), Number(m), 1),
  },
  {
    pattern: `q([1-4])${yearTail}|((?:19|20)\\d\\d)\\s*q([1-4])`,
    read: ([q, y, y2, q2], r) => wholeMonths(3 * Number(q ?? q2) - 2, 3, y ?? y2, r),
  },
  {
    pattern: `(${ordinal})\\s+quarter${yearTail}`,
    read: ([n, y], reader) => wholeMonths(3 * ordinalNumber(n!) - 2, 3, y, reader),
  },
  {
    pattern: `h([12])${yearTail}`,
    read: ([n, y], reader) => wholeMonths(6 * Number(n) - 5, 6, y, reader),
  },
  {
    pattern: `(${ordinal})\\s+half(?:\\s+of(?:\\s+the\\s+year)?)?${yearTail}`,
    read: ([n, y], reader) => wholeMonths(6 * ordinalNumber(n!) - 5, 6, y, reader),
  },
  ...Object.entries(feasts).map(([names, inYear]) => ({
    pattern: `(?:${names})${yearTail}`,
    read: ([y]: (string | undefined)[], reader: Reader) =>
      dated((year) => ({ from: inYear(year).toString(), to: inYear(year).toString() }), y, reader),
  })),
  {
    pattern:
      '(?:calendar\\s+|the\\s+year\\s+|(?:all|the\\s+whole)\\s+of\\s+|year\\s+)?((?:19|20)\\d\\d)(?![\\d.,]*\\d)',
    read: ([y]) => months(yearOf(y!), 1, 12),
  },
  {
    pattern: `(?:on\\s+)?the\\s+(\\d{1,2})(?:st|nd|rd|th)\\s+of\\s+(this|last)\\s+month`,
    read: ([d, which], reader) => dayOfThatMonth(d!, which!, reader),
  },
  {
    pattern: '(?:on\\s+)the\\s+(\\d{1,2})(?:st|nd|rd|th)',
    read: ([d]) => ({ is: 'monthday', day: Number(d) }),
  },
  {
    pattern: 'the\\s+(\\d{1,2})(?:st|nd|rd|th)(?!\\s+\\w+\\s+(?:product|customer))',
    read: ([d]) => ({ is: 'monthday', day: Number(d) }),
  },
]

/** "18-Jan-2011" has no blank before its year. */
function loose(tail: string): string {
  return tail.replace(',?\\s*', ',?[\\s-]*')
}

function oneDay(day: string | null) {
  return day ? { from: day, to: day } : null
}

function exact(y = '', m = '', d = ''): Atom | null {
  return span(dayFrom(Number(y), Number(m), Number(d)))
}

function slashed(a: string, b: string, y: string, { dayFirst }: Reader): Atom | null {
  const year = y.length === 2 ? 2000 + Number(y) : Number(y)
  const asSaid = dayFirst ? dayFrom(year, +b, +a) : dayFrom(year, +a, +b)
  return span(asSaid ?? (dayFirst ? dayFrom(year, +a, +b) : dayFrom(year, +b, +a)))
}

function daysOfMonth(
  m: string,
  first: string,
  final: string,
  y: string | undefined,
  reader: Reader,
) {
  const number = monthNumber(m)
  const inYear = (year: number) => {
    const from = dayFrom(year, number, Number.parseInt(first, 10))
    const to = dayFrom(year, number, Number.parseInt(final, 10))
    return from && to && from <= to ? { from, to } : null
  }
  return dated(inYear, y, reader)
}

/** Weeks of a month are its days 1–7, 8–14, …; its last week is its last seven days. */
function partOfMonth(
  which: string,
  part: string,
  m: string,
  y: string | undefined,
  reader: Reader,
) {
  const n = which === 'last' ? -1 : ordinalNumber(which)
  const inYear = (year: number) => {
    const { from, to } = monthSpan(year, monthNumber(m))
    const length = /\sdays?$/.test(part)
      ? countOf(part.replace(/\s+days?$/, ''))
      : part.startsWith('week')
        ? 7
        : 1
    if (part === 'half')
      return n === 1 ? { from, to: addDays(from, 14) } : { from: addDays(from, 15), to }
    if (n === -1) return { from: addDays(to, 1 - length), to }
    const begin = addDays(from, (n - 1) * length)
    return { from: begin, to: addDays(begin, length - 1) }
  }
  return dated(inYear, y, reader)
}

function weekOf(m: string, d: string, y: string | undefined, reader: Reader) {
  const inYear = (year: number) => {
    const day = dayFrom(year, monthNumber(m), Number.parseInt(d, 10))
    return day ? spanAround(day, 'week', reader.cut) : null
  }
  return dated(inYear, y, reader)
}

/** "last June" is over; "this June" lies in this year. */
function thatMonth(which: string, m: string, { today }: Reader): Atom | null {
  const thisYear = Number(today.slice(0, 4))
  const number = monthNumber(m)
  if (which === 'this') return months(thisYear, number, 1)
  return months(number < Number(today.slice(5, 7)) ? thisYear : thisYear - 1, number, 1)
}

function wholeMonths(first: number, length: number, y: string | undefined, reader: Reader) {
  if (first < 1 || first > 12) return null
  return dated((year) => monthSpan(year, first, length), y, reader)
}

function months(year: number, first: number, length: number): Atom | null {
  const { from, to } = monthSpan(year, first, length)
  return span(from, to)
}

function dayOfThatMonth(d: string, which: string, { today }: Reader): Atom | null {
  const first = which === 'this' ? today : addMonths(today, -1)
  return span(dayFrom(Number(first.slice(0, 4)), Number(first.slice(5, 7)), Number(d)))
}

function dated(
  inYear: (year: number) => { from: string; to: string } | null,
  y: string | undefined,
  { today }: Reader,
): Atom | null {
  if (!y) return { is: 'yearless', inYear }
  const thisYear = Number(today.slice(0, 4))
  const year = /before last/.test(y)
    ? thisYear - 2
    : /this/.test(y)
      ? thisYear
      : /year/.test(y)
        ? thisYear - 1
        : yearOf(y)
  const found = inYear(year)
  return found ? { is: 'span', span: found } : { is: 'none' }
}
