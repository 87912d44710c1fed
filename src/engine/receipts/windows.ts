/** Which words of a text speak of which figure: those up to the figures beside it, clause by clause. */
import type { Span } from './blank.ts'

export interface Window {
  /** Pieces of the text, as [start, end). */
  pieces: [number, number][]
  /** Shared with the figure before it, when no comma parts them. */
  shared: [number, number] | null
}

const sentenceEnd = /\n|[.!?](?=\s|$)/g
const softBreak =
  /[,;|·()]| - |\b(?:and|but|while|whereas|vs\.?|versus|against|compared|et|und|y|e)\b/i
const aside = /^ ?\([^()]*\)/

/** One window per figure; `figures` are in order and `text` has them blanked out. */
export function windowsOf(text: string, figures: readonly Span[]): Window[] {
  const ends = [...text.matchAll(sentenceEnd)].map(({ index }) => index)
  return figures.map((figure, i) => {
    const from = ends.findLast((end) => end < figure.start) ?? -1
    const to = ends.find((end) => end >= figure.end) ?? text.length
    const before = figures[i - 1]
    const after = figures[i + 1]
    const pieces: Window['pieces'] = []
    let shared: Window['shared'] = null
    if (before && before.end > from) {
      const cut = cutOf(text.slice(before.end, figure.start))
      if (cut === null) shared = [before.end, figure.start]
      else pieces.push([before.end + cut, figure.start])
    } else pieces.push([from + 1, figure.start])
    const isShared = after && after.start < to
    const right = text.slice(figure.end, isShared ? after.start : to)
    const cut = cutOf(right)
    pieces.push([figure.end, figure.end + (cut ?? right.length)])
    return { pieces, shared }
  })
}

/** Where what follows a figure stops being about it; null when nothing parts it from the next. */
function cutOf(between: string): number | null {
  const inAside = between.match(aside)?.[0].length ?? 0
  const at = between.slice(inAside).search(softBreak)
  if (at >= 0) return inAside + at
  return inAside > 0 ? inAside : null
}
