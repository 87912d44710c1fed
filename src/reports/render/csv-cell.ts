/** One cell of a CSV: plain decimals with a dot, days as they are, and text that starts no formula. */
import type { Cell, Kind } from '../report.ts'
import { isDecimal, isNumeric } from './figures.ts'

/** What a spreadsheet would take for a formula, or for the start of one. */
const startsFormula = new Set('=+-@\t\r\n\0＝＋－＠')

/** `digits` are the decimals of the currency. */
export function csvCell(value: Cell, kind: Kind, digits: number): string {
  if (value === null) return ''
  if (kind === 'money' && isDecimal(value)) return padded(value, digits)
  if ((isNumeric(kind) || kind === 'hour') && isDecimal(value)) return value
  // Neither a day nor a moment begins like a formula.
  return neutral(value)
}

/** Text that stays text in a spreadsheet, whatever it begins with. */
export function neutral(text: string): string {
  return startsFormula.has(text[0] ?? '') ? `'${text}` : text
}

export function fractionDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.resolvedOptions().maximumFractionDigits ?? 2
}

/** At least as many decimals as the currency has, and all that there are. */
function padded(amount: string, digits: number): string {
  const dot = amount.indexOf('.')
  if (dot < 0) return digits > 0 ? `${amount}.${'0'.repeat(digits)}` : amount
  let end = amount.length
  while (end > dot + 1 + digits && amount[end - 1] === '0') end -= 1
  const missing = dot + 1 + digits - end
  if (missing > 0) return amount + '0'.repeat(missing)
  return amount.slice(0, end === dot + 1 ? dot : end)
}
