/** A kept message as it comes back from the inbox: dates are dates again. */
import type { Inbound } from './message.ts'

export interface Kept<Message extends Inbound = Inbound> {
  /** inbox.id */
  id: string
  inbound: Message
  receivedAt: Date
}

export function revive(kept: Kept): Kept {
  const { id, inbound, receivedAt } = kept
  return {
    id,
    inbound: { ...inbound, sentAt: new Date(inbound.sentAt) },
    receivedAt: new Date(receivedAt),
  }
}
