/** A signed body as text and as JSON. What is no JSON, or absurdly deep, is kept as text alone. */

import { parseExactly } from '#channels/exact-json.ts'

/** No platform nests deeper than a few dozen; deeper JSON would exhaust the stack of its readers. */
const depthMax = 100
/** A bare number that `JSON.parse` may round; Telegram's ids are numbers. */
const longNumber = /[:[,]\s*-?\d{16,}/

const utf8 = new TextDecoder()

export function parseBody(bytes: Uint8Array): { text: string; json: unknown | null } {
  const text = utf8.decode(bytes)
  if (depthOf(bytes) > depthMax) return { text, json: null }
  try {
    return { text, json: longNumber.test(text) ? parseExactly(text) : JSON.parse(text) }
  } catch {
    return { text, json: null }
  }
}

const quote = 0x22
const backslash = 0x5c
const openings = { brace: 0x7b, bracket: 0x5b }
const closings = { brace: 0x7d, bracket: 0x5d }

/** How deep brackets nest, those inside strings left out. In UTF-8 no byte of a longer sign is one of these. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (inString) {
      if (byte === backslash) i++
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === openings.brace || byte === openings.bracket)
      deepest = Math.max(deepest, ++depth)
    else if (byte === closings.brace || byte === closings.bracket) depth--
  }
  return deepest
}
