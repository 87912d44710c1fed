/**
 * A phrase that must be the whole message: `=sold {lines} <to {customer}> <at {price} [each]>`.
 * `a|b` are words that will do, `(a b|c)` runs of words, `[…]` may be left out, `{…}` is a slot,
 * `{name=value}` fills a field without a word, and `<…>` stand at the end, in any order.
 */
import { keeper } from '#kit/keep.ts'

export type Part =
  | { is: 'words'; words: string[] }
  | { is: 'either'; runs: Part[][] }
  | { is: 'maybe'; runs: Part[][] }
  | { is: 'tail'; run: Part[] }
  | { is: 'slot'; name: string }
  | { is: 'set'; name: string; value: string }

const signs = /[()[\]<>]|\{[^}]*\}|\||[^\s()[\]<>{}|]+|\s+/g
const kept = keeper<Part[]>(2_000)

/** `phrase` without its leading `=` or `=~`. */
export function partsOf(phrase: string): Part[] {
  return kept(phrase, () => {
    const tokens = phrase.match(signs) ?? []
    return readRun(tokens, { at: 0 }, '')
  })
}

interface Place {
  at: number
}

/** Reads up to `end`; a `|` between two words is one place with several words. */
function readRun(tokens: string[], place: Place, end: string): Part[] {
  const run: Part[] = []
  while (place.at < tokens.length) {
    const token = tokens[place.at]!
    if (token === end || (token === '|' && end !== '' && end !== '>')) return run
    place.at++
    if (token.trim() === '') continue
    if (token === '|') join(run, tokens[place.at++]!)
    else run.push(readPart(token, tokens, place))
  }
  return run
}

function readPart(token: string, tokens: string[], place: Place): Part {
  if (token === '(') return { is: 'either', runs: readRuns(tokens, place, ')') }
  if (token === '[') return { is: 'maybe', runs: readRuns(tokens, place, ']') }
  if (token === '<') {
    const run = readRun(tokens, place, '>')
    place.at++
    return { is: 'tail', run }
  }
  if (!token.startsWith('{')) return { is: 'words', words: [token] }
  const [name, value] = token.slice(1, -1).split('=')
  return value === undefined ? { is: 'slot', name: name! } : { is: 'set', name: name!, value }
}

function readRuns(tokens: string[], place: Place, end: string): Part[][] {
  const runs: Part[][] = []
  do runs.push(readRun(tokens, place, end))
  while (tokens[place.at++] === '|')
  return runs
}

function join(run: Part[], word: string) {
  const last = run.at(-1)
  if (last?.is === 'words') last.words.push(word)
}
