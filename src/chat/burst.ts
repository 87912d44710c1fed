/**
 * A burst is one turn: a picture and its words, an album, and whatever was taken back or corrected
 * before we got to it. Two ordinary texts are two questions, however fast they come.
 */
import type { Kept } from './kept.ts'
import type { Content, Inbound, InboundMessage } from './message.ts'
import type { Taken } from './taking.ts'

export interface Burst {
  /** inbox ids that this turn finishes. */
  ids: string[]
  /** What is to be answered, corrected, oldest first; empty when it was all taken back. */
  messages: InboundMessage[]
}

/** The turn that begins with the head, which is a message. */
export function gather({ head, following }: Taken, gapMs: number): Burst {
  const parts = [head as Kept<InboundMessage>]
  for (const kept of following) {
    if (kept.inbound.kind !== 'message') continue
    if (!belongs(parts.at(-1)!, kept as Kept<InboundMessage>, gapMs)) break
    parts.push(kept as Kept<InboundMessage>)
  }
  // A correction may stand behind the next question; it still belongs to this one.
  const changes = following.filter(({ inbound }) => concerns(inbound, parts))
  return {
    ids: [...parts, ...changes].map(({ id }) => id),
    messages: parts.flatMap(({ inbound }) =>
      corrected(
        inbound,
        changes.map((change) => change.inbound),
      ),
    ),
  }
}

function belongs(before: Kept<InboundMessage>, next: Kept<InboundMessage>, gapMs: number): boolean {
  const gap = next.receivedAt.getTime() - before.receivedAt.getTime()
  const sentGap = next.inbound.sentAt.getTime() - before.inbound.sentAt.getTime()
  const contents = [before.inbound.content, next.inbound.content]
  return (
    Math.abs(gap) <= gapMs &&
    // Platforms tell whole seconds.
    Math.abs(sentGap) <= gapMs + 1_000 &&
    isSameSender(before.inbound, next.inbound) &&
    contents.some(isMedia) &&
    contents.every((content) => isMedia(content) || content.is === 'text')
  )
}

function isMedia(content: Content): boolean {
  return content.is === 'media'
}

function isSameSender(one: InboundMessage, other: InboundMessage): boolean {
  const keys = ['bsuid', 'phone', 'telegramId'] as const
  return keys.every((key) => one.sender[key] === other.sender[key])
}

function concerns(inbound: Inbound, parts: Kept<InboundMessage>[]): boolean {
  if (inbound.kind !== 'edit' && inbound.kind !== 'revoke') return false
  return parts.some((part) => part.inbound.messageId === inbound.of)
}

function corrected(message: InboundMessage, changes: Inbound[]): InboundMessage[] {
  let content: Content | null = message.content
  for (const change of changes) {
    if (change.kind === 'edit' && change.of === message.messageId) content = change.content
    if (change.kind === 'revoke' && change.of === message.messageId) content = null
  }
  return content ? [{ ...message, content }] : []
}
