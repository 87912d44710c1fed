/** Numbers in digits: grouped and cut in any usual way, with currency, percent, "k" and "million". */

interface Reading {
  value: number
  /** The smallest step that its digits tell: 0.01 for "1.25", 100 for "1.2k". */
  step: number
}

export interface FoundNumber {
  start: number
  end: number
  /** Several where "1.234" may be either. */
  readings: Reading[]
  as: 'plain' | 'money' | 'percent'
  /** The currency as it was written, or null. */
  marker: string | null
  /** "about 1,200", "over 1,200", "nearly 1,200" */
  leaning: 'none' | 'about' | 'over' | 'under'
  /** Only looks like a number. */
  isIdiom?: boolean
}

const codes = new Set(Intl.supportedValuesOf('currency'))
const moneyWords: Record<string, string> = {
  pound: 'GBP',
  quid: 'GBP',
  euro: 'EUR',
  dollar: '$',
  buck: '$',
  shilling: 'KES',
  bob: 'KES',
  rupee: 'INR',
  naira: 'NGN',
  rand: 'ZAR',
}
const moneyWord = `(?:${Object.keys(moneyWords).join('|')})s?`
const digits = [
  '\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?(?![.,]?\\d)',
  "\\d{1,3}(?:[' ]\\d{3})+(?:\\.\\d+)?(?![.,]?\\d)",
  "\\d{1,3}(?:[.' ]\\d{3})+(?:,\\d+)?(?![.,]?\\d)",
  '\\d{1,2}(?:,\\d{2})+,\\d{3}(?:\\.\\d+)?(?![.,]?\\d)',
  '\\d+(?:[.,]\\d+)?',
  '[.,]\\d+',
].join('|')
const scales: [RegExp, number][] = [
  [/^(k|thousand|tsd|mille)$/i, 1e3],
  [/^(m|mn|mio|mln|million|millions|millionen|millones)$/i, 1e6],
  [/^(bn|billion|mrd)$/i, 1e9],
  [/^(lakh|lac)s?$/i, 1e5],
  [/^(crore|cr)s?$/i, 1e7],
  [/^hundred$/i, 100],
  [/^dozen$/i, 12],
]
const scaleWords =
  'k|thousand|tsd|mille|mn|mio|mln|millions|millionen|millones|million|m|bn|billion|mrd|lakhs?|lacs?|crores?|cr|hundred|dozen'
const shape = new RegExp(
  [
    '(?<sign>(?<![\\p{L}\\d])[-+])?',
    '(?:(?<before>[A-Z]{0,2}\\p{Sc}|(?<!\\p{L})(?:[A-Z]{3}|KSh|Ksh|Rs\\.?|TSh|USh|Fr\\.?|kr\\.?)) ?)?',
    '(?<sign2>-)?',
    `(?<![\\d])(?<digits>${digits})`,
    `(?: ?(?<scale>${scaleWords})(?![\\p{L}\\d]))?`,
    `(?<percent> ?%| per ?cent\\b| pct\\b| percentage points?\\b| pp\\b)?`,
    `(?: ?(?<after>\\p{Sc}|(?:[A-Z]{3}|KSh|Rs|kr|Ft|z\u0142)(?![\\p{L}\\d])|${moneyWord}(?!\\p{L})))?`,
  ].join(''),
  'gu',
)
const leanings: [RegExp, FoundNumber['leaning']][] = [
  [
    /(about|around|roughly|approximately|approx\.?|circa|ca\.?|some|~|≈|close to|environ|etwa) ?$/i,
    'about',
  ],
  [/(over|more than|above|just over|at least|upwards of|exceeding) $/i, 'over'],
  [/(nearly|almost|just under|under|less than|below|up to|not quite) $/i, 'under'],
]

/** All numbers of a text that `plainText` made, outside of what the caller blanked out. */
export function findNumbers(text: string): FoundNumber[] {
  const found: FoundNumber[] = []
  for (const match of text.matchAll(shape)) {
    const g = match.groups!
    const before = g.before && isCurrency(g.before) ? g.before : null
    const after = g.after && isCurrency(g.after) ? g.after : null
    const lead = text.slice(Math.max(0, match.index - 16), match.index)
    const scale = g.scale ? (scales.find(([form]) => form.test(g.scale!))?.[1] ?? 1) : 1
    found.push({
      start: match.index,
      end: match.index + match[0].length,
      readings: readingsOf(g.digits!).map(({ value, step }) => ({
        value: value * scale,
        step: step * scale,
      })),
      as: g.percent ? 'percent' : before || after ? 'money' : 'plain',
      marker: before ?? after,
      leaning: leanings.find(([form]) => form.test(lead))?.[1] ?? 'none',
    })
  }
  return found
}

/** The code of a currency as written, "$" for any dollar, or the sign itself. */
export function currencyOf(marker: string): string {
  const clean = marker.replace(/\.$/, '')
  const word = moneyWords[clean.toLowerCase().replace(/s$/, '')]
  if (word) return word
  const known: Record<string, string> = {
    '£': 'GBP',
    '€': 'EUR',
    '₹': 'INR',
    Rs: 'INR',
    KSh: 'KES',
    Ksh: 'KES',
    '₦': 'NGN',
    '₫': 'VND',
    '₽': 'RUB',
    '₺': 'TRY',
    '₴': 'UAH',
    '₩': 'KRW',
    '₱': 'PHP',
    '₪': 'ILS',
    '฿': 'THB',
    TSh: 'TZS',
    USh: 'UGX',
  }
  if (known[clean]) return known[clean]
  return clean.endsWith('$') || /^(USD|AUD|CAD|NZD|SGD|HKD|MXN|BRL|TWD)$/.test(clean) ? '$' : clean
}

function isCurrency(marker: string): boolean {
  return !/^[A-Z]{3}$/.test(marker) || codes.has(marker)
}

/** What the digits may mean: the last of two different separators cuts; one alone may do either. */
function readingsOf(digits: string): Reading[] {
  const separators = [...digits.matchAll(/[.,' ]/g)].map(([separator]) => separator)
  const last = separators.at(-1)
  if (!last) return [reading(digits, '')]
  const isMixed = new Set(separators).size > 1
  const tail = digits.slice(digits.lastIndexOf(last) + 1)
  if (isMixed && (last === '.' || last === ',')) return [reading(digits, last)]
  const grouped = reading(digits, '')
  if (separators.length > 1 || last === ' ' || last === "'") return [grouped]
  const cut = reading(digits, last)
  const mayGroup = tail.length === 3 && /^[1-9]\d{0,2}[.,]/.test(digits)
  return mayGroup ? [grouped, cut] : [cut]
}

function reading(digits: string, point: string): Reading {
  const at = point ? digits.lastIndexOf(point) : -1
  const whole = (at < 0 ? digits : digits.slice(0, at)).replace(/\D/g, '')
  const part = at < 0 ? '' : digits.slice(at + 1)
  return { value: Number(`${whole || 0}.${part || 0}`), step: 10 ** -part.length }
}
