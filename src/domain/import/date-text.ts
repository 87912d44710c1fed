/**
 * Dates as files write them: ISO, 1/12/2010 of either order, 1 Dec 2010, Excel's day numbers.
 * The order of day and month is decided by the whole column; when it tells nothing, we refuse.
 */
import { Refusal } from '#kit/refusal.ts'
import { monthNamed } from './month-names.ts'

export type DateOrder = 'ymd' | 'dmy' | 'mdy'

/** A local time without timezone, or an instant when the text carries its own offset. */
export type DateRead = { local: string } | { instant: Date }

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/
const figures = /^(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T, ]+(.+))?$/
const compact = /^(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?$/
const serial = /^\d{5}(\.\d+)?$/
const dayFirstNamed =
  /^(\d{1,2})(?:st|nd|rd|th|er|º|°)?[-/. ,]*(?:de |of )?(\p{L}+)[-/. ,']*(?:de |del )?(\d{4}|\d\d)(?:[T, ]+(.+))?$/u
const monthFirstNamed = /^(\p{L}+)[-/. ]*(\d{1,2})(?:st|nd|rd|th)?[-/. ,]+(\d{4})(?:[T, ]+(.+))?$/u
const yearFirstNamed = /^(\d{4})[-/. ](\p{L}+)[-/. ](\d{1,2})(?:[T, ]+(.+))?$/u
const time =
  /^(?:at )?(\d{1,2})[:.h](\d\d)(?:[:.](\d\d))?(?:[.,]\d+)?\s*([ap])?\.?(?:m\.?)?\s*(z|utc|gmt)?\s*([+-]\d\d:?\d\d)?(?:\s*\(.*\))?$/i

/** What a column's values say about the order of day and month. */
export class DateEvidence {
  dates = 0
  #dayFirst: { row: number; text: string } | null = null
  #monthFirst: { row: number; text: string } | null = null
  #yearFirst: { row: number; text: string } | null = null
  #either: { row: number; text: string } | null = null

  see(text: string, row: number): void {
    if (iso.test(text)) {
      this.dates += 1
      return
    }
    const parts = figures.exec(text)
    if (!parts) {
      if (readDate(text, 'ymd')) this.dates += 1
      return
    }
    this.dates += 1
    const [a, b] = [Number(parts[1]), Number(parts[2])]
    if (parts[1]!.length === 4) return
    if (a > 31) this.#yearFirst ??= { row, text }
    else if (a > 12) this.#dayFirst ??= { row, text }
    else if (b > 12) this.#monthFirst ??= { row, text }
    else if (a !== b) this.#either ??= { row, text }
  }

  /** Refused when the column mixes orders, or could be read in two ways. */
  order(column: string): DateOrder {
    const [day, month, year] = [this.#dayFirst, this.#monthFirst, this.#yearFirst]
    if (day && month)
      throw new Refusal(
        `Column "${column}" has dates with the day first (${day.text}, row ${day.row}) and with the month first (${month.text}, row ${month.row}): write them one way, or say which holds with {"dateOrder": "dmy"} or "mdy" in a mapping file.`,
      )
    if (year && !month) return 'ymd'
    if (day) return 'dmy'
    if (month) return 'mdy'
    if (this.#either)
      throw new Refusal(
        `The dates in column "${column}" can be read as day/month or month/day (${this.#either.text}, row ${this.#either.row}): say which with {"dateOrder": "dmy"} or {"dateOrder": "mdy"} in a mapping file.`,
      )
    return 'ymd'
  }
}

/** The date that `text` means in that order, or null when it is none. */
export function readDate(text: string, order: DateOrder): DateRead | null {
  const plain = iso.exec(text)
  if (plain) return local(plain[1]!, plain[2]!, plain[3]!, plain[4], plain[5], plain[6])
  const packed = compact.exec(text)
  if (packed) return local(packed[1]!, packed[2]!, packed[3]!, packed[4], packed[5], packed[6])
  if (serial.test(text)) return fromSerial(Number(text))
  return fromFigures(text, order) ?? fromNames(text)
}

function fromFigures(text: string, order: DateOrder): DateRead | null {
  const parts = figures.exec(text)
  if (!parts) return null
  const [, a, b, c, clock] = parts as unknown as [string, string, string, string, string?]
  if (a.length === 4) return withTime(a, b, c, clock)
  if (a.length === 3 || c.length === 3 || c.length === 1) return null
  if (order === 'dmy') return withTime(c, b, a, clock)
  if (order === 'mdy') return withTime(c, a, b, clock)
  // A column without either order: the year is first in two digits, or day and month are equal.
  return c.length === 4 ? withTime(c, b, a, clock) : withTime(a, b, c, clock)
}

function fromNames(text: string): DateRead | null {
  const clean = text.replace(/^\p{L}+,\s*|^(?:sun|mon|tue|wed|thu|fri|sat)\p{L}*\.?\s+/iu, '')
  const day = dayFirstNamed.exec(clean)
  if (day) return named(day[3]!, day[2]!, day[1]!, day[4])
  const month = monthFirstNamed.exec(clean)
  if (month) return named(month[3]!, month[1]!, month[2]!, month[4])
  const year = yearFirstNamed.exec(clean)
  return year ? named(year[1]!, year[2]!, year[3]!, year[4]) : null
}

function named(year: string, name: string, day: string, clock?: string): DateRead | null {
  const month = monthNamed(name)
  return month ? withTime(year, String(month), day, clock) : null
}

function withTime(year: string, month: string, day: string, clock?: string): DateRead | null {
  if (clock === undefined) return local(year, month, day)
  const parts = time.exec(clock.trim())
  if (!parts) return null
  const [, hour, minute, second, half, zulu, offset] = parts
  const read = local(year, month, day, hourOfDay(hour!, half), minute, second)
  if (!read || (!zulu && !offset)) return read
  return { instant: new Date(`${read.local}${offset ? withColon(offset) : 'Z'}`) }
}

function hourOfDay(hour: string, half?: string): string {
  if (!half) return hour
  const twelve = Number(hour) % 12
  return String(half.toLowerCase() === 'p' ? twelve + 12 : twelve)
}

function withColon(offset: string): string {
  return offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`
}

function local(y: string, m: string, d: string, h = '0', min = '0', s = '0') {
  const year = y.length === 2 ? inCentury(Number(y)) : Number(y)
  const [month, day, hour, minute, second] = [m, d, h, min, s].map(Number) as number[]
  if (year < yearMin || year > yearMax || month! < 1 || month! > 12) return null
  if (day! < 1 || day! > daysIn(year, month!)) return null
  if (hour! > 23 || minute! > 59 || second! > 59) return null
  const [mm, dd, hh, mi, ss] = [month, day, hour, minute, second].map(twoDigits)
  return { local: `${year}-${mm}-${dd}T${hh}:${mi}:${ss}` }
}

const yearMin = 1970
const yearMax = 2100

/** "99" is 1999, "11" is 2011. */
function inCentury(year: number): number {
  return year >= yearMin % 100 ? 1900 + year : 2000 + year
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function twoDigits(figure: number | undefined): string {
  return String(figure).padStart(2, '0')
}

/** Excel counts days from 30 December 1899 (its own 1900 has a day too many). */
function fromSerial(days: number): DateRead | null {
  const seconds = Math.round((days - 25_569) * 86_400)
  const text = new Date(seconds * 1000).toISOString().slice(0, 19)
  return Number(text.slice(0, 4)) >= yearMin ? { local: text } : null
}
