/**
 * How well a tool's own phrases fit what was said. A phrase is plain words with {slots}:
 * `report {period}`, `{form=png}`; `=help` must be the whole message, and `=~` is for commands alone.
 * Words may be `this|that`.
 */
import { keeper } from '#kit/keep.ts'
import type { Tool } from '../../tool.ts'
import type { FullReading } from './follow-up.ts'

/** The parts of a phrase; a group in parentheses may hold blanks. */
const words = /(?:[^\s(]|\([^)]*\))+/g
/** What a plain word of a phrase counts; a slot counts 1. */
export const wordScore = 10
export const wholeMessageScore = 100
/** The plain words of the tools' phrases. */
const compiled = keeper<RegExp>(1_000)

/** The first of the best: the order of the tools' list breaks a tie. */
export function bestOf(tools: Tool[], reading: FullReading): { best: Tool | null; score: number } {
  let found: { best: Tool | null; score: number } = { best: null, score: 0 }
  for (const tool of tools) {
    const score = phraseScore(tool, reading)
    if (score > found.score) found = { best: tool, score }
  }
  return found
}

/** 0 when no phrase fits. */
function phraseScore(tool: Tool, reading: FullReading): number {
  return Math.max(0, ...tool.phrases.map((phrase) => scoreOf(phrase, reading)))
}

function scoreOf(phrase: string, reading: FullReading): number {
  const said = reading.text.toLowerCase().replaceAll('’', "'")
  if (phrase.startsWith('=')) {
    const whole = said
      .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
    return whole === phrase.slice(1) ? wholeMessageScore : 0
  }
  let at = 0
  let score = 0
  for (const part of phrase.match(words) ?? []) {
    if (part.startsWith('{')) {
      if (!slotHolds(part.slice(1, -1), reading)) return 0
      score += 1
      continue
    }
    const found = said.slice(at).match(compiled(part, () => plainWord(part)))
    if (!found) return 0
    at += found.index! + found[0].length
    score += wordScore
  }
  return score
}

function plainWord(part: string): RegExp {
  return new RegExp(`(?<![\\w-])(?:${part})(?![\\w])`)
}

function slotHolds(slot: string, reading: FullReading): boolean {
  const [name, wanted] = slot.split('=')
  const value = slotValue(name!, reading)
  if (wanted) return value === wanted
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined
}

/** The piece of the reading that fills the input field of that name. */
export function slotValue(name: string, reading: FullReading): unknown {
  const slots: Record<string, unknown> = {
    metrics: reading.metrics,
    by: reading.by,
    period: reading.period,
    compare_to: reading.compareTo,
    about: reading.about,
    excluding: reading.excluding,
    order: reading.order,
    limit: reading.limit,
    form: reading.form,
    within: reading.within,
  }
  return slots[name]
}
