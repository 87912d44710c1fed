/** The words that periods are said with, as pieces of regular expressions over lower-case text. */
import { Temporal } from 'temporal-polyfill'

const monthNames = [
  'january|jan',
  'february|feb|febuary|febr',
  'march|mar',
  'april|apr',
  'may(?!\\s+(?:i|we|you|be|have)\\b)',
  'june|jun',
  'july|jul',
  'august|aug',
  'september|sept|sep',
  'october|oct',
  'november|nov',
  'december|dec|decemeber|dezember',
]
const weekdayNames = [
  'monday|mon',
  'tuesday|tues|tue',
  'wednesday|weds|wed',
  'thursday|thurs|thur|thu',
  'friday|fri',
  'saturday|sat',
  'sunday|sun',
]
const ones =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen'.split(
    ' ',
  )
const ordinals = ['first|1st', 'second|2nd', 'third|3rd', 'fourth|4th']

export const month = `(?:${monthNames.join('|')})\\.?`
export const weekday = `(?:${weekdayNames.join('|')})`
export const ordinal = `(?:${ordinals.join('|')})`
/** A year of four digits, or two behind an apostrophe. */
export const year = `(?:(?:19|20)\\d\\d|['’]\\d\\d)`
/** A day of the month. */
export const dayNumber = '(?:3[01]|[12]\\d|0?[1-9])(?:st|nd|rd|th)?(?!\\d|[.,]\\d)'
export const count = `(?:\\d{1,4}|${ones.join('|')}|twenty|thirty|sixty|ninety|couple of|a couple of)`
export const last = '(?:last|past|previous|prev|preceding|prior|latest)'
export const unit = '(?:day|week|fortnight|month|quarter|half[- ]?year|year)'

export function monthNumber(word: string): number {
  return indexOf(monthNames, word.replace('.', '')) + 1
}

/** ISO weekday. */
export function weekdayNumber(word: string): number {
  return indexOf(weekdayNames, word) + 1
}

export function ordinalNumber(word: string): number {
  return indexOf(ordinals, word) + 1
}

export function countOf(word: string): number {
  if (/^\d+$/.test(word)) return Number(word)
  if (/couple/.test(word)) return 2
  const tens = { twenty: 20, thirty: 30, sixty: 60, ninety: 90 }[word]
  return tens ?? ones.indexOf(word) + 1
}

/** "2011" and "'11" are the same year. */
export function yearOf(word: string): number {
  const digits = word.replace(/\D/g, '')
  return digits.length === 2 ? 2000 + Number(digits) : Number(digits)
}

/** Feasts that shops speak of; Easter moves, so it is computed (Anonymous Gregorian algorithm). */
export const feasts: Record<string, (year: number) => Temporal.PlainDate> = {
  'christmas eve': (year) => on(year, 12, 24),
  'christmas day|xmas day|xmas|(?<=(?:before|after|at|over|on|since|until) )christmas(?! \\w)': (
    year,
  ) => on(year, 12, 25),
  'boxing day': (year) => on(year, 12, 26),
  "new year['’]?s eve": (year) => on(year, 12, 31),
  "new year['’]?s day|new year['’]?s?": (year) => on(year, 1, 1),
  "valentine['’]?s(?: day)?": (year) => on(year, 2, 14),
  'black friday': (year) => thanksgiving(year).add({ days: 1 }),
  'cyber monday': (year) => thanksgiving(year).add({ days: 4 }),
  'good friday': (year) => easter(year).subtract({ days: 2 }),
  'easter sunday': easter,
  'easter monday': (year) => easter(year).add({ days: 1 }),
}

function on(year: number, month: number, day: number) {
  return Temporal.PlainDate.from({ year, month, day })
}

/** The fourth Thursday of November, by which shops date Black Friday. */
function thanksgiving(year: number) {
  const first = on(year, 11, 1)
  return first.add({ days: ((4 - first.dayOfWeek + 7) % 7) + 21 })
}

function easter(year: number) {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3)
  const h = (19 * a + d + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const day = h + l - 7 * m + 114
  return on(year, Math.floor(day / 31), (day % 31) + 1)
}

function indexOf(alternatives: string[], word: string): number {
  return alternatives.findIndex((names) => new RegExp(`^(?:${names})$`).test(word))
}
