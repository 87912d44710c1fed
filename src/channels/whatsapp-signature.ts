/** Is this post from Meta? HMAC-SHA256 over the raw bytes, in constant time. */
import { createHmac, timingSafeEqual } from 'node:crypto'

const shape = /^sha256=([0-9a-f]{64})$/i

/** Only the looks of the header, which cost nothing. */
export function looksSigned(header: string | null): boolean {
  return shape.test(header ?? '')
}

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
  const hex = shape.exec(header ?? '')?.[1]
  if (!hex || !appSecret) return false
  const given = Buffer.from(hex, 'hex')
  if (timingSafeEqual(given, hmac(body, appSecret))) return true
  const escaped = escapedAsMetaDoes(body)
  return escaped !== null && timingSafeEqual(given, hmac(escaped, appSecret))
}

function hmac(body: Uint8Array, secret: string): Uint8Array {
  return createHmac('sha256', secret).update(body).digest()
}

/** A stranger's post costs two digests at most, and the second one only up to here. */
const decodedBytesMax = 1024 * 1024

/** null when nothing would change, it is too long, or the bytes are no UTF-8. */
function escapedAsMetaDoes(body: Uint8Array): Uint8Array | null {
  if (body.length > decodedBytesMax) return null
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return null
  }
  return /[/<%@\x80-\uffff]/.test(text) ? withEscapes(text) : null
}

const backslash = 0x5c
const escaped = new Map([
  ['/', '\\/'],
  ['<', '\\u003C'],
  ['%', '\\u0025'],
  ['@', '\\u0040'],
])
/** By character code; a list is the quickest to look into. */
const escapes = Array.from({ length: 0x80 }, (_, code) => {
  return Buffer.from(escaped.get(String.fromCharCode(code)) ?? '')
})
const none = Buffer.alloc(0)
const escapeLengthMax = 6

/** A plain loop: strangers post here, and are to be turned away quickly. */
function withEscapes(text: string): Uint8Array {
  const out = new Uint8Array(text.length * escapeLengthMax)
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const found = code < 0x80 ? escapes[code]! : none
    if (found.length > 0) for (let at = 0; at < found.length; at++) out[length++] = found[at]!
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
