/**
 * The model that needs no model: reads a question by fixed rules, picks the tool whose phrases fit,
 * fills its input from the words, and says what the tool says. The same question, the same answer.
 */
import { cutOf, readerFor } from '#domain/period.ts'
import { lastAsked } from '../../asked-before.ts'
import type { Model, ModelAnswer, ModelRequest, Situation } from '../../model.ts'
import type { Json, Tool } from '../../tool.ts'
import { type Command, isMeant, readCommand } from './command.ts'
import { type FullReading, filled } from './follow-up.ts'
import { bestOf, slotValue, wholeMessageScore, wordScore } from './phrases.ts'
import { readQuestion } from './reading.ts'
import { leftUnanswered, notForYou, serveShopper } from './shopper.ts'
import type { NotAFigure } from './vocabulary.ts'

const whatIKnow =
  'I can only answer from what this business has recorded: sales, orders, returns, stock, customers and the books, for any period. Say "help" for examples.'
const mayNot = 'Your account may not do that here.'
const noes: Record<NotAFigure, string> = {
  act: 'I can\'t do that by chat. I can record sales, stock, orders and payments: say "help" for how.',
  foretell: "I can't foretell sales: I only report what is recorded.",
  advise:
    "I can't give advice on that: I only report what is recorded. I can say what to reorder, what to put on offer, and whether a discount may be given.",
  stock:
    'I can only tell it by product, or as a whole: ask "stock of kettles", "what is running out?", "stock value" or "stock ageing".',
  books:
    'I can only tell it from the books: ask for the profit and loss, the balance sheet, the cash position or the trial balance.',
  unrecorded: `That is not in the records I hold. ${whatIKnow}`,
}

/** Of a thing that is named by itself. */
const nameWordsMax = 6
const nameShareMin = 0.8
/** An article or a sign beside a name leave it alone still. */
const bareMore = 4

const welcome = "You're welcome."
const courtesy =
  /^(?:many )?(?:thanks?(?: you)?|thx|ty|cheers|great|perfect|nice|good|ok(?:ay)?|got it|cool)(?:[ ,]+(?:thanks?(?: you)?|tillie|a lot|so much|very much))*[ .!]*$/i

export function offline(): Model {
  return { name: 'offline', answer: async (request) => answer(request) }
}

function answer({ messages, tools, situation }: ModelRequest): ModelAnswer {
  const said = messages.filter((message) => message.role === 'result').map(({ say }) => say)
  const question = messages.findLast((message) => message.role === 'user')?.text ?? ''
  if (said.length > 0) {
    const left = isShopper(tools) ? leftUnanswered(question, tools, situation) : []
    return { is: 'text', text: [...said, ...left].join('\n\n') }
  }
  if (!isShopper(tools)) return choose(question, tools, situation)
  return courtesy.test(question.trim())
    ? { is: 'text', text: welcome }
    : serveShopper(question, tools, situation)
}

function choose(question: string, tools: Tool[], situation: Situation): ModelAnswer {
  const { org, today, last, withheld } = situation
  const told = readCommand(question, tools, situation)
  if (told && isMeant(told, situation)) return callOf(told.tool, told.input)
  const reader = { ...readerFor(org, today), cut: cutOf(org) }
  const reading = filled(readQuestion(question, reader), lastAsked(last))
  const { best, score } = bestOf([...tools, ...withheld], reading)
  if (courtesy.test(question.trim())) return { is: 'text', text: welcome }
  const forbidden = readCommand(question, withheld, situation)
  if (forbidden && isMeant(forbidden, situation)) return refusalOf(forbidden.tool)
  if (reading.notAFigure && score < wholeMessageScore)
    return refuse(reading.notAFigure, tools, best, withheld)
  const vague = score < wordScore ? readVague(question, tools, situation) : null
  if (vague) return callOf(vague.tool, vague.input)
  // A plain word of the tool's own ("daily report") places a message that names would not.
  if (!best || (isBeside(reading) && score < wordScore))
    return { is: 'text', text: whatIKnowOf(tools) }
  if (withheld.includes(best)) return refusalOf(best)
  return callOf(best, inputFor(best, reading))
}

function callOf({ name }: Tool, input: Json): ModelAnswer {
  return { is: 'calls', calls: [{ id: 'offline-1', name, input }] }
}

/**
 * "show me mugs", "mugs under 10": what is named has no word of trade in it, nor is all of it filler. To
 * those who may see sales, capitals name whom or where they were made ("show me Germany"), and a name
 * alone is what was sold.
 */
function readVague(question: string, tools: Tool[], situation: Situation): Command | null {
  const { org, today } = situation
  const said = question.trim().replace(/[ ,]+(?:please|pls|plz|thanks|thank you)[ .!?]*$/i, '')
  const found = readCommand(said, tools, situation, '=~')
  if (!found) return null
  const reader = { ...readerFor(org, today), cut: cutOf(org) }
  const isNamed = found.names.every((name) => {
    const { about, metrics, periods, by, order, form } = readQuestion(name, reader)
    const isWhole = about.join(' ').length >= name.length * nameShareMin
    const isOfTrade = metrics.length + periods.length > 0 || by !== null || order !== null
    const isShort = /\p{L}/u.test(name) && name.split(' ').length <= nameWordsMax
    return isWhole && isShort && !isOfTrade && form === null
  })
  const isBusiness = tools.some(({ name }) => name === 'ask_sales')
  const isOfSales = found.names.some((name) => /(?:^|\s)\p{Lu}/u.test(name) || isBare(name, said))
  return isNamed && !(isBusiness && isOfSales) ? found : null
}

const isBare = (name: string, said: string) => said.length - name.length <= bareMore

function refusalOf({ propose }: Tool): ModelAnswer {
  return { is: 'text', text: propose ? mayNot : notForYou, refused: true }
}

/** A customer: what they write is read by `shopper.ts`. */
function isShopper(tools: Tool[]): boolean {
  const has = (wanted: string) => tools.some(({ name }) => name === wanted)
  return has('ask_for_person') && !has('ask_sales') && !has('record_sale')
}

/** Names nobody can place, and not one word of trade: not about the business. */
function isBeside({ about, isOfTrade }: FullReading): boolean {
  return about.length > 0 && !isOfTrade
}

function refuse(why: NotAFigure, tools: Tool[], best: Tool | null, withheld: Tool[]): ModelAnswer {
  if (best && withheld.includes(best)) return refusalOf(best)
  return { is: 'text', text: tools.some(({ needs }) => needs) ? noes[why] : whatIKnowOf(tools) }
}

/** Somebody who may see no figures is not told which figures there are. */
function whatIKnowOf(tools: Tool[]): string {
  const seesFigures = tools.some(({ needs }) => needs === 'reports:read')
  return seesFigures
    ? whatIKnow
    : 'I can\'t help with that here. Say "help" to see what I can do for you.'
}

/** A field takes the piece of the reading that bears its name. */
function inputFor(tool: Tool, reading: FullReading): Json {
  const input: Record<string, Json> = {}
  for (const name of Object.keys(tool.input.shape)) {
    const value = slotValue(name, reading)
    const isEmpty =
      value === null || value === undefined || (Array.isArray(value) && value.length === 0)
    if (!isEmpty) input[name] = value as Json
  }
  return input
}
