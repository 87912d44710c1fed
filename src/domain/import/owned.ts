/**
 * A cell is a window on the text that it was cut from, and holds all of it in memory. What outlives
 * its batch is copied out.
 */
export function owned(text: string): string {
  return text.length < shortLength ? text : Buffer.from(text).toString()
}

/** V8 copies shorter ones of itself. */
const shortLength = 13
