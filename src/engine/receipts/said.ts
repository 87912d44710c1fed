/** Figures of a text in their surroundings: the labels, dates and words that speak of each. */
import { blank } from './blank.ts'
import type { DateParts } from './dates.ts'
import type { Figures } from './figures.ts'
import type { FoundLabel, Labels } from './labels.ts'
import type { FoundNumber } from './numbers.ts'
import { windowsOf } from './windows.ts'

/** One figure that a result holds. */
export interface Receipted {
  value: number
  as: 'plain' | 'money' | 'percent' | 'unknown'
  labels: ReadonlySet<string>
  /** Days or months it belongs to; empty when that is not known. */
  dates: readonly DateParts[]
  /** Plain words around it, where a tool's own sentence is the source. */
  words?: ReadonlySet<string>
}

export interface Surroundings {
  labels: FoundLabel[]
  /** Labels between this figure and the one before it, which may belong to either. */
  shared: FoundLabel[]
  dates: DateParts[][]
  words: Set<string>
}

const filler = new Set(
  'the and for with was were are has had have from that this which into your you our their its all than then but not in on at of to by is be an as it so were there after before per each total about over under more less'.split(
    ' ',
  ),
)

export function surroundingsOf(text: string, figures: Figures, labels: Labels): Surroundings[] {
  const found = labels.find(text)
  const plain = blank(text, [...figures.numbers, ...figures.dates])
  return windowsOf(plain, figures.numbers).map(({ pieces, shared }) => {
    const all = shared ? [...pieces, shared] : pieces
    const inside = (of: [number, number][], span: { start: number; end: number }) =>
      of.some(([start, end]) => span.start >= start && span.end <= end)
    return {
      labels: found.filter((label) => inside(pieces, label)),
      shared: shared ? found.filter((label) => inside([shared], label)) : [],
      dates: figures.dates.filter((date) => inside(all, date)).map(({ readings }) => readings),
      words: new Set(all.flatMap(([start, end]) => wordsOf(plain.slice(start, end)))),
    }
  })
}

/** What a tool's own sentence holds. */
export function said(text: string, figures: Figures, labels: Labels): Receipted[] {
  const around = surroundingsOf(text, figures, labels)
  return figures.numbers.map(({ readings, as }: FoundNumber, i) => {
    const { labels, shared, dates, words } = around[i]!
    const ids = new Set([...labels, ...shared].map(({ id }) => id))
    return { value: readings[0]!.value, as, labels: ids, dates: dates.flat(), words }
  })
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(/\p{L}{3,}/gu)]
    .map(([word]) => word.toLowerCase().replace(/s$/, ''))
    .filter((word) => !filler.has(word))
}
