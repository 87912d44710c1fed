/** What people write in tests, and answers as a script gives them. */
import { randomUUID } from 'node:crypto'
import type { Content, InboundMessage, Sender } from '#chat/message.ts'
import type { Answer, Answered } from '#engine/answer.ts'

export const juma: Sender = { phone: '+254700000001', name: 'Juma' }

/** A WhatsApp message from Juma, unless told otherwise. */
export function message(
  what: string | Content,
  more: Partial<InboundMessage> = {},
): InboundMessage {
  const id = randomUUID()
  return {
    channel: 'whatsapp',
    account: 'shop-number',
    externalId: id,
    messageId: id,
    chat: more.sender?.phone ?? more.sender?.telegramId ?? juma.phone!,
    sentAt: new Date(),
    kind: 'message',
    sender: juma,
    address: { phone: more.sender?.phone ?? juma.phone },
    isGroup: false,
    isForUs: true,
    content: typeof what === 'string' ? { is: 'text', text: what } : what,
    ...more,
  }
}

export function answered(text: string, more: Partial<Answered> = {}): Answered {
  return {
    text,
    files: [],
    offers: [],
    tools: [],
    receipts: [],
    refused: false,
    model: 'script',
    ...more,
  }
}

export const echo: Answer = async ({ text }) => answered(`You said: ${text}`)

/** A promise and the hand that settles it. */
export function gate() {
  return Promise.withResolvers<void>()
}
