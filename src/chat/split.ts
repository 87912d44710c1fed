/** Cuts a text that is too long for one message: between paragraphs, lines or words, never inside a figure. */

/** Where a text may be cut, the best places first. */
const seams = [/\n[ \t]*\n+/g, /\n+/g, /(?<=[.!?…]) +/g, / +/g]
/** A piece shorter than this share of the limit is not worth a better seam. */
const fillMin = 0.3
const bold = '**'

/** Pieces of at most `lengthMax` UTF-16 units; bold that spans a cut is closed and opened again. */
export function split(text: string, lengthMax: number): string[] {
  const whole = text.trim()
  if (!whole) return []
  if (whole.length <= lengthMax) return [whole]
  const roomForBold = whole.includes(bold) ? 2 * bold.length : 0
  return rejoinBold(cut(whole, Math.max(lengthMax - roomForBold, 1)))
}

/** At most `lengthMax` units, with an ellipsis where something is missing. */
export function shorten(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  return `${text.slice(0, safeEnd(text, lengthMax - 1)).trimEnd()}…`
}

function cut(whole: string, lengthMax: number): string[] {
  const pieces: string[] = []
  let rest = whole
  while (rest.length > lengthMax) {
    const { end, next } = bestCut(rest, lengthMax)
    pieces.push(rest.slice(0, end))
    rest = rest.slice(next).trimStart()
  }
  return rest ? [...pieces, rest] : pieces
}

function bestCut(text: string, lengthMax: number): { end: number; next: number } {
  for (const seam of seams) {
    let found: { end: number; next: number } | null = null
    for (const match of text.slice(0, lengthMax + 1).matchAll(seam)) {
      const [end, next] = [match.index, match.index + match[0].length]
      if (end > 0 && end <= lengthMax && !isInsideFigure(text, end, next)) found = { end, next }
    }
    if (found && (found.end >= lengthMax * fillMin || seam === seams.at(-1))) return found
  }
  const space = text.lastIndexOf(' ', lengthMax)
  if (space > 0) return { end: space, next: space + 1 }
  const end = safeEnd(text, lengthMax)
  return { end, next: end }
}

/** "1 234", "KES 2,000.00", "£ 5" and "12.5 %" hold together. */
function isInsideFigure(text: string, end: number, next: number): boolean {
  const [before, after] = [text.slice(Math.max(end - 4, 0), end), text.slice(next, next + 4)]
  if (/^[%‰]/.test(after) || /^[A-Z]{3}\b|^\p{Sc}/u.test(after)) return /\d$/.test(before)
  if (/^\d{3}(?!\d)/.test(after) && /(^|\D)\d{1,3}$/.test(before)) return true
  return /^[-−(]?\d/.test(after) && /(\p{Sc}|[-−]|(^|[^\p{L}])[A-Z]{3})$/u.test(before)
}

/** No word ends before `end`: cut between characters, not within one, and before a figure if that is possible. */
function safeEnd(text: string, end: number): number {
  const figure = /[\d.,]+$/.exec(text.slice(0, end))
  if (figure && figure.index > 0 && /[\d.,]/.test(text[end] ?? '')) return figure.index
  const segments = new Intl.Segmenter('en', { granularity: 'grapheme' })
  const last = segments.segment(text.slice(0, end + 32)).containing(end)
  if (last && last.index > 0) return last.index
  const code = text.charCodeAt(end - 1)
  const isHigh = code >= 0xd800 && code <= 0xdbff
  return isHigh && end > 1 ? end - 1 : end
}

function rejoinBold(pieces: string[]): string[] {
  let isOpen = false
  return pieces.map((piece) => {
    const marked = isOpen ? bold + piece : piece
    isOpen = marked.split(bold).length % 2 === 0
    return isOpen ? marked + bold : marked
  })
}
