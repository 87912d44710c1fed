/**
 * Numbers as people write them in a chat: "2,100", "1.5k", "KES 450", "450/-", "a dozen",
 * "twenty five". Decimal strings come out; nothing passes through a float.
 */

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const units = new Map<string, number>([
  ...small.map((word, i): [string, number] => [word, i]),
  ...tens.map((word, i): [string, number] => [word, (i + 2) * 10]),
  ['a', 1],
  ['an', 1],
  ['single', 1],
  ['couple', 2],
  ['pair', 2],
])
const scales = new Map<string, number>([
  ['dozen', 12],
  ['hundred', 100],
  ['thousand', 1_000],
  ['grand', 1_000],
  ['million', 1_000_000],
])
/** How many places "k" and "m" move the point. */
const places: Record<string, number> = { k: 3, thousand: 3, m: 6, mn: 6, million: 6 }

const symbols: Record<string, string> = { '£': 'GBP', '€': 'EUR', $: 'USD', '₦': 'NGN', '₹': 'INR' }
const shortNames: Record<string, string> = {
  ...{ ksh: 'KES', kshs: 'KES', sh: '', shs: '', shilling: '', shillings: '', bob: 'KES' },
  ...{ ugx: 'UGX', ush: 'UGX', tsh: 'TZS', pound: '', pounds: '', quid: 'GBP', euro: 'EUR' },
  ...{ euros: 'EUR', dollar: '', dollars: '', rs: '', naira: 'NGN', cedis: 'GHS', rand: 'ZAR' },
}
const grouped = /^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/
const wordsMax = 8

export interface SpokenAmount {
  /** "2100", "4.5"; at most four decimals. */
  amount: string
  /** ISO 4217 where one was named, else null. */
  currency: string | null
}

/** "3", "1,200", "2.5", "three", "a dozen", "half a dozen", "two and a half", "3x"; null when it is none. */
export function readQuantity(said: string): string | null {
  const text = said
    .trim()
    .toLowerCase()
    .replace(/^x\s*(?=\d)|(?<=\d)\s*[x×*]$/g, '')
  // "10 m" of cloth are metres, no millions.
  const isMeasured = /\d\s*m$|\sk$/.test(text)
  return (isMeasured ? null : readDigits(text)) ?? readWords(text)
}

/** "KES 450", "450/-", "£4.50", "1.5k", "four hundred and fifty"; null when it is no amount. */
export function readAmount(said: string): SpokenAmount | null {
  let currency: string | null = null
  const name = (code: string) => {
    currency = code || currency
    return ''
  }
  const bare = said
    .trim()
    .toLowerCase()
    .replace(/\/[=-]$/, '')
    .replace(/[£€$₦₹]/, (sign) => name(symbols[sign]!))
    .replace(/^([a-z]{2,4})\.?\s*(?=\d)/, (whole, word: string) => currencyNamed(word, name, whole))
    .replace(/(?<=[\da-z])\s*\b([a-z]{2,9})$/, (whole, word: string) =>
      currencyNamed(word, name, whole),
    )
    .trim()
  const amount = readDigits(bare) ?? readWords(bare)
  if (amount === null || (amount.split('.')[1]?.length ?? 0) > 4) return null
  return { amount, currency }
}

/** "15 %", "15%", "15 percent", "ten per cent" as a ratio: "0.15", which is one itself. */
export function readPercent(said: string): string | null {
  if (/^(?:0?\.\d+|[01])$/.test(said.trim())) return movePoint(said.trim(), 0)
  const bare = said
    .trim()
    .toLowerCase()
    .match(/^(.+?)\s*(?:%|percent|per cent|pct)$/)?.[1]
  const number = bare && (readDigits(bare) ?? readWords(bare))
  return number ? movePoint(number, -2) : null
}

function currencyNamed(word: string, name: (code: string) => string, whole: string): string {
  const code = word.toUpperCase()
  if (word in shortNames) return name(shortNames[word]!)
  const isCode = code.length === 3 && Intl.supportedValuesOf('currency').includes(code)
  return isCode ? name(code) : whole
}

function readDigits(text: string): string | null {
  const [, digits, unit] = text.match(/^([\d.,]+)\s*(k|m|mn|thousand|million)?$/) ?? []
  if (!digits || !grouped.test(digits)) return null
  return movePoint(digits.replaceAll(',', ''), unit ? places[unit]! : 0)
}

/** The decimal point, so many places to the right. */
function movePoint(number: string, by: number): string {
  const [whole, fraction = ''] = number.split('.')
  const digits = `${by < 0 ? '0'.repeat(-by) : ''}${whole}${fraction}${'0'.repeat(Math.max(by, 0))}`
  const at = (by < 0 ? -by : 0) + whole!.length + by
  const shown = `${digits.slice(0, at)}.${digits.slice(at)}`
  return shown.replace(/\.?0*$/, '').replace(/^0+(?=\d)/, '')
}

function readWords(text: string): string | null {
  const words = text.replaceAll('-', ' ').split(/\s+/)
  if (words.length > wordsMax) return null
  if (words[0] === 'half') return halfOf(words.slice(1))
  const half = text.match(/^(.+) and a half$/)?.[1]
  if (half) {
    const whole = readDigits(half) ?? readWords(half)
    return whole && /^\d+$/.test(whole) ? `${whole}.5` : null
  }
  return sumOf(words)
}

/** "half a dozen" is 6, "half" alone 0.5. */
function halfOf([article, unit, ...more]: string[]): string | null {
  if (article === undefined) return '0.5'
  if (!/^an?$/.test(article)) return article === 'dozen' && !unit ? '6' : null
  if (unit === undefined) return '0.5'
  const scale = scales.get(unit)
  return scale && more.length === 0 ? String(scale / 2) : null
}

function sumOf(words: string[]): string | null {
  let [sum, group, last] = [0, 0, Number.POSITIVE_INFINITY]
  let isBegun = false
  for (const [i, word] of words.entries()) {
    if (word === 'and' && isBegun && i < words.length - 1) continue
    if (word === 'of' && i === words.length - 1 && /couple|pair|dozen/.test(words[i - 1] ?? ''))
      continue
    const [unit, scale] = [units.get(word), scales.get(word)]
    const digits = i === 0 && /^\d+$/.test(word) ? Number(word) : undefined
    if (digits !== undefined) [group, last] = [digits, 0]
    else if (scale) {
      if (!isBegun) return null
      if (scale >= 1_000) [sum, group] = [sum + group * scale, 0]
      else group *= scale
      last = Number.POSITIVE_INFINITY
    } else if (unit !== undefined && isNext(unit, last, group, word)) {
      group = /couple|pair/.test(word) ? unit : group + unit
      last = unit
    } else return null
    isBegun = true
  }
  return isBegun && words.some((word) => !/^\d+$/.test(word)) ? String(sum + group) : null
}

/** "twenty five" goes on, "five twenty" and "two three" do not. */
function isNext(unit: number, last: number, group: number, word: string): boolean {
  if (last === Number.POSITIVE_INFINITY) return !/^an?$/.test(word) || group === 0
  return (last >= 20 && unit > 0 && unit < 10) || (last === 1 && /couple|pair|single/.test(word))
}
