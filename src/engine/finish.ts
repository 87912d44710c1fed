/** The end of a turn: words, files, buttons and receipts put together. */
import type { RenderedFile } from '#reports/report.ts'
import type { Answered } from './answer.ts'
import type { DecisionOffer } from './approval/act.ts'
import type { Waiting } from './approval/propose.ts'
import type { Called } from './call-tool.ts'
import type { ModelAnswer } from './model.ts'
import type { Offer, ToolResult } from './tool.ts'
import type { Turn } from './turn.ts'

const filesMax = 6
const offersMax = 10
/** Said where a file was promised and there is none. */
export const noFile = 'The file could not be made just now. Please ask for it again.'
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
  const { files, isShort } = await render(turn, results)
  return {
    text: isShort ? `${text}\n${noFile}` : text,
    files,
    offers: [...decisionsOf(results, waiting), ...offersOf(results)].slice(0, offersMax),
    tools: done.flatMap(({ call, result }) =>
      result ? [{ name: call.name, input: call.input, result: result.facts }] : [],
    ),
    receipts: results.flatMap(({ receipts = [] }) => receipts),
    refused: refused || (results.length > 0 && results.every((result) => result.refused)),
    model,
    mustNotRepeat: results.some(({ mustNotRepeat }) => mustNotRepeat),
    wantsPerson: results.some(({ wantsPerson }) => wantsPerson),
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
 * taps "Yes" below another description than that of what will be done.
 */
export function whatWaits(turn: Turn, called: Called[]): Promise<Answered> | null {
  if (!called.some(({ waiting, isDone }) => waiting || isDone)) return null
  return ownWords(
    turn,
    called.filter(({ waiting, isDone, result }) => waiting || isDone || !result || result.refused),
  )
}

export function justWords(text: string, { refused = false } = {}): Answered {
  return { text, files: [], offers: [], tools: [], receipts: [], refused, model: nobody }
}

function resultsOf(done: Called[]): ToolResult[] {
  return done.flatMap(({ result }) => result ?? [])
}

/** No transaction is open here: drawing a page takes its time. */
async function render(turn: Turn, results: ToolResult[]) {
  const files = new Map<string, RenderedFile>()
  let isShort = false
  for (const { report, formats = [] } of results)
    for (const format of report ? formats : []) {
      if (files.size >= filesMax) break
      try {
        const file = await turn.render(report!, format)
        files.set(file.name, file)
      } catch (error) {
        turn.log.error({ err: error, format, orgId: turn.asked.org.id }, 'no file was made')
        isShort = true
      }
    }
  return { files: [...files.values()], isShort }
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
