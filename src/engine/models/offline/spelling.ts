/** Typing errors in the words that questions are made of. Names are left alone: they are found by likeness. */

/** Long words only: a short word one letter off is too often another word. */
const wordsMeant =
  `yesterday revenue january february september october november december products product customers customer
  countries country average turnover returns returned compare compared report quarter takings transactions orders
  invoices category weekend monday tuesday wednesday thursday friday saturday sunday previous selling quantity`
    .trim()
    .split(/\s+/)

const shortForms: Record<string, string> = {
  hw: 'how',
  wat: 'what',
  wht: 'what',
  mch: 'much',
  yday: 'yesterday',
  yest: 'yesterday',
  ystrday: 'yesterday',
  mnth: 'month',
  mth: 'month',
  moth: 'month',
  wk: 'week',
  qtr: 'quarter',
  yr: 'year',
  slaes: 'sales',
  saels: 'sales',
  sels: 'sales',
  sel: 'sell',
  rev: 'revenue',
  prods: 'products',
  ordrs: 'orders',
  avrage: 'average',
  avergae: 'average',
  mcuh: 'much',
  muhc: 'much',
  untis: 'units',
  slae: 'sale',
  totla: 'total',
  weke: 'week',
  cust: 'customer',
  custs: 'customers',
  ppl: 'people',
  gimme: 'give me',
  whats: 'what is',
  hows: 'how is',
  whos: 'who is',
  todays: 'today',
  yesterdays: 'yesterday',
  tdy: 'today',
  qty: 'quantity',
  pls: 'please',
  avg: 'average',
  v: 'vs',
}
const wordLengthMin = 6

/** The text with its typing errors mended; capitals of other words stay. */
export function respelled(text: string): string {
  return unfolded(text).replace(/[a-z]+/gi, (word) => {
    const lower = word.toLowerCase()
    if (lower in shortForms) return shortForms[lower]!
    if (word.length < wordLengthMin || wordsMeant.includes(lower)) return word
    if (word === word.toUpperCase()) return word // Names of products are often in capitals.
    return wordsMeant.find((meant) => isOneOff(lower, meant)) ?? word
  })
}

/** "the twelfth of January" */
const dayWords =
  `first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
  sixteenth seventeenth eighteenth nineteenth twentieth`.split(/\s+/)
const dayInWords = new RegExp(
  `\\b(${dayWords.join('|')})(?=\\s+(?:of\\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))`,
  'gi',
)
const justGone =
  /\b(?:the )?(week|month|quarter|year) (?:that (?:has )?)?just (?:gone|ended|passed|finished|past)\b/gi

/** "who's", "how'd" and "last months" in full; "top3" in two. */
function unfolded(text: string): string {
  return text
    .replaceAll('’', "'")
    .replace(/\b(who|what|how|where|when|that|there|it)'s\b/gi, '$1 is')
    .replace(/\b(who|what|how|where|when)'d\b/gi, '$1 did')
    .replace(/\b(we|they|you)'(?:re|ve|ll|d)\b/gi, '$1')
    .replace(/\b(last|this|previous|past|next) (week|month|quarter|year)'?s\b/gi, '$1 $2')
    .replace(dayInWords, (_, word: string) => `${dayWords.indexOf(word.toLowerCase()) + 1}th`)
    .replace(/\blatter half\b/gi, 'second half')
    .replace(justGone, 'last $1')
    .replace(/\b(top|bottom|best|worst)(\d{1,3})\b/gi, '$1 $2')
}

/** One letter missing, too many, wrong, or two in the wrong order (Damerau, distance 1). */
export function isOneOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a[0] !== b[0]) return false
  let i = 0
  while (i < Math.min(a.length, b.length) && a[i] === b[i]) i++
  const [restA, restB] = [a.slice(i), b.slice(i)]
  const isSwapped =
    restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
  const isPlural = restA === 's' || restB === 's'
  return (
    !isPlural &&
    (isSwapped ||
      restA.slice(1) === restB.slice(1) ||
      restA.slice(1) === restB ||
      restA === restB.slice(1))
  )
}
