/** The only markup of our texts: `**bold**` and `` `code` ``, within a line. */

export interface Span {
  is: 'plain' | 'bold' | 'code'
  text: string
}

const marks = /`([^`\n]+)`|\*\*(?=[^\s*])([^\n]*?[^\s*])\*\*/g

export function spansOf(text: string): Span[] {
  const spans: Span[] = []
  let end = 0
  for (const match of text.matchAll(marks)) {
    if (match.index > end) spans.push({ is: 'plain', text: text.slice(end, match.index) })
    const [whole, code, bold] = match
    spans.push(code === undefined ? { is: 'bold', text: bold ?? '' } : { is: 'code', text: code })
    end = match.index + whole.length
  }
  if (end < text.length) spans.push({ is: 'plain', text: text.slice(end) })
  return spans
}

/** The words alone. */
export function withoutMarkup(text: string): string {
  return spansOf(text)
    .map((span) => span.text)
    .join('')
}
