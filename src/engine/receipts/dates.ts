/** Dates in any usual form, as far as each is told: a day, a month, a year, a weekday. */

import { keeper } from '#kit/keep.ts'

/** What a date says of itself; what it leaves open is undefined. */
export interface DateParts {
  year?: number
  /** 1 to 12 */
  month?: number
  day?: number
  /** ISO, 1 is Monday */
  weekday?: number
}

export interface FoundDate {
  start: number
  end: number
  /** Several where the form leaves day and month open ("03/04/2011"): any of them may be meant. */
  readings: DateParts[]
}

/** Months are read in these; figures of other languages are still checked, as plain numbers. */
const languages = [
  'en',
  'fr',
  'de',
  'es',
  'pt',
  'it',
  'nl',
  'sw',
  'id',
  'tr',
  'pl',
  'sv',
  'ru',
  'ar',
]
const monthByWord = monthWords()
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

const month = `(?<month>${[...monthByWord.keys()].sort((a, b) => b.length - a.length).join('|')})\\.?`
const notInWord = '(?<![\\p{L}\\d\\p{Sc}]|\\d[.,]|\\p{Sc} )'
const endOfWord = '(?![\\p{L}\\d])'
const dayNumber = (name: string) => `(?<${name}>\\d{1,2})(?:st|nd|rd|th|er|\\.|º)?`
const yearNumber = '(?<year>(?:19|20)\\d{2})'
const weekday = `(?:(?<weekday>${weekdays.map((d) => `${d}|${d.slice(0, 3)}`).join('|')}|tues|thur|thurs)\\.?,? +(?:the +)?)?`
const to = ' ?(?:-|to|and|until|through|bis|au|al|a|&) ?'
const of = '(?: of| de)?'

/** Most telling first: what one has read, the next no longer sees. */
const forms: [RegExp, (g: Record<string, string | undefined>) => DateParts[][]][] = [
  [
    form(`(?<year>\\d{4})-(?<m>\\d{2})-(?<day>\\d{2})(?=$|[^\\d])`),
    (g) => [[{ year: n(g.year), month: n(g.m), day: n(g.day) }]],
  ],
  [
    form(
      `${weekday}${dayNumber('from')}${to}${weekday.replace('<weekday>', '<weekday2>')}${dayNumber('day')}${of} +${month}(?:,?${of} +${yearNumber})?${endOfWord}`,
    ),
    (g) => [
      [{ ...monthYear(g), day: n(g.from), weekday: weekdayOf(g.weekday) }],
      [{ ...monthYear(g), day: n(g.day), weekday: weekdayOf(g.weekday2) }],
    ],
  ],
  [
    form(`${weekday}${dayNumber('day')}${of} +${month}(?:,?${of} +${yearNumber})?${endOfWord}`),
    (g) => [[{ ...monthYear(g), day: n(g.day), weekday: weekdayOf(g.weekday) }]],
  ],
  [
    form(
      `${weekday}${month} +(?:the +)?${dayNumber('day')}(?![\\d])(?:${to}${dayNumber('until')}(?![\\d]))?(?:,? +${yearNumber})?${endOfWord}`,
    ),
    (g) => [
      [{ ...monthYear(g), day: n(g.day), weekday: weekdayOf(g.weekday) }],
      ...(g.until ? [[{ ...monthYear(g), day: n(g.until) }]] : []),
    ],
  ],
  [form(`${month},?${of} +'?${yearNumber}${endOfWord}`), (g) => [[monthYear(g)]]],
  [
    form(`(?<a>\\d{1,2})(?<sep>[/.-])(?<b>\\d{1,2})\\k<sep>(?<y>\\d{4}|\\d{2})${endOfWord}`),
    (g) => [dayMonthOrders(n(g.a), n(g.b), fullYear(g.y!))],
  ],
  [
    form(`(?<y>(?:19|20)\\d{2})[/.](?<m>\\d{1,2})[/.](?<day>\\d{1,2})${endOfWord}`),
    (g) => [[{ year: n(g.y), month: n(g.m), day: n(g.day) }]],
  ],
  [
    form(`(?<y>(?:19|20)\\d{2})-(?<m>0[1-9]|1[0-2])${endOfWord}`),
    (g) => [[{ year: n(g.y), month: n(g.m) }]],
  ],
  [
    form(`(?<a>\\d{1,2})/(?<b>\\d{1,2})(?![/\\d])${endOfWord}`),
    (g) => [dayMonthOrders(n(g.a), n(g.b))],
  ],
]

/** Words that are a month's name only by the company they keep. */
const ambiguousAlone = new Set(['may', 'mars', 'mayo', 'mai', 'march', 'out', 'set', 'ago'])
const monthAlone = new RegExp(`${notInWord}${month}${endOfWord}`, 'giu')
const weekdayAlone = new RegExp(`\\b(?<weekday>${weekdays.join('|')})s?\\b`, 'gi')
const yearAlone =
  /(?<=\b(?:in|year|since|during|until|fy|for|en|im|from|to|vs|january|december|[qh][1-4]) |[(,/] ?|^)'?(?<year>(?:19|20)\d{2})(?=$|[^\p{L}\d ,.%:]|[,.:)](?!\d)| (?!\p{L})| (?:and|was|were|to|so|than|with|compared|sales|the|you|we|in|is|has|had)\b)/giu

const datesKept = keeper<readonly FoundDate[]>(2_000)
/** The longest text whose dates are kept: a name or a label, said again and again. */
const keptLengthMax = 60

/** All dates of a text that `plainText` made. Spans do not overlap. */
export function findDates(text: string): readonly FoundDate[] {
  if (text.length > keptLengthMax) return readDates(text)
  return datesKept(text, () => readDates(text))
}

function readDates(text: string): FoundDate[] {
  const found: FoundDate[] = []
  let rest = text
  const take = (match: RegExpExecArray, dates: DateParts[][]) => {
    const [start, end] = [match.index, match.index + match[0].length]
    const real = dates.map((readings) => readings.filter(isPossible))
    if (real.some((readings) => readings.length === 0)) return
    for (const readings of real) found.push({ start, end, readings })
    rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end)
  }
  // Only a month or a weekday is told without a digit.
  const hasDigits = /\d/.test(text)
  for (const [pattern, read] of hasDigits ? forms : [])
    for (const match of rest.matchAll(pattern)) take(match, read(match.groups ?? {}))
  for (const match of rest.matchAll(monthAlone))
    if (isMonth(match, text)) take(match, [[monthYear(match.groups!)]])
  for (const match of rest.matchAll(weekdayAlone))
    take(match, [[{ weekday: weekdayOf(match.groups!.weekday) }]])
  for (const match of hasDigits ? rest.matchAll(yearAlone) : [])
    take(match, [[{ year: n(match.groups!.year) }]])
  return found
}

/** True when `known` tells all that `said` tells, and the same. */
export function tells(known: DateParts, said: DateParts): boolean {
  for (const part of ['year', 'month', 'day'] as const)
    if (said[part] !== undefined && said[part] !== known[part]) return false
  return said.weekday === undefined || said.weekday === (weekdayOn(known) ?? known.weekday)
}

function form(source: string): RegExp {
  return new RegExp(`${notInWord}${source}`, 'giu')
}

function n(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

function fullYear(text: string): number {
  return text.length === 2 ? 2000 + Number(text) : Number(text)
}

function monthYear(g: Record<string, string | undefined>): DateParts {
  return { month: monthByWord.get(g.month!.toLowerCase()), year: n(g.year) }
}

function weekdayOf(word: string | undefined): number | undefined {
  if (!word) return undefined
  return weekdays.findIndex((day) => day.startsWith(word.toLowerCase().slice(0, 3))) + 1
}

function weekdayOn({ year, month, day }: DateParts): number | undefined {
  if (!year || !month || !day) return undefined
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7
}

function dayMonthOrders(a = 0, b = 0, year?: number): DateParts[] {
  return [
    { day: a, month: b, year },
    { day: b, month: a, year },
  ]
}

function isPossible({ month, day }: DateParts): boolean {
  return (
    (month === undefined || (month >= 1 && month <= 12)) &&
    (day === undefined || (day >= 1 && day <= 31))
  )
}

function isMonth(match: RegExpExecArray, text: string): boolean {
  const word = match.groups!.month!
  if (word.length < 4 && word.toLowerCase() !== 'may')
    return /^[A-Z]/.test(word) && /^(jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)$/i.test(word)
  if (!ambiguousAlone.has(word.toLowerCase())) return true
  const before = text.slice(Math.max(0, match.index - 12), match.index)
  return (
    /^\p{Lu}/u.test(word) &&
    /\b(in|of|for|since|until|during|last|this|and|vs|with|than|to|from|en|im) $/i.test(before)
  )
}

function monthWords(): Map<string, number> {
  const words = new Map<string, number>()
  for (const language of languages)
    for (const style of ['long', 'short'] as const)
      for (const withDay of [true, false]) {
        const format = new Intl.DateTimeFormat(`${language}-u-nu-latn`, {
          month: style,
          timeZone: 'UTC',
          ...(withDay ? { day: 'numeric' } : {}),
        })
        for (let month = 1; month <= 12; month++) {
          const parts = format.formatToParts(Date.UTC(2011, month - 1, 2))
          const word = parts
            .find(({ type }) => type === 'month')
            ?.value.normalize('NFKC')
            .toLowerCase()
            .replace(/\.$/, '')
          if (word && word.length >= 3 && /^\p{L}+$/u.test(word) && !words.has(word))
            words.set(word, month)
        }
      }
  words.set('sept', 9)
  return words
}
