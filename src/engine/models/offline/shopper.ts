/**
 * A customer's message: several questions are read one by one. What is no command is a wish for goods,
 * with a price or without, or something that only a person of the shop can tell.
 */
import { cutOf, readerFor } from '#domain/period.ts'
import type { ModelAnswer, Situation, ToolCall } from '../../model.ts'
import type { Json, Tool } from '../../tool.ts'
import { type Command, isMeant, readCommand } from './command.ts'
import { filled } from './follow-up.ts'
import { MaskedText } from './masked-text.ts'
import { readNames } from './names.ts'
import { bestOf, wordScore } from './phrases.ts'
import { type Reading, readQuestion } from './reading.ts'
import { readPrices } from './spoken-prices.ts'

const askPerson =
  'I can\'t do that here. Say "talk to a person", and somebody of the shop will answer you.'
export const notForYou =
  'I can\'t share the business\'s figures with this account. Say "help" to see what I can do for you.'
const cannotTell =
  'I can\'t answer that: I find products and their prices, take orders and say how yours stand. Say "talk to a person", and somebody of the shop will answer you.'
const goodbye = 'Goodbye, and thank you for writing.'

/** Questions of one message. */
const questionsMax = 4
/** Where one question ends and the next one begins. */
const opener =
  '(?:do|does|is|are|where|when|how|what|which|who|can|could|have|has|why) (?:you|i|we|my|is|are|the|it|they|this|that|there|much|many|do|does|can|got|any)\\b'
const between = new RegExp(
  `\\?+[\\s,]*(?:(?:and|also)\\s+)?|[.!;]+\\s+(?=(?:and |also )?${opener})|,?\\s+(?:and|also)\\s+(?:also )?(?=${opener})`,
  'i',
)
const greeting = /^(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings)\b/i
const farewell = /^(?:ok(?:ay)?[ ,]+)?(?:good)?bye(?: ?bye)?\b|^see you\b|^good night\b/i
/** Asks for something that a shop may have. */
const wanting =
  /\b(?:have|has|got|sell|stock|find|get|buy|need|want|looking|search|show|see|any|anything|something|there|gifts?|presents?|idea)\b/i
/** Figures of the business, whatever stands around them. */
const ofBusinessAlone: readonly string[] = [
  ...['gross_profit', 'gross_margin', 'cogs', 'gross_sales', 'average_daily_sales'],
  ...['average_order_value', 'new_customers', 'customers', 'net_collected', 'units_returned'],
  ...['return_rate', 'products_sold', 'units_per_order', 'collected'],
]
const ofOneself = /\b(?:i|i'm|i've|my|mine|myself)\b/i
const counting = /\b(?:how (?:much|many)|who|whom|which|top|list|show|total|what did|compare)\b/i

type Served = { calls: Omit<ToolCall, 'id'>[]; left: { text: string; refused: boolean }[] }

/** What to call, or the sentence that stands in its place. */
export function serveShopper(text: string, tools: Tool[], situation: Situation): ModelAnswer {
  const { calls, left } = served(text, tools, situation)
  if (calls.length > 0)
    return {
      is: 'calls',
      calls: calls.map((call, at) => ({ id: `offline-${at + 1}`, ...call })),
    }
  const said = left.find(({ refused }) => refused) ?? left[0]!
  return { is: 'text', ...said }
}

/** What of a message was not asked of any tool, for below their answers. */
export function leftUnanswered(text: string, tools: Tool[], situation: Situation): string[] {
  const { calls, left } = served(text, tools, situation)
  return calls.length > 0 ? [...new Set(left.map(({ text }) => text))] : []
}

function served(text: string, tools: Tool[], situation: Situation): Served {
  const parts = text
    .split(between)
    .map((part) => part.trim())
    .filter((part) => /[\p{L}\p{N}]/u.test(part))
  const isOrder = readCommand(text, tools, situation)?.tool.propose
  if (parts.length < 2 || parts.length > questionsMax || isOrder)
    return servedOne(text, tools, situation)
  const all: Served = { calls: [], left: [] }
  for (const part of parts) {
    if (isOnlyGreeting(part)) continue
    // "… and is it in stock?": the answer to the first says so.
    if (all.calls.length > 0 && isOfTheSame(part)) continue
    const { calls, left } = servedOne(part, tools, situation)
    const isKnown = (call: Served['calls'][number]) =>
      all.calls.some((other) => JSON.stringify(other) === JSON.stringify(call))
    all.calls.push(...calls.filter((call) => !isKnown(call)))
    all.left.push(...left)
  }
  return all.calls.length + all.left.length > 0 ? all : servedOne(text, tools, situation)
}

const isOnlyGreeting = (part: string) =>
  (greeting.test(part) || /^thank|^please$/i.test(part)) && namesIn(part).length === 0
const isOfTheSame = (part: string) =>
  /\b(?:it|they|them|this|that|these|those|one)\b/i.test(part) && namesIn(part).length === 0

function servedOne(text: string, tools: Tool[], situation: Situation): Served {
  const { org, today, withheld } = situation
  const reader = { ...readerFor(org, today), cut: cutOf(org) }
  const reading = readQuestion(text, reader)
  const told = readCommand(text, tools, situation)
  if (told && !isOfGoods(told.tool)) return call(told.tool.name, told.input)
  const forbidden = told ? null : readCommand(text, withheld, situation)
  if (forbidden) return no(forbidden.tool.propose ? askPerson : notForYou, true)
  const isGoods = told !== null && isNamed(told) && isMeant(told, situation)
  if (!isGoods && isOfBusiness(reading)) return no(notForYou, true)
  if (isHaggling(reading)) return no(cannotTell)
  const { rest, ...prices } = readPrices(text, org.currency)
  if (Object.keys(prices).length > 0) return find({ ...productOf(namesIn(rest)), ...prices })
  if (told && isGoods) return call(told.tool.name, told.input)
  const { best, score } = bestOf([...tools, ...withheld], filled(reading, null))
  if (best && score >= wordScore && !isOfGoods(best))
    return withheld.includes(best) ? no(notForYou, true) : call(best.name, {})
  if (reading.notAFigure === 'act') return no(askPerson, true)
  if (greeting.test(text) && namesIn(text).length === 0) return call('help', {})
  if (farewell.test(text)) return no(goodbye)
  return wishOf(text, tools, reading, situation) ?? no(cannotTell)
}

/** "something for coffee", "mug", "red mugs": no price, and something to look for. */
function wishOf(
  text: string,
  tools: Tool[],
  reading: Reading,
  situation: Situation,
): Served | null {
  if (reading.metrics.length > 0 || reading.notAFigure !== null) return null
  const names = namesIn(text)
  if (names.length === 0) return null
  const bare = readCommand(text, tools, situation, '=~')
  const isName = names.length === 1 && names[0]!.length * 1.4 + 4 >= text.length
  if (bare && isName && !isOpened(text)) return call(bare.tool.name, bare.input)
  return wanting.test(text) && !ofOneself.test(text) ? find(productOf(names)) : null
}

/** A sentence, and no name of goods. */
const isOpened = (text: string) =>
  /^(?:i|you|your|my|we|it|this|that|he|she|they|when|where|how|why|who|what|which|is|are|do|does|can|could|will|would)\b/i.test(
    text.trim(),
  )

function isOfGoods({ name }: Tool): boolean {
  return name === 'find_product' || name === 'request_order'
}

/** All of its names name something. */
function isNamed({ tool, input, names }: Command): boolean {
  if (names.length === 0) return Object.keys(input).length === 0 || tool.propose !== undefined
  return names.every((name) => namesIn(name).length > 0)
}

/** Figures that the shop keeps to itself: said so, in place of a product that is not there. */
function isOfBusiness({ text, metrics, periods, about, by, order, notAFigure }: Reading): boolean {
  if (metrics.some((metric) => ofBusinessAlone.includes(metric))) return true
  if (notAFigure === 'books') return true
  if (ofOneself.test(text)) return false
  if (metrics.length === 0) return order !== null && by !== null && by !== 'product'
  const isYesOrNo = /^(?:do|does|is|are|can|could|have|has|will|would|any)\b/i.test(text.trim())
  return !isYesOrNo && (periods.length > 0 || about.length === 0 || counting.test(text))
}

/** "10% off", "a discount", "my money back": for a person of the shop. */
function isHaggling({ text, metrics }: Reading): boolean {
  const isMoney = ['discounts', 'refunds', 'returns'] as const
  return /%|\bper ?cent\b/i.test(text) || isMoney.some((metric) => metrics.includes(metric))
}

/** What is named in it; words that only ask whether the shop has it are no name. */
function namesIn(text: string): string[] {
  const masked = new MaskedText(text)
  masked.take(
    '(?:you|to|i|can|i can) (?:sell|stock|keep|buy|order|get|still)+|looking for|still have|in stock|available|left',
  )
  return readNames(masked)
}

const productOf = (names: string[]): Record<string, Json> =>
  names.length > 0 ? { product: names.join(', ') } : {}
const find = (input: Record<string, Json>): Served => call('find_product', input)
const call = (name: string, input: Json): Served => ({ calls: [{ name, input }], left: [] })
const no = (text: string, refused = false): Served => ({ calls: [], left: [{ text, refused }] })
