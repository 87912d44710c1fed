/**
 * A message that says what is to be done, or asks for it by its name: matched as a whole against
 * the tools' `=` phrases before any question is read. The words alone decide; names stay words.
 */
import { cutOf, readerFor } from '#domain/period.ts'
import { spokenOf } from '#kit/inputs.ts'
import type { Situation } from '../../model.ts'
import type { Json, Tool } from '../../tool.ts'
import { type Part, partsOf } from './command-phrase.ts'
import { slotOf, type Token } from './command-slots.ts'
import { readQuestion } from './reading.ts'
import { isOneOff } from './spelling.ts'

export interface Command {
  tool: Tool
  input: Record<string, Json>
  /** Names in it, as they were said: a question may read them otherwise. */
  names: string[]
}

const tokensMax = 60
/** Ways through one phrase that are looked at. */
const stepsMax = 4_000
const repairCost = 3
const repairLengthMin = 4
const courtesyBefore =
  /^(?:please|pls|plz|kindly|hi|hello|hey|tillie|ok|okay|so|now|just|can|could|would|will|you|u|we|i|we've|i've|have|need|want|to|let's|lets|help|me|and|also|then|quickly|morning|good|today)$/
const courtesyAfter =
  /^(?:please|pls|plz|thanks|thank|you|thx|tillie|now|for|me|asap|quickly|right|away)$/
const courtesyMax = 6

/**
 * The best fit among `tools`, or null. Of equal ones the first of the list. `~` reads the phrases that
 * stand back: `=~show me {product}` counts only where nothing else was meant.
 */
export function readCommand(
  text: string,
  tools: Tool[],
  situation: Situation,
  mark: '=' | '=~' = '=',
): Command | null {
  const isQuestion = /\?\s*$/.test(text)
  const tokens = tokensOf(text)
  if (tokens.length === 0 || tokens.length > tokensMax) return null
  const isSaid = vocabularyOf(tokens)
  let best: (Command & { score: number }) | null = null
  for (const tool of tools)
    for (const phrase of tool.phrases) {
      if (!phrase.startsWith(mark) || phrase.startsWith('=~') !== (mark === '=~')) continue
      const parts = partsOf(phrase.slice(mark.length))
      if (!parts.every((part) => isPossible(part, isSaid))) continue
      const found = fitOf(tool, parts, tokens, situation)
      // "sold 3 mugs?" asks; "can you record …?" tells.
      if (!found || (isQuestion && tool.propose && !isRequest(tokens))) continue
      if (!best || found.score > best.score) best = { tool, ...found }
    }
  return best
}

/** What changes nothing gives way to a question about sales: "how much is the revenue of June". */
export function isMeant({ tool, names }: Command, { org, today }: Situation): boolean {
  if (tool.propose) return true
  const reader = { ...readerFor(org, today), cut: cutOf(org) }
  return names.every((name) => {
    const { metrics, periods, notAFigure } = readQuestion(name, reader)
    return metrics.length === 0 && periods.length === 0 && notAFigure === null
  })
}

/** Does a word stand there, with a typing error or not? Each is looked for once. */
function vocabularyOf(tokens: Token[]): (word: string) => boolean {
  const known = new Map<string, boolean>()
  return (word) => {
    const found = known.get(word) ?? tokens.some((token) => wordGain([word], token) !== null)
    known.set(word, found)
    return found
  }
}

/** A quick no for most phrases: a word that has to be there is not. */
function isPossible(part: Part, isSaid: (word: string) => boolean): boolean {
  if (part.is === 'words') return part.words.some(isSaid)
  if (part.is !== 'either') return true
  return part.runs.some((run) => run.every((one) => isPossible(one, isSaid)))
}

function tokensOf(text: string): Token[] {
  const plain = text
    .replaceAll('’', "'")
    .replace(/\b(what|who|how|where|that|it|there)'s\b/gi, '$1 is')
    .replace(/@(?=\S)/g, '@ ')
    .replace(/(?<=\S)\s*%/g, ' %')
    .replace(/(?<=\s)([-+−])(?=\d)/g, '$1 ')
    .replace(/["“”]/g, ' ')
    .replace(/\n/g, ' , ')
  const tokens: Token[] = []
  for (const word of plain.split(/\s+/).filter(Boolean)) {
    const bare = word.replace(/^[(]+|[)?!.,;:]+$/g, '')
    const endsPart = /[,;:]$/.test(word)
    if (bare) tokens.push({ text: bare, lower: bare.toLowerCase(), endsPart })
    else if (endsPart && tokens.length > 0) tokens.at(-1)!.endsPart = true
  }
  return tokens
}

const isRequest = ([first]: Token[]) =>
  /^(?:can|could|would|will|please|pls)$/.test(first?.lower ?? '')

type Fit = Omit<Command, 'tool'> & { score: number }

/** With as much courtesy around it as is said. */
function fitOf(tool: Tool, parts: Part[], tokens: Token[], situation: Situation): Fit | null {
  let best: Fit | null = null
  for (let from = 0; from <= courtesyMax && from < tokens.length; from++) {
    if (from > 0 && !courtesyBefore.test(tokens[from - 1]!.lower)) break
    for (let to = tokens.length; to > from && tokens.length - to <= courtesyMax; to--) {
      if (to < tokens.length && !courtesyAfter.test(tokens[to]!.lower)) break
      const found = matched(tool, parts, tokens.slice(from, to), situation)
      if (found && (!best || found.score > best.score)) best = found
    }
  }
  return best
}

interface State {
  at: number
  score: number
  values: Record<string, Json>
  names: string[]
}

interface Matching {
  tool: Tool
  tokens: Token[]
  situation: Situation
  steps: number
}

function matched(tool: Tool, parts: Part[], tokens: Token[], situation: Situation): Fit | null {
  const matching: Matching = { tool, tokens, situation, steps: 0 }
  let best: State | null = null
  for (const end of along(matching, parts, { at: 0, score: 0, values: {}, names: [] }))
    if (end.at === tokens.length && (!best || end.score > best.score)) best = end
  return best && { input: best.values, names: best.names, score: best.score }
}

/** Every way to go along `parts` from `state`. */
function* along(matching: Matching, parts: Part[], state: State): Generator<State> {
  if (matching.steps++ > stepsMax) return
  const [part, ...rest] = parts
  if (!part) yield state
  else if (part.is === 'tail') yield* tails(matching, parts, state)
  else for (const next of one(matching, part, state)) yield* along(matching, rest, next)
}

/** What stands at the end comes in any order, each once or not at all. */
function* tails(matching: Matching, parts: Part[], state: State): Generator<State> {
  yield state
  for (const [i, part] of parts.entries())
    if (part.is === 'tail')
      for (const next of along(matching, part.run, state))
        if (next.at > state.at) yield* tails(matching, parts.toSpliced(i, 1), next)
}

function* one(matching: Matching, part: Part, state: State): Generator<State> {
  if (part.is === 'set') {
    yield { ...state, values: { ...state.values, [part.name]: part.value } }
  } else if (part.is === 'words') {
    const gain = wordGain(part.words, matching.tokens[state.at])
    if (gain !== null) yield { ...state, at: state.at + 1, score: state.score + gain }
  } else if (part.is === 'slot') {
    yield* filled(matching, part.name, state)
  } else if (part.is === 'either' || part.is === 'maybe') {
    for (const run of part.runs) yield* along(matching, run, state)
    if (part.is === 'maybe') yield state
  }
}

/** 10 for a word of the phrase, less with a typing error in it; null when it is another word. */
function wordGain(words: string[], token: Token | undefined): number | null {
  if (!token) return null
  if (words.includes(token.lower)) return 10
  const isNear = words.some(
    (word) =>
      word.length >= repairLengthMin &&
      token.lower.length >= repairLengthMin &&
      /^[a-z]+$/.test(token.lower) &&
      isOneOff(token.lower, word),
  )
  return isNear ? 10 - repairCost : null
}

/** A slot takes one word or more; what is no name counts a little more than what may be anything. */
function* filled(matching: Matching, name: string, state: State): Generator<State> {
  const { tool, tokens, situation } = matching
  const spoken = spokenOf(tool.input.shape[name])
  // Once each: "October 2026" is one period, and not October and then the year.
  if (!spoken || Object.hasOwn(state.values, name)) return
  for (let end = state.at + 1; end <= tokens.length; end++) {
    if (matching.steps++ > stepsMax) return
    const value = slotOf(spoken, tokens.slice(state.at, end), situation)
    if (value === undefined) continue
    const isName = spoken.as === 'words'
    yield {
      at: end,
      score: state.score + (isName ? -1 : 2),
      values: { ...state.values, [name]: value },
      names: isName ? [...state.names, String(value)] : state.names,
    }
  }
}
