/** The end of a turn: words, files, buttons and receipts put together. */
import type { Answered } from './answer.ts'
import type { DecisionOffer } from './approval/act.ts'
import type { Waiting } from './approval/propose.ts'
import type { Called } from './call-tool.ts'
import type { ModelAnswer } from './model.ts'
import type { Offer, ToolRecord, ToolResult } from './tool.ts'
import type { Turn } from './turn.ts'
import { filesOf } from './turn-files.ts'

const offersMax = 10
const cardsMax = 4
/** Stands for a model where a tool's own words went out. */
const nobody = 'tool'

type TextAnswer = Extract<ModelAnswer, { is: 'text' }>

/** A model's words, which passed the gate, with what its tools brought. */
export async function answerWith(
  turn: Turn,
  model: string,
  { text, refused = false }: TextAnswer,
  done: Called[],
): Promise<Answered> {
  const results = resultsOf(done)
  const waiting = done.flatMap(({ waiting }) => waiting ?? [])
  const { files, texts, receipts, awaits } = await filesOf(turn, results)
  return {
    text: [text, ...texts].join('\n'),
    files,
    cards: results.flatMap(({ cards = [] }) => cards).slice(0, cardsMax),
    photoActs: results.flatMap(({ photoActs = [] }) => photoActs),
    offers: [...decisionsOf(results, waiting), ...offersOf(results)].slice(0, offersMax),
    tools: done.flatMap(({ call, result }) => (result ? recordOf(call, result) : [])),
    receipts: [...results.flatMap(({ receipts = [] }) => receipts), ...receipts],
    refused: refused || (results.length > 0 && results.every((result) => result.refused)),
    model,
    mustNotRepeat: results.some(({ mustNotRepeat }) => mustNotRepeat),
    wantsPerson: results.some(({ wantsPerson }) => wantsPerson),
    wantsSignIn: results.some(({ wantsSignIn }) => wantsSignIn),
    tells: results.flatMap(({ tells = [] }) => tells),
    awaits,
    hasOrderNews: results.some(({ hasOrderNews }) => hasOrderNews),
    asksSecond: waiting
      .filter(({ needs }) => needs === 'second-person')
      .map(({ proposal, scope, summary }) => ({ proposal, scope: scope ?? '', text: summary })),
  }
}

/** The tools' own words, when no model's are to be had. */
export function ownWords(turn: Turn, done: Called[]): Promise<Answered> {
  const good = done.filter(({ result }) => result)
  const text = [...new Set((good.length > 0 ? good : done).map(({ say }) => say))].join('\n\n')
  return answerWith(turn, nobody, { is: 'text', text }, done)
}

/**
 * What was proposed, or done by a rule, is told in the house's own words, never in a model's, and ends the turn: nobody
 * taps "Yes" below another description than that of what will be done. So is what a tool wants told as it is.
 */
export function whatWaits(turn: Turn, called: Called[]): Promise<Answered> | null {
  const endsTurn = ({ waiting, isDone, result }: Called) => waiting || isDone || result?.asIs
  if (!called.some(endsTurn)) return null
  return ownWords(
    turn,
    called.filter((each) => endsTurn(each) || !each.result || each.result.refused),
  )
}

export function justWords(text: string, { refused = false } = {}): Answered {
  return { text, files: [], offers: [], tools: [], receipts: [], refused, model: nobody }
}

function recordOf({ name, input }: Called['call'], { facts, asks }: ToolResult): ToolRecord {
  return { name, input, result: facts, ...(asks && { asks }) }
}

function resultsOf(done: Called[]): ToolResult[] {
  return done.flatMap(({ result }) => result ?? [])
}

/** "Yes" and "No" for each of what waits; numbered when there are several. */
function decisionsOf(results: ToolResult[], waiting: Waiting[]): DecisionOffer[] {
  const own = waiting.flatMap(({ proposal, needs }, at) => {
    const number = waiting.length > 1 ? ` (${at + 1})` : ''
    const yes = { title: `Yes, do it${number}`, decides: { do: 'approve' as const, proposal } }
    const no = { title: `No${number}`, decides: { do: 'refuse' as const, proposal } }
    return needs === 'own' ? [yes, no] : [no]
  })
  return [...own, ...results.flatMap(({ decisions = [] }) => decisions)]
}

function offersOf(results: ToolResult[]): Offer[] {
  const offers = results.flatMap(({ offers = [] }) => offers)
  return [...new Map(offers.map((o) => [`${o.tool} ${JSON.stringify(o.input)}`, o])).values()]
}
