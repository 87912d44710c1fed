/**
 * Numbers as people and tills write them: "1.234,50", "£1,234.50", "(12.00)", "12-", "KES 1 200/=".
 * Whether a comma or a point divides decimals is decided by whole columns, never by one value.
 */

export type DecimalSign = '.' | ','

const wholeNumber = /^-?\d+$/
const withPointAlone = /^-?\d+\.\d+$/
const plainNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/

/** What a column's values say about their decimal sign. Rows are kept for the sentence. */
export class DecimalEvidence {
  point: number | null = null
  comma: number | null = null
  hasComma = false

  see(text: string, row: number): void {
    if (wholeNumber.test(text) || (this.point !== null && withPointAlone.test(text))) return
    const digits = bare(text)
    if (digits.includes(',')) this.hasComma = true
    const sign = certainSign(digits)
    if (sign === '.') this.point ??= row
    if (sign === ',') this.comma ??= row
  }
}

/** The decimal sign that one value proves, or null: "1,234" and "1.234" prove nothing. */
function certainSign(digits: string): DecimalSign | null {
  const [commas, points] = [digits.split(',').length - 1, digits.split('.').length - 1]
  if (commas > 0 && points > 0) return digits.lastIndexOf(',') > digits.lastIndexOf('.') ? ',' : '.'
  if (commas > 1) return '.'
  if (points > 1) return ','
  if (commas === 1 && !/^\d{1,3},\d{3}$/.test(digits)) return ','
  if (points === 1 && !/^\d{1,3}\.\d{3}$/.test(digits)) return '.'
  return null
}

/** "-1234.5" from any of the forms above, or null when the text is no number. */
export function readNumber(text: string, sign: DecimalSign): string | null {
  if (sign === '.' && plainNumber.test(text) && !/^-[0.]*$/.test(text)) return text
  const digits = bare(text)
  const exponent = /^\d+(\.\d+)?e[+-]?\d+$/i.test(digits) ? plainFromExponent(digits) : null
  const plain = exponent ?? withPoint(digits, sign)
  if (plain === null) return null
  const isNegative = /^\s*[^\d(]*[-−–]|^\s*\(.*\)\s*$|\d\s*[-−]\s*$/.test(text)
  const shown = plain.replace(/^0+(?=\d)/, '')
  return isNegative && /[1-9]/.test(shown) ? `-${shown}` : shown
}

/** At most `places` decimals, half rounded away from zero; the flag tells that something was cut. */
export function roundTo(number: string, places: number): { number: string; wasRounded: boolean } {
  if (wholeNumber.test(number)) return { number, wasRounded: false }
  const point = number.indexOf('.')
  const isExact = point >= 0 && number.length - point - 1 <= places && !number.endsWith('0')
  if (isExact) return { number, wasRounded: false }
  const [whole, fraction = ''] = number.split('.')
  const kept = fraction.replace(/0+$/, '')
  if (kept.length <= places)
    return { number: kept ? `${whole}.${kept}` : whole!, wasRounded: false }
  const isNegative = number.startsWith('-')
  const scaled = BigInt(whole!.replace('-', '') + kept.slice(0, places))
  const rounded = String(scaled + (kept[places]! >= '5' ? 1n : 0n)).padStart(places + 1, '0')
  const text = `${rounded.slice(0, -places)}.${rounded.slice(-places)}`.replace(/\.?0+$/, '')
  return { number: isNegative && text !== '0' ? `-${text}` : text, wasRounded: true }
}

/** Without signs, currencies and spaces; what is left must be digits, commas and points. */
function bare(text: string): string {
  return text
    .trim()
    .replace(/^\((.*)\)$/, '$1')
    .replace(/\/[=-]$/, '')
    .replace(/^(?:\p{L}{2,4}\.?|\p{L}{0,3}\p{Sc})?\s*[-−–+]?\s*\p{Sc}?\s*(?=[\d.,])/u, '')
    .replace(/(?<=\d)\s*\p{Sc}?\s*(?:[A-Z]{3}|kr|zł|Kč|Ft|lei|pcs)?\.?\s*[-−]?\s*$/u, '')
    .replace(/(?<=\d)['’\s\u00a0\u202f](?=\d{3})/g, '')
}

function withPoint(digits: string, sign: DecimalSign): string | null {
  const group = sign === '.' ? ',' : '.'
  const shape =
    sign === '.' ? /^(\d+|\d{1,3}(,\d{2,3})+)?(\.\d*)?$/ : /^(\d+|\d{1,3}(\.\d{3})+)?(,\d*)?$/
  if (!/\d/.test(digits) || !shape.test(digits)) return null
  const plain = digits.replaceAll(group, '').replace(sign, '.')
  return plain.replace(/^\./, '0.').replace(/\.$/, '')
}

function plainFromExponent(digits: string): string {
  return Number(digits)
    .toFixed(10)
    .replace(/\.?0+$/, '')
}
