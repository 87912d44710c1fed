/** One cell of a spreadsheet: real numbers, days and moments, shown as the business writes them. */
import type { CellValue } from 'hucre/xlsx'
import type { Cell, Kind } from '../report.ts'
import { neutral } from './csv-cell.ts'
import { isDay, isDecimal, isMoment } from './figures.ts'

export type Formats = Record<Exclude<Kind, 'text'>, string>

/** A spreadsheet calculates with no more; what is longer stays text, so that no digit is lost. */
const digitsMax = 15
const textLengthMax = 32_767
const msPerDay = 86_400_000
/** Day 0 of a spreadsheet, right from 1 March 1900 on. */
const dayZero = Date.UTC(1899, 11, 30)
const firstDay = '1900-03-01'

export function excelCell(value: Cell, kind: Kind): CellValue {
  if (value === null) return null
  if (kind === 'text') return excelText(value)
  if (kind === 'day' || kind === 'moment') return excelTime(value, kind)
  if (!isDecimal(value)) return excelText(value)
  return value.length <= digitsMax || digitsOf(value) <= digitsMax ? Number(value) : value
}

/** Text that stays text, and is no longer than a cell holds. */
export function excelText(text: string): string {
  const safe = neutral(text)
  return safe.length > textLengthMax ? `${safe.slice(0, textLengthMax - 1)}…` : safe
}

/** Number formats; a viewer's own separators apply, the currency and where it stands do not change. */
export function excelFormats({ currency, locale }: { currency: string; locale: string }): Formats {
  return {
    money: moneyFormat(currency, locale),
    count: '#,##0',
    quantity: 'General',
    percent: '0.0%',
    day: 'yyyy-mm-dd',
    hour: '00":00"',
    moment: 'yyyy-mm-dd hh:mm:ss',
  }
}

/** Days since day zero, and the part of the day that has gone by. */
function excelTime(value: string, kind: 'day' | 'moment'): CellValue {
  if (value < firstDay) return excelText(value)
  if (kind === 'day')
    return isDay(value) ? (Date.parse(value) - dayZero) / msPerDay : excelText(value)
  return isMoment(value)
    ? (Date.parse(`${value.replace(' ', 'T')}Z`) - dayZero) / msPerDay
    : excelText(value)
}

/** Digits that say something. */
function digitsOf(decimal: string): number {
  const digits = decimal.replace('-', '').replace(/^0+(?=\d)/, '')
  return digits.includes('.') ? digits.replace(/\.?0+$/, '').replace('.', '').length : digits.length
}

/** `"£"#,##0.00;-"£"#,##0.00`, with the currency where the locale has it. */
function moneyFormat(currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  const { maximumFractionDigits: digits = 2 } = format.resolvedOptions()
  const figure = digits > 0 ? `#,##0.${'0'.repeat(digits)}` : '#,##0'
  const written = (amount: number) => {
    let isFigureOut = false
    return format.formatToParts(amount).map(({ type, value }) => {
      if (type === 'minusSign') return '-'
      if (type === 'currency' || type === 'literal') return `"${value.replaceAll('"', '')}"`
      if (isFigureOut) return ''
      isFigureOut = true
      return figure
    })
  }
  return `${written(1).join('')};${written(-1).join('')}`
}
