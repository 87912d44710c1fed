/** A signed body as text and as JSON. What is no JSON, or absurdly deep, is kept as text alone. */

import { parseExactly } from '#channels/exact-json.ts'

/** No platform nests deeper than a few dozen; deeper JSON would exhaust the stack of its readers. */
const depthMax = 100
/** A bare number that `JSON.parse` may round; Telegram's ids are numbers. */
const longNumber = /[:[,]\s*-?\d{16,}/

export function parseBody(bytes: Uint8Array): { text: string; json: unknown | null } {
  const text = new TextDecoder().decode(bytes)
  if (depthOf(text) > depthMax) return { text, json: null }
  try {
    return { text, json: longNumber.test(text) ? parseExactly(text) : JSON.parse(text) }
  } catch {
    return { text, json: null }
  }
}

/** How deep brackets nest, those inside strings left out. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (inString) {
      if (character === '\\') i++
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth)
    else if (character === '}' || character === ']') depth--
  }
  return deepest
}
