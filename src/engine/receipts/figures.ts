/** Every figure of a text: numbers, dates, times, and words with digits in them. Names are no figures. */
import { blank, type Span } from './blank.ts'
import { type FoundDate, findDates } from './dates.ts'
import type { Labels } from './labels.ts'
import { type FoundNumber, findNumbers } from './numbers.ts'
import { findSpelled } from './spelled.ts'

export interface Figures {
  numbers: FoundNumber[]
  dates: readonly FoundDate[]
  /** Minutes of the day. */
  times: { start: number; end: number; minutes: number }[]
  /** "Q1", "H2 2011": a part of the year by its number, 4 or 2 parts. */
  parts: { start: number; end: number; part: number; of: 4 | 2 }[]
  /** "A4", "85123A", "3D": known only if it stands in a result as it is. */
  mixed: { start: number; end: number; text: string }[]
}

const clock =
  /(?<![\d.,:])(?<h>[01]?\d|2[0-3])(?::|h)(?<m>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(?: ?(?<half>[ap])\.?m\b\.?)?(?:Z|\b)/gi
const hour = /(?<![\d.,:])(?<h>1[0-2]|[1-9])(?: ?(?<half>[ap])\.?m\b\.?| ?o'clock\b)/gi
const yearPart = /(?<![\p{L}\d])(?<kind>[QH])(?<n>[1-4])(?![\p{L}\d])/gu
const withLetters = /[\p{L}\d]+(?:[-_./][\p{L}\d]+)*/gu
/** Letters that may lean on a number: scales, ordinals, currencies, "x", "%". */
const leaning =
  /^(?:[A-Z]{3}|KSh|Ksh|Rs|TSh|USh|US|CA|A|NZ)?\d+(?:[.,]\d+)*(?:k|m|mn|mio|bn|cr|th|st|nd|rd|x|p|er|h|am|pm|[A-Z]{3})?$/i

/** `text` is what `plainText` made. */
export function findFigures(text: string, labels: Labels): Figures {
  let rest = blank(text, labels.withDigits(text))
  rest = blank(rest, listOrdinals(rest))
  const dates = findDates(rest)
  rest = blank(rest, dates)
  const times = findTimes(rest)
  rest = blank(rest, times)
  const parts = [...rest.matchAll(yearPart)].map((match) => ({
    ...span(match),
    part: Number(match.groups!.n),
    of: match.groups!.kind === 'Q' ? (4 as const) : (2 as const),
  }))
  rest = blank(rest, parts)
  const mixed = [...rest.matchAll(withLetters)]
    .filter(([word]) => /\d/.test(word) && /\p{L}/u.test(word) && !leaning.test(word))
    .map((match) => ({ ...span(match), text: match[0].toLowerCase() }))
  rest = blank(rest, mixed)
  const numbers = findNumbers(rest)
  rest = blank(rest, numbers)
  const spelled = findSpelled(rest).filter(({ isIdiom }) => !isIdiom)
  return { numbers: [...numbers, ...spelled].sort(byStart), dates, times, parts, mixed }
}

function findTimes(text: string): Figures['times'] {
  const clocks = [...text.matchAll(clock)]
  const hours = [...blank(text, clocks.map(span)).matchAll(hour)]
  return [...clocks, ...hours].map((match) => {
    const { h, m, half } = match.groups!
    const isAfternoon = half?.toLowerCase() === 'p'
    const hours = half ? (Number(h) % 12) + (isAfternoon ? 12 : 0) : Number(h)
    return { ...span(match), minutes: hours * 60 + Number(m ?? 0) }
  })
}

/** "1." and "2)" at the start of lines, as long as they count up from 1. */
function listOrdinals(text: string): Span[] {
  let expected = 1
  const spans: Span[] = []
  for (const match of text.matchAll(/^ *(?<n>\d{1,2})[.)] +(?=\S)/gm)) {
    const n = Number(match.groups!.n)
    if (n !== expected && n !== 1) continue
    expected = n + 1
    spans.push(span(match))
  }
  return spans
}

function span(match: RegExpExecArray): Span {
  return { start: match.index, end: match.index + match[0].length }
}

function byStart(a: Span, b: Span): number {
  return a.start - b.start
}
