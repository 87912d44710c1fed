/** What a run of words is as a slot of some kind: an amount, a day, the lines of a sale; or nothing. */
import { readerFor } from '#domain/period.ts'
import type { Spoken } from '#kit/inputs.ts'
import { readPeriods } from '#kit/period/read-period.ts'
import { readAmount, readPercent, readQuantity } from '#kit/spoken-number.ts'
import { readDays } from '#kit/spoken-rhythm.ts'
import { readTime } from '#kit/spoken-time.ts'
import type { Situation } from '../../model.ts'
import type { Json } from '../../tool.ts'

export interface Token {
  /** As it was written, without the stop after it. */
  text: string
  lower: string
  /** A comma or a line break stood behind it. */
  endsPart: boolean
}

type Home = Pick<Situation, 'org' | 'today'>

const numberWordsMax = 8
const articles = /^(?:the|a|an|some|our|my|your|of|any)$/
/** Of these, "of" begins the product: "40 bags of rice". */
const unitWords =
  /^(?:bags?|box(?:es)?|packs?|packets?|cartons?|crates?|cases?|sacks?|bales?|bottles?|cans?|tins?|jars?|trays?|rolls?|pieces?|pcs|units?|pairs?|sets?|bundles?|kgs?|kilos?|kilograms?|g|grams?|lit(?:re|er)s?|l|ml|met(?:re|er)s?|m|dozens?|sheets?|bunch(?:es)?|tubs?|drums?)$/
/** These are units also without an "of": "10 kg sugar". */
const measures = /^(?:kgs?|kilos?|g|grams?|l|lit(?:re|er)s?|m|met(?:re|er)s?|pcs|pieces|units)$/
/** Behind a number with nothing more, these are no goods. */
const sizes =
  /^(?:kgs?|g|grams?|lbs?|oz|l|lit(?:re|er)s?|ml|cl|m|cm|mm|met(?:re|er)s?|ft|inch(?:es)?|w|watts?|v|pcs|pieces?|packs?|cups?|tiers?)$/
/** Words that no name ends or begins with, so that they stay the phrase's own. */
const hinges = /^(?:at|@|to|for|from|by|and|on|each|is|are|was|were|left)$/

const pronouns =
  /^(?:customers?|clients?|someone|somebody|anyone|we|i|you|they|he|she|it|us|them|him|her|this|that|these|those|who|what|how)$/

/** Undefined when the words are no such thing. */
export function slotOf(spoken: Spoken, tokens: Token[], home: Home): Json | undefined {
  const said = tokens.map(({ text }) => text).join(' ')
  if (spoken.as === 'words') return nameOf(tokens)
  if (spoken.as === 'lines') return linesOf(tokens, home)
  if (spoken.as === 'day') return isDays(said, home) ? said : undefined
  if (tokens.length > numberWordsMax) return undefined
  if (spoken.as === 'choice') return chosen(spoken.called, said)
  if (spoken.as === 'amount') return amountOf(said, home)
  if (spoken.as === 'quantity') return readQuantity(said) ?? undefined
  if (spoken.as === 'percent') return readPercent(said) === null ? undefined : said
  if (spoken.as === 'time') return readTime(said) === null ? undefined : said
  if (spoken.as === 'rhythm') return rhythmOf(tokens)
  return paperOf(tokens)
}

/** "Mondays, Wednesdays": a list has its commas. */
function rhythmOf(tokens: Token[]): string | undefined {
  const said = tokens
    .map(({ text, endsPart }, i) => (endsPart && i < tokens.length - 1 ? `${text},` : text))
    .join(' ')
  return readDays(said) === null ? undefined : said
}

function chosen(called: Record<string, readonly string[]>, said: string): string | undefined {
  const wanted = said.toLowerCase().replace(/[^\p{L}\p{N} ]/gu, '')
  return Object.entries(called).find(([, names]) => names.includes(wanted))?.[0]
}

/** Without the articles before it. */
function nameOf(tokens: Token[]): string | undefined {
  const from = tokens.findIndex(({ lower }) => !articles.test(lower))
  const named = from === -1 ? [] : tokens.slice(from)
  const name = isOfUnit(named) ? named.slice(2) : named
  if (name.length === 1 && pronouns.test(name[0]!.lower)) return undefined
  if (name.length === 0 || hinges.test(name[0]!.lower) || hinges.test(name.at(-1)!.lower))
    return undefined
  const said = name.map(({ text, endsPart }, i) =>
    endsPart && i < name.length - 1 ? `${text},` : text,
  )
  return /[\p{L}\p{N}]/u.test(said.join('')) ? said.join(' ') : undefined
}

/** "bags of rice" is rice. */
function isOfUnit([unit, of, ...goods]: Token[]): boolean {
  return goods.length > 0 && of?.lower === 'of' && unitWords.test(unit?.lower ?? '')
}

/** Of another currency than the business keeps is no amount here. */
function amountOf(said: string, { org }: Home): string | undefined {
  const read = readAmount(said)
  return read && (read.currency === null || read.currency === org.currency)
    ? read.amount
    : undefined
}

function isDays(said: string, { org, today }: Home): boolean {
  const [found, ...more] = readPeriods(said, readerFor(org, today))
  if (!found || more.length > 0) return false
  const rest = `${said.slice(0, found.start)} ${said.slice(found.end)}`.toLowerCase()
  return /^(?:\s|\b(?:on|for|in|of|the|during)\b)*$/.test(rest)
}

/** "1042", "#1042", "no. 1042", "S-1042": it has a digit. */
function paperOf(tokens: Token[]): string | undefined {
  const own = tokens.filter(({ lower }) => !/^(?:no\.?|number|nr\.?|#)$/.test(lower))
  if (own.length !== 1 || !/\d/.test(own[0]!.text)) return undefined
  return own[0]!.text.replace(/^#/, '')
}

/** "3 blue mugs at 450 and a kettle": a new line begins where a number follows "and" or a comma. */
function linesOf(tokens: Token[], home: Home): Json | undefined {
  const parts: Token[][] = [[]]
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1]
    const next = tokens[i + 1]
    // "two and a half" is one number.
    const isWithin = isNumber(parts.at(-1)!)
    const isHinge = /^(?:and|&|\+|plus)$/.test(token.lower) && !isWithin
    if (isHinge && next && leadingQuantity(tokens.slice(i + 1))) parts.push([])
    else if (before?.endsPart && !isHinge && beginsLine(tokens.slice(i))) parts.push([token])
    else if (!(isHinge && before?.endsPart)) parts.at(-1)!.push(token)
  }
  const read = parts.filter((part) => part.length > 0).map((part) => lineOf(part, home))
  return read.length > 0 && read.every((line) => line !== undefined) ? (read as Json[]) : undefined
}

function lineOf(tokens: Token[], home: Home): Json | undefined {
  const [goods, price] = priceApart(tokens, home)
  const first = leadingQuantity(goods)
  const last = first ? null : goods.at(-1)?.lower.match(/^[x×](\d+)$|^(\d+)[x×]$/)
  const counted = last ? (last[1] ?? last[2]!) : first?.quantity
  let rest = last ? goods.slice(0, -1) : goods.slice(first?.words ?? 0)
  if (!counted || rest.length === 0) return undefined
  if (/^[x×*]$/.test(rest[0]!.lower)) rest = rest.slice(1)
  const isMeasured = rest.length > 1 && measures.test(rest[0]!.lower)
  const hasUnit = isOfUnit(rest) || isMeasured
  const product = nameOf(isMeasured && !isOfUnit(rest) ? rest.slice(1) : rest)
  if (!product) return undefined
  return {
    quantity: counted,
    product,
    ...(hasUnit && { unit: rest[0]!.lower }),
    ...(price && { price }),
  }
}

/** "3 mugs at 450 each": what stands before the price, and the price. */
function priceApart(tokens: Token[], home: Home): [Token[], string | undefined] {
  const at = tokens.findLastIndex(({ lower }) => lower === 'at' || lower === '@')
  if (at < 1) return [tokens, undefined]
  const said = tokens
    .slice(at + 1)
    .filter(({ lower }) => !/^(?:each|apiece|ea|per|piece|one)$/.test(lower))
  const price = amountOf(said.map(({ text }) => text).join(' '), home)
  return price ? [tokens.slice(0, at), price] : [tokens, undefined]
}

/** "2 lb" behind a comma is of the name before it: "Loaf Tin, 2 lb". */
function beginsLine(tokens: Token[]): boolean {
  const [, size, next] = tokens
  const isLast = !next || size!.endsPart || hinges.test(next.lower)
  return !(isLast && sizes.test(size?.lower ?? '')) && leadingQuantity(tokens) !== null
}

/** Nothing but a number. */
function isNumber(tokens: Token[]): boolean {
  return tokens.length > 0 && readQuantity(tokens.map(({ text }) => text).join(' ')) !== null
}

/** The longest beginning that is a number, with a word left to be counted. */
function leadingQuantity(tokens: Token[]): { quantity: string; words: number } | null {
  for (let words = Math.min(numberWordsMax, tokens.length - 1); words > 0; words--) {
    const said = tokens.slice(0, words).map(({ text }) => text)
    const quantity = readQuantity(said.join(' '))
    if (quantity && /[1-9]/.test(quantity)) return { quantity, words }
  }
  return null
}
