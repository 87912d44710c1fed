/** What a wish says of prices: "under 30 pounds", "between 5 and 10", "the cheapest". The words of it are taken away. */
import { readAmount } from '#kit/spoken-number.ts'

export interface PriceSaid {
  price_min?: string
  price_max?: string
  price_about?: string
  order?: 'cheapest' | 'dearest'
  /** What is left of the words. A comma stands where something was taken. */
  rest: string
}

const amountWordsMax = 4
const most =
  'for less than|for under|no more than|not more than|not over|nothing over|less than|cheaper than|up to|at most|under|below|maximum(?: of)?|max\\.?'
const least =
  'more than|dearer than|at least|starting (?:at|from)|over|above|minimum(?: of)?|min\\.?'
const near = 'around|about|roughly|approximately|circa'
/** With a currency alone: a cup "for 2" has no price. */
const purse =
  "(?:my |a |the |with a |on a )*budget (?:is|of)|(?:i have|i've|i got|i've got|we have|i can|we can|can) ?(?:only )?(?:got|spend|pay|afford)?|for|with"
/** What may follow a number without a currency; behind "under 3" most words make it a count or a size. */
const goesOn = /^(?:please|pls|in|for|to|that|which|with|and|or|but|each|,)$/i
const cheapest =
  'cheapest|least expensive|lowest[- ]priced|most affordable|cheap(?:er)?|inexpensive|affordable'
const dearest = 'most expensive|priciest|dearest|highest[- ]priced'

/** `currency` is the business's: an amount in another is none. */
export function readPrices(said: string, currency: string): PriceSaid {
  const priced = { rest: said.replaceAll('’', "'") } as PriceSaid
  const order = new RegExp(`\\b(?:(${cheapest})|${dearest})\\b`, 'i').exec(priced.rest)
  if (order) {
    priced.order = order[1] ? 'cheapest' : 'dearest'
    priced.rest = without(priced.rest, order.index, order[0].length)
  }
  return takeSpan(priced, currency) ?? takeOne(priced, currency) ?? priced
}

/** "between 5 and 10", "from £5 to £10", "5 to 10 pounds". */
function takeSpan(priced: PriceSaid, currency: string): PriceSaid | null {
  const { rest } = priced
  for (const opening of rest.matchAll(/\b(?:between|from)\s+/gi)) {
    const first = amountAt(rest, opening.index + opening[0].length, currency)
    const hinge = first && /^\s*(?:and|to|-|–)\s*/i.exec(rest.slice(first.end))
    const second = hinge && amountAt(rest, first.end + hinge[0].length, currency)
    if (!second) continue
    const length = second.end - opening.index
    return {
      ...priced,
      ...{ price_min: first.amount, price_max: second.amount },
      rest: without(rest, opening.index, length),
    }
  }
  return null
}

function takeOne(priced: PriceSaid, currency: string): PriceSaid | null {
  const { rest } = priced
  const looks = [
    { words: most, field: 'price_max', needsCurrency: false },
    { words: `${least}|from`, field: 'price_min', needsCurrency: false },
    { words: near, field: 'price_about', needsCurrency: true },
    { words: purse, field: 'price_max', needsCurrency: true },
  ] as const
  for (const { words, field, needsCurrency } of looks)
    for (const opening of rest.matchAll(new RegExp(`\\b(?:${words})\\s+`, 'gi'))) {
      const found = amountAt(rest, opening.index + opening[0].length, currency)
      const isPrice = found?.isMoney || (!needsCurrency && found && isAtEnd(rest.slice(found.end)))
      if (!found || !isPrice) continue
      return {
        ...priced,
        [field]: found.amount,
        rest: without(rest, opening.index, found.end - opening.index),
      }
    }
  return takeBid(priced, currency)
}

/** "15 pounds for the teapot": what it may cost. */
function takeBid(priced: PriceSaid, currency: string): PriceSaid | null {
  const found = amountAt(priced.rest, 0, currency)
  if (!found?.isMoney || !/^\s+for\b/i.test(priced.rest.slice(found.end))) return null
  return { ...priced, price_max: found.amount, rest: priced.rest.slice(found.end) }
}

interface Amount {
  amount: string
  end: number
  /** A currency was said with it. */
  isMoney: boolean
}

/** The longest run of words from there on that is an amount. */
function amountAt(text: string, from: number, currency: string): Amount | null {
  const words = [...text.slice(from).matchAll(/\S+/g)].slice(0, amountWordsMax + 1)
  for (let count = Math.min(amountWordsMax, words.length); count > 0; count--) {
    const last = words[count - 1]!
    const said = text.slice(from, from + last.index + last[0].length).replace(/[?!.,;]+$/, '')
    const read = readAmount(said)
    if (!read || (read.currency !== null && read.currency !== currency)) continue
    return { amount: read.amount, end: from + said.length, isMoney: isMoney(said, read.amount) }
  }
  return null
}

/** "£30", "KES 30", "30 pounds", "thirty pounds": without a sign or word of money it is the same number. */
function isMoney(said: string, amount: string): boolean {
  if (/[£€$₦₹/]/.test(said)) return true
  const [first, last] = [said.replace(/^\p{L}+\.?\s*(?=\d)/u, ''), said.replace(/\s*\p{L}+$/u, '')]
  return [first, last].some((bare) => bare !== said && readAmount(bare)?.amount === amount)
}

const isAtEnd = (rest: string) => {
  const next = /^\s*([^\s?!.;]+)/.exec(rest)?.[1]
  return next === undefined || goesOn.test(next)
}

const without = (text: string, at: number, length: number) =>
  `${text.slice(0, at)} , ${text.slice(at + length)}`
