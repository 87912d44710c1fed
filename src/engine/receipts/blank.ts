/** Pieces of a text, and the text without them. */

export interface Span {
  start: number
  end: number
}

/** Of the same length, so that positions stay true; what is blank is neither word nor space. */
export function blank(text: string, spans: readonly Span[]): string {
  let rest = text
  for (const { start, end } of spans)
    rest = rest.slice(0, start) + '\u0000'.repeat(end - start) + rest.slice(end)
  return rest
}
