/** Is this post from Meta? HMAC-SHA256 over the raw bytes, in constant time. */
import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * `header` is X-Hub-Signature-256; its hex may be in either case, and a doubled header is refused.
 * Meta signs an escaped form of the JSON. Where a proxy on the way has decoded the escapes, the
 * bytes no longer match, so the escaped form is tried second: it parses to the same JSON.
 */
export function isSignedByMeta(
  header: string | null,
  body: Uint8Array,
  appSecret: string | null,
): boolean {
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1]
  if (!hex || !appSecret) return false
  const given = Buffer.from(hex, 'hex')
  if (timingSafeEqual(given, hmac(body, appSecret))) return true
  const escaped = escapedAsMetaDoes(body)
  return escaped !== null && timingSafeEqual(given, hmac(escaped, appSecret))
}

function hmac(body: Uint8Array, secret: string): Uint8Array {
  return createHmac('sha256', secret).update(body).digest()
}

/** null when nothing would change, or the bytes are no UTF-8. */
function escapedAsMetaDoes(body: Uint8Array): Uint8Array | null {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return null
  }
  const escaped = withEscapes(text)
  return escaped.length === body.length ? null : escaped
}

const backslash = 0x5c
const asciiEscapes = new Map(
  [
    ['/', '\\/'],
    ['<', '\\u003C'],
    ['%', '\\u0025'],
    ['@', '\\u0040'],
  ].map(([found, escaped]) => [found!.charCodeAt(0), escaped!]),
)
const escapeLengthMax = 6

/** A plain loop: strangers may post 3 MB here, and are to be turned away quickly. */
function withEscapes(text: string): Buffer {
  const out = Buffer.allocUnsafe(text.length * escapeLengthMax)
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const escaped = asciiEscapes.get(code)
    if (escaped) length += out.write(escaped, length, 'latin1')
    else if (code > 0x7f) {
      out[length++] = backslash
      out[length++] = 0x75 // u
      for (let shift = 12; shift >= 0; shift -= 4) out[length++] = hexDigit((code >> shift) & 0xf)
    } else {
      out[length++] = code
      // An escape that is already there (`\/`, `\\`) is kept as a pair.
      if (code === backslash && text.charCodeAt(i + 1) < 0x80) out[length++] = text.charCodeAt(++i)
    }
  }
  return out.subarray(0, length)
}

function hexDigit(value: number): number {
  return value < 10 ? 0x30 + value : 0x57 + value
}
