/** Meta's error codes, and what each means for the message in hand. The code decides, not the title. */
import { GraphApiError } from '@kapso/whatsapp-cloud-api'
import type { Sent } from '#chat/delivery.ts'
import { refusalWords } from '#chat/refusal-words.ts'
import { sentAfterNetworkFault } from './network-fault.ts'

type Pauses = 'account' | 'chat' | 'nothing'

/** One message per 6 seconds to one person, once the burst is spent. */
const pairLimitMs = 6000

/** Throttled, or a passing fault: whom to leave alone for a while. */
const passing = new Map<number, Pauses>([
  [1, 'nothing'], // API unknown
  [2, 'account'], // API service
  [4, 'account'], // the app's call limit
  [613, 'account'], // the app's call limit
  [80007, 'account'], // the WhatsApp account's call limit
  [130429, 'account'], // throughput
  [131000, 'nothing'], // something went wrong
  [131016, 'account'], // service unavailable
  [131056, 'chat'], // pair limit
  [131057, 'account'], // our account is in maintenance
  [133004, 'account'], // server temporarily unavailable
])
const windowClosed = 131047
/** Nobody there: no WhatsApp account, or one that cannot be written to. */
const undeliverable = 131026

export function sentAfterWhatsappFault(error: unknown): Sent {
  if (!(error instanceof GraphApiError)) return sentAfterNetworkFault(error)
  const { code, httpStatus, retry } = error
  const hasMetaCode = isMetaAnswer(error)
  const name = String(hasMetaCode ? code : httpStatus)
  const reason = refusalWords('whatsapp', name)

  if (hasMetaCode && code === windowClosed) return { is: 'window-closed', code: name }
  // A gateway gave up waiting: what is behind it may have sent the message.
  if (!hasMetaCode && httpStatus === 504)
    return { is: 'unknown', reason: 'HTTP 504 from WhatsApp.' }

  const pauses = (hasMetaCode && passing.get(code)) || pausesByStatus(httpStatus)
  if (!pauses) return { is: 'failed', code: name, reason, unreachable: code === undeliverable }
  const afterMs = retry.retryAfterMs ?? (pauses === 'chat' ? pairLimitMs : null)
  return { is: 'retry', afterMs, pauses, code: name, reason }
}

/** Meta's own error object, not a gateway's page or a bare status. */
function isMetaAnswer({ raw }: GraphApiError): boolean {
  const error = (raw as { error?: { code?: unknown } } | undefined)?.error
  return typeof error?.code === 'number'
}

function pausesByStatus(httpStatus: number): Pauses | null {
  if (httpStatus === 429) return 'account'
  return httpStatus >= 500 ? 'nothing' : null
}
