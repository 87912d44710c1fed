/**
 * Text of strangers without the characters that only do harm: controls, which steer terminals, and
 * the marks that turn the reading direction of all that follows, so that £10 would be shown as 01£.
 * Line breaks, tabs and the marks that belong to right-to-left writing stay.
 */
const harmful = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u
const everyHarmful = new RegExp(harmful, 'gu')

export function harmless(text: string): string {
  return harmful.test(text) ? text.replaceAll(everyHarmful, '') : text
}

/** The same in one line, so that what is quoted in a list cannot look like more of the list. */
export function oneLine(text: string): string {
  return harmless(text).replace(/\s+/g, ' ').trim()
}
