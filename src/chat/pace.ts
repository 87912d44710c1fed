/**
 * How fast one person may be written to: a steady rate with some room for a burst. A platform's own
 * "too fast" still counts; this keeps us from asking for it.
 */
import type { ChannelName } from './message.ts'

export interface Pace {
  everyMs: number
  burst: number
}

/** WhatsApp: one in 6 s to one person, a burst borrowed from the future. Telegram: about one a second. */
export const paces: Record<ChannelName, Pace> = {
  whatsapp: { everyMs: 6_000, burst: 10 },
  telegram: { everyMs: 1_000, burst: 5 },
}

const recipientsMax = 50_000

export interface Pacer {
  /** 0: may leave now, and is counted. Else how long to wait, and nothing is counted. */
  waitMs(channel: ChannelName, recipient: string): number
}

/** `now` is a monotonic clock in milliseconds. */
export function openPacer(rates: Record<ChannelName, Pace>, now: () => number): Pacer {
  /** When the recipient's borrowed time is paid back, were nothing more to be sent. */
  const paidBackAt = new Map<string, number>()
  return { waitMs }

  function waitMs(channel: ChannelName, recipient: string): number {
    const { everyMs, burst } = rates[channel]
    const at = now()
    const due = Math.max(paidBackAt.get(recipient) ?? at, at)
    const wait = due - at - (burst - 1) * everyMs
    if (wait > 0) return wait
    paidBackAt.delete(recipient)
    paidBackAt.set(recipient, due + everyMs)
    if (paidBackAt.size > recipientsMax) forgetOldest()
    return 0
  }

  function forgetOldest() {
    const oldest = paidBackAt.keys().next()
    if (!oldest.done) paidBackAt.delete(oldest.value)
  }
}
