/** Periods counted from today, or from the period spoken of: "last week", "MTD", "the month before". */
import {
  addDays,
  addMonths,
  fiscalYearAround,
  monthSpan,
  spanAround,
  type Unit,
} from '../calendar.ts'
import type { Day } from '../day.ts'
import { type Atom, type Reader, type Rule, span } from './atom.ts'
import { count, countOf, last, ordinal, ordinalNumber, unit } from './lexicon.ts'

const earlier = '(?:earlier|before|ago|previously|prior)'
const the = '(?:the\\s+)?'

export const relativeRules: Rule[] = [
  // Against the period spoken of.
  {
    pattern: `${the}(?:same|this|that|corresponding|equivalent)\\s+(period|time|day|week|month|quarter|days|dates)\\s+(?:of\\s+|in\\s+)?(?:${the}${last}|a)\\s+(${unit})(?:\\s+${earlier})?`,
    read: ([noun, u]) => ({
      is: 'same',
      unit: asUnit(u!),
      by: u === 'fortnight' ? -2 : -1,
      of: /week|month|quarter/.test(noun!) ? asUnit(noun!) : undefined,
    }),
  },
  {
    pattern: `(?:a|one)\\s+(${unit})\\s+(?:earlier|before|previously|prior)`,
    read: ([u]) => ({ is: 'same', unit: asUnit(u!), by: -1 }),
  },
  {
    pattern: `${the}same\\s+day\\s+(?:of\\s+)?${the}(week|month|year)\\s+${earlier}`,
    read: ([u]) => ({ is: 'same', unit: asUnit(u!), by: -1 }),
  },
  {
    pattern: 'year\\s+(?:on|over)\\s+year|yoy|y/y',
    read: () => ({ is: 'same', unit: 'year', by: -1 }),
  },
  {
    pattern: '(?:week\\s+(?:on|over)\\s+week|wow|w/w)',
    read: () => ({ is: 'before', unit: 'week', by: 1 }),
  },
  {
    pattern: '(?:month\\s+(?:on|over)\\s+month|mom|m/m)',
    read: () => ({ is: 'before', unit: 'month', by: 1 }),
  },
  { pattern: `${the}day\\s+before\\s+yesterday`, read: (_, { today }) => span(addDays(today, -2)) },
  {
    pattern: `${the}(week|month|quarter|year)\\s+before\\s+last`,
    read: ([u], r) => unitsBack(u!, 2, r),
  },
  {
    pattern: `${the}(?:(day|week|month|quarter|year|period)\\s+(?:before(?:\\s+(?:that|it|this))?|prior(?:\\s+to\\s+that)?|earlier|preceding)|(?:one|period)\\s+before(?:\\s+that)?)`,
    read: ([u]) => ({ is: 'before', unit: u && u !== 'period' ? asUnit(u) : null, by: 1 }),
  },
  {
    pattern: `${the}(day|week|month|quarter|year)\\s+(?:after(?:\\s+(?:that|it|this))?|later|following)|${the}following\\s+(day|week|month|quarter|year)`,
    read: ([u, u2]) => ({ is: 'before', unit: asUnit((u ?? u2)!), by: -1 }),
  },
  {
    pattern: `${the}(?:previous|prior|preceding|last)\\s+period`,
    read: () => ({ is: 'before', unit: null, by: 1 }),
  },

  // Everything.
  {
    pattern:
      'all[ -]time|up\\s+to\\s+now|(?:until|till)\\s+now|of\\s+all\\s+times?|ever|in\\s+total|altogether|since\\s+(?:we|the\\s+shop|the\\s+business|you|i)\\s+(?:opened|started|began)|since\\s+(?:the\\s+)?(?:beginning|start)(?!\\s+of)|to\\s+date(?!\\w)(?<!(?:year|month|week|quarter)[\\s-]to\\s+date)|(?<!(?:today|week|month|quarter|year)\\s+)so\\s+far(?!\\s+(?:this|today))|entire\\s+(?:history|period)',
    read: () => ({ is: 'all' }),
  },

  // To date.
  {
    pattern: `(?:(week|month|quarter|half[- ]?year|year)[\\s-]to[\\s-]date|(w|m|q|y)td)`,
    read: ([u, letter], r) =>
      toDate(u ?? { w: 'week', m: 'month', q: 'quarter', y: 'year' }[letter!]!, r),
  },
  {
    pattern: `(?:so\\s+far\\s+)?(?:for\\s+)?(?:this|the\\s+current|current)\\s+(?:financial|fiscal|tax)\\s+year(?:\\s+(?:so\\s+far|to\\s+date))?|fytd`,
    read: (_, { today, cut }) => span(fiscalYearAround(today, cut).from, today),
  },
  {
    pattern: `(?:the\\s+)?(?:${last})\\s+(?:financial|fiscal|tax)\\s+year`,
    read: (_, { today, cut }) => fiscalBefore(today, cut),
  },
  {
    pattern: `(?:fy|(?:financial|fiscal|tax)\\s+year)\\s*['’]?((?:20)?\\d\\d)`,
    read: ([y], { cut }) => months(y!.length === 2 ? 2000 + +y! : +y!, cut.fiscalYearStart, 12),
  },
  {
    pattern: `(?:so\\s+far\\s+)?(?:this|the\\s+current|current)\\s+(week|month|quarter|half[- ]?year|half|year)(?:\\s+(?:so\\s+far|to\\s+date))?`,
    read: ([u], r) => toDate(u!, r),
  },

  // Counted back.
  {
    pattern: `(?:over\\s+|in\\s+|during\\s+)?${the}(?:${last}|most\\s+recent)\\s+(${count})\\s+(${unit})s?`,
    read: ([n, u], r) => rolling(countOf(n!), u!, r),
  },
  {
    pattern: `(?:over|in|within|for|during)\\s+${the}past\\s+(week|month|quarter|year)`,
    read: ([u], r) => rolling(1, u!, r),
  },
  {
    pattern: `(${count})\\s+(day|week|month|quarter|year)s?\\s+ago`,
    read: ([n, u], r) => unitsBack(u!, countOf(n!), r),
  },
  {
    pattern: `a\\s+(week|month|year)\\s+ago(?:\\s+today)?`,
    read: ([u], { today }) =>
      span(u === 'week' ? addDays(today, -7) : addMonths(today, u === 'month' ? -1 : -12)),
  },
  {
    pattern: `${the}(?:${last})\\s+(week|month|quarter|half[- ]?year|half|year|day|fortnight)`,
    read: ([u], r) => (u === 'fortnight' ? rolling(2, 'week', r) : unitsBack(u!, 1, r)),
  },
  {
    pattern: `(?:for\\s+)?${the}(?:next|coming|upcoming)\\s+(?:${count}\\s+)?(${unit})s?|tomorrow`,
    read: ([u], r) => ahead(u, r),
  },
  {
    pattern: `yesterday(?:['’]s)?(?:\\s+(?:morning|afternoon|evening|night))?|last\\s+night`,
    read: (_, { today }) => span(addDays(today, -1)),
  },
  {
    pattern: `today(?:['’]s)?(?:\\s+so\\s+far)?|so\\s+far\\s+today|tonight|this\\s+(?:morning|afternoon|evening)|right\\s+now`,
    read: (_, { today }) => span(today),
  },
  {
    pattern: `since\\s+the\\s+(?:beginning|start)\\s+of\\s+(?:the\\s+|this\\s+)?(week|month|quarter|year)`,
    read: ([u], r) => toDate(u!, r),
  },
  {
    pattern: `(${ordinal})\\s+(?:fiscal|financial)\\s+quarter`,
    read: ([n], { today, cut }) => fiscalQuarter(ordinalNumber(n!), today, cut),
  },
]

function asUnit(word: string): 'day' | 'week' | 'month' | 'quarter' | 'year' {
  return word.startsWith('fortnight') ? 'week' : (word as 'day')
}

function calendarUnit(word: string): Unit {
  return word.startsWith('half') ? 'half' : (word as Unit)
}

function toDate(word: string, { today, cut }: Reader): Atom | null {
  return span(spanAround(today, calendarUnit(word), cut).from, today)
}

/** The whole unit so many before the one today lies in. */
function unitsBack(word: string, n: number, { today, cut }: Reader): Atom | null {
  if (word === 'day') return span(addDays(today, -n))
  const unit = calendarUnit(word)
  let whole = spanAround(today, unit, cut)
  for (let i = 0; i < Math.min(n, 1000); i++) whole = spanAround(addDays(whole.from, -1), unit, cut)
  return span(whole.from, whole.to)
}

/** "the last 7 days" end today. */
function rolling(n: number, word: string, { today }: Reader): Atom | null {
  if (n < 1) return null
  const days = { day: 1, week: 7, fortnight: 14 }[word]
  if (days) return span(addDays(today, 1 - n * days), today)
  const months = { month: 1, quarter: 3, year: 12 }[word] ?? 6
  return span(addDays(addMonths(today, -n * months), 1), today)
}

function ahead(word: string | undefined, { today, cut }: Reader): Atom | null {
  if (!word || word === 'day') return span(addDays(today, 1))
  const whole = spanAround(today, word === 'fortnight' ? 'week' : calendarUnit(word), cut)
  const next = spanAround(
    addDays(whole.to, 1),
    word === 'fortnight' ? 'week' : calendarUnit(word),
    cut,
  )
  return span(next.from, next.to)
}

function fiscalBefore(today: Day, cut: Reader['cut']): Atom | null {
  const before = fiscalYearAround(addDays(fiscalYearAround(today, cut).from, -1), cut)
  return span(before.from, before.to)
}

function fiscalQuarter(n: number, today: Day, cut: Reader['cut']): Atom | null {
  const from = addMonths(fiscalYearAround(today, cut).from, 3 * (n - 1))
  return span(from, addDays(addMonths(from, 3), -1))
}

function months(year: number, first: number, length: number): Atom | null {
  const { from, to } = monthSpan(year, first, length)
  return span(from, to)
}
