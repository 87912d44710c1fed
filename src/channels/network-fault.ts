/** When no answer came: was the request never sent, or may the platform have acted on it? */
import type { Sent } from '#chat/delivery.ts'

/** Nothing of the request had been written when these were raised. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])
const causesMax = 5

/** The reason holds an error code only: messages of network errors may carry an address. */
export function sentAfterNetworkFault(error: unknown): Sent {
  const code = codeOf(error)
  if (code && neverSent.has(code)) {
    const reason = `The platform could not be reached (${code}).`
    return { is: 'retry', afterMs: null, pauses: 'account', code, reason }
  }
  return { is: 'unknown', reason: `No answer came from the platform (${code ?? nameOf(error)}).` }
}

/** A safe word for a log line. */
export function faultWord(error: unknown): string {
  return codeOf(error) ?? nameOf(error)
}

/** The system's error code, which fetch hides in `cause`, and "happy eyeballs" in `errors`. */
function codeOf(error: unknown): string | undefined {
  let current = error
  for (let depth = 0; depth < causesMax && isRecord(current); depth++) {
    if (typeof current.code === 'string') return current.code
    current = current.cause ?? (Array.isArray(current.errors) ? current.errors[0] : undefined)
  }
  return undefined
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'fault'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
