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

function hmac(body: Uint8Array | string, secret: string): Uint8Array {
  return createHmac('sha256', secret).update(body).digest()
}

const metaEscapes: Record<string, string> = {
  '/': '\\/',
  '<': '\\u003C',
  '%': '\\u0025',
  '@': '\\u0040',
}

/** null when nothing would change, or the bytes are no UTF-8. */
function escapedAsMetaDoes(body: Uint8Array): string | null {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return null
  }
  // An escape that is already there (`\/`, `\\`) is kept as a pair.
  const escaped = text.replace(/\\[\s\S]|[/<%@]|[^\0-\x7f]/g, (found) => {
    if (found.startsWith('\\')) return found
    return metaEscapes[found] ?? `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return escaped === text ? null : escaped
}
