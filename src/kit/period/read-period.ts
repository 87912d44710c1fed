/**
 * Reads the periods that a sentence speaks of, as people say them. Rules match pieces ("18 January",
 * "last week", "since"); neighbours are joined to ranges; what lacks a year takes the latest one
 * that is not in the future.
 */
import {
  addDays,
  addMonths,
  dayFrom,
  type Span,
  shifted,
  spanAround,
  spanBefore,
  weekday,
} from '../calendar.ts'
import type { Atom, Reader, Rule } from './atom.ts'
import { dateRules } from './rules-dates.ts'
import { relativeRules } from './rules-relative.ts'
import { weekdayRules } from './rules-weekdays.ts'

export type { Reader } from './atom.ts'

export interface FoundPeriod {
  atom: Atom
  /** Where in the text, and the words themselves. */
  start: number
  end: number
  words: string
}

/** What a period comes to: days, everything there is, or days open at their beginning. */
export type ReadSpan = { from: string | null; to: string | null }

const textLengthMax = 2_000
const lead = "(?<![\\w'’.]|\\d-)(?:during\\s+|within\\s+|throughout\\s+|as\\s+of\\s+)?"
const tail = "(?![\\w])(?:['’]s(?!\\w))?"
const rules = [...relativeFirst(), ...dateRules, ...weekdayRules, ...relativeRules].map(compile)

/** All periods of the text, in the order they stand there. */
export function readPeriods(text: string, reader: Reader): FoundPeriod[] {
  let rest = text.toLowerCase().slice(0, textLengthMax)
  const found: FoundPeriod[] = []
  for (const { pattern, read } of rules) {
    rest = rest.replace(pattern, (words: string, ...more: unknown[]) => {
      const start = more.find((part) => typeof part === 'number') as number
      const groups = more.slice(0, more.indexOf(start)) as (string | undefined)[]
      const atom = read(groups, reader)
      if (!atom) return words
      found.push({ atom, start, end: start + words.length, words })
      return '\u0000'.repeat(words.length)
    })
  }
  found.sort((a, b) => a.start - b.start)
  const plain = withoutSoFar(found, reader)
  return joined(text.toLowerCase(), plain, reader)
}

/** The days of a found period, null for "30 February"; `spokenOf` is what "the month before" is before. */
export function spanOf(
  { atom }: FoundPeriod,
  reader: Reader,
  spokenOf: Span | null,
): ReadSpan | null {
  switch (atom.is) {
    case 'span':
      return atom.span
    case 'yearless':
      return latest(atom.inYear, reader.today)
    case 'none':
      return null
    case 'all':
      return { from: null, to: null }
    case 'monthday':
      return dayOfMonth(atom.day, spokenOf?.from ?? null, reader)
    case 'weekday-before': {
      const day = spokenOf?.from ?? reader.today
      const back = (weekday(day) - atom.weekday + 7) % 7 || 7
      return { from: addDays(day, -back), to: addDays(day, -back) }
    }
    case 'since':
      return { from: atom.from, to: reader.today }
    case 'until':
      return { from: null, to: atom.to }
    case 'before': {
      const anchor = spokenOf ?? spanAround(reader.today, atom.unit ?? 'day', reader.cut)
      if (!atom.unit) return spanBefore(anchor, reader.cut)
      const whole = spanAround(anchor.from, atom.unit, reader.cut)
      const beside = atom.by < 0 ? addDays(whole.to, 1) : addDays(whole.from, -1)
      return spanAround(beside, atom.unit, reader.cut)
    }
    case 'same': {
      const anchor = spokenOf ?? spanAround(reader.today, atom.of ?? 'day', reader.cut)
      return shifted(anchor, atom.unit, atom.by, reader.cut)
    }
  }
}

/** Phrases that would be broken by the date rules standing before them. */
function relativeFirst(): Rule[] {
  return relativeRules.filter(({ pattern }) => pattern.includes('same|this|that'))
}

function compile({ pattern, read }: Rule) {
  return { pattern: new RegExp(`${lead}(?:${pattern})${tail}`, 'g'), read }
}

/** "February so far" ends today; "in total last week" is last week. */
function withoutSoFar(found: FoundPeriod[], reader: Reader): FoundPeriod[] {
  const all = found.filter(({ atom }) => atom.is === 'all')
  const others = found.filter(({ atom }) => atom.is !== 'all')
  const last = others.at(-1)
  if (all.length === 0 || !last) return found
  const span = closed(last, reader)
  if (!span || !all.some(({ words }) => /far|now|date/.test(words))) return others
  const words = `${last.words} so far`
  return [...others.slice(0, -1), { ...last, words, atom: { is: 'since', from: span.from } }]
}

/** "A to B", "between A and B", "since A", "until B". */
function joined(text: string, found: FoundPeriod[], reader: Reader): FoundPeriod[] {
  const result: FoundPeriod[] = []
  for (let i = 0; i < found.length; i++) {
    const first = found[i]!
    const second = found[i + 1]
    const before = text.slice(0, first.start)
    const gap = second ? text.slice(first.end, second.start) : ''
    const ahead = second && beforeThat(first, second, gap, reader)
    if (ahead) {
      result.push(piece(text, first.start, second.end, ahead))
      i++
      continue
    }
    const isBetween = /\b(?:between|from)\s*(?:the\s+)?$/.test(before)
    const isRange = isBetween
      ? /^\s*(?:and|to|-|–|—|until|till|through|thru|up\s+to|&)\s*(?:the\s+)?$/.test(gap)
      : /^\s*(?:to|-|–|—|until|till|through|thru|up\s+to)\s*(?:the\s+)?$/.test(gap)
    if (second && isRange) {
      const range = rangeOf(first, second, reader)
      if (range) {
        const begin = before.search(/(?:between|from)\s*(?:the\s+)?$/)
        result.push(piece(text, begin === -1 ? first.start : begin, second.end, range))
        i++
        continue
      }
    }
    result.push(opened(text, first, reader))
  }
  return result
}

/** "the week before Christmas": the seven days that end the day before it. */
function beforeThat(
  first: FoundPeriod,
  second: FoundPeriod,
  gap: string,
  reader: Reader,
): Atom | null {
  const end = closed(second, reader)
  if (first.atom.is !== 'before' || !first.atom.unit || !end || gap.trim() !== '') return null
  const { unit, by } = first.atom
  const length = { day: 1, week: 7, month: 30, quarter: 91, year: 365 }[unit]
  const from = by < 0 ? addDays(end.to, 1) : addDays(end.from, -length)
  return { is: 'span', span: { from, to: addDays(from, length - 1) } }
}

function rangeOf(first: FoundPeriod, second: FoundPeriod, reader: Reader): Atom | null {
  const end = closed(second, reader)
  if (!end) return null
  const endYear = Number(end.to.slice(0, 4))
  let begin = closed(first, reader)
  if (first.atom.is === 'yearless') {
    const inSame = first.atom.inYear(endYear)
    begin = inSame && inSame.from <= end.to ? inSame : first.atom.inYear(endYear - 1)
  }
  if (!begin) return null
  // "January to March 2011" said the other way round is a range as well; "2011 to January" is none.
  if (begin.from > end.to) return null
  return { is: 'span', span: { from: begin.from, to: end.to } }
}

function dayOfMonth(day: number, spokenOf: string | null, { today }: Reader): Span | null {
  const months = [spokenOf, today, addMonths(`${today.slice(0, 7)}-01`, -1)]
  for (const month of months.filter((month) => month !== null)) {
    const found = dayFrom(Number(month.slice(0, 4)), Number(month.slice(5, 7)), day)
    if (found && found <= today) return { from: found, to: found }
  }
  return null
}

function closed({ atom }: FoundPeriod, reader: Reader): Span | null {
  const { today } = reader
  if (atom.is === 'monthday') return dayOfMonth(atom.day, null, reader)
  if (atom.is === 'span') return atom.span
  return atom.is === 'yearless' ? latest(atom.inYear, today) : null
}

function opened(text: string, found: FoundPeriod, reader: Reader): FoundPeriod {
  const before = text.slice(0, found.start)
  const span = closed(found, reader)
  const since = before.search(/\b(?:since|starting(?:\s+from)?|from)\s+(?:the\s+)?$/)
  const isBareFrom = /\bfrom\s+(?:the\s+)?$/.test(before)
  if (span && since !== -1 && !isBareFrom) {
    return piece(text, since, found.end, { is: 'since', from: span.from })
  }
  if (
    span &&
    isBareFrom &&
    /^\s*(?:onwards?|on|forward|till\s+now|until\s+now|to\s+now)\b/.test(text.slice(found.end))
  ) {
    return piece(text, since, found.end, { is: 'since', from: span.from })
  }
  const ahead = before.search(
    /(?<!week\s|month\s|day\s|year\s)\b(?:before|prior\s+to)\s+(?:the\s+)?$/,
  )
  if (span && ahead !== -1)
    return piece(text, ahead, found.end, { is: 'until', to: addDays(span.from, -1) })
  const until = before.search(/\b(?:until|till|up\s+to(?:\s+and\s+including)?)\s+(?:the\s+)?$/)
  if (span && until !== -1) return piece(text, until, found.end, { is: 'until', to: span.to })
  return found
}

function piece(text: string, start: number, end: number, atom: Atom): FoundPeriod {
  return { atom, start, end, words: text.slice(start, end) }
}

/** The latest occurrence that has begun. */
function latest(inYear: (year: number) => Span | null, today: string): Span | null {
  const thisYear = Number(today.slice(0, 4))
  for (let year = thisYear; year > thisYear - 9; year--) {
    const span = inYear(year)
    if (span && span.from <= today) return span
  }
  return null
}
