/** Messages, edits, deletions, reactions and changes of number, as WhatsApp posts them. */
import { z } from 'zod'
import type { Address, Inbound, Sender } from '#chat/message.ts'
import { unreadable } from '#chat/unreadable.ts'
import type { ChangeContext } from './whatsapp-change.ts'
import { contentOf, contentSchema } from './whatsapp-content.ts'
import { key, momentOf, text, timestamp } from './whatsapp-fields.ts'
import { addressOf, bsuidOf, chatOf, phoneOf, senderOf } from './whatsapp-people.ts'

const messageSchema = z.compile(
  contentSchema.extend({
    id: z.string().min(1),
    from: key,
    from_user_id: key,
    group_id: text,
    to: key,
    to_user_id: key,
    timestamp,
    context: z
      .object({
        id: text,
        from: key,
        forwarded: z.boolean().optional().catch(undefined),
        frequently_forwarded: z.boolean().optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
    reaction: z.object({ message_id: z.string(), emoji: text }).optional().catch(undefined),
    edit: z
      .object({ original_message_id: z.string(), message: contentSchema })
      .optional()
      .catch(undefined),
    revoke: z.object({ original_message_id: z.string() }).optional().catch(undefined),
    system: z
      .object({ type: text, wa_id: key, new_wa_id: key, user_id: key, customer: key })
      .optional()
      .catch(undefined),
  }),
)
type Message = z.output<typeof messageSchema>

export function inboundOf(raw: unknown, context: ChangeContext): Inbound[] {
  const message = messageSchema.safeParse(raw).data
  if (!message) return [unreadableOf(raw, context)]
  const sender = senderOf(message.from, message.from_user_id, context.contacts)
  const chat = message.group_id ?? chatOf(sender)
  if (!chat) return [] // Nobody to answer.

  const base = {
    channel: 'whatsapp' as const,
    account: context.account,
    externalId: message.id,
    chat,
    sentAt: momentOf(message.timestamp, context.clock),
  }
  const { system, reaction, edit, revoke } = message
  if (message.type === 'system') return system ? changeOfNumber(message, sender, base) : []
  if (reaction) {
    return [
      { ...base, kind: 'reaction', of: reaction.message_id, emoji: reaction.emoji ?? null, sender },
    ]
  }
  if (edit) {
    return [
      {
        ...base,
        kind: 'edit',
        of: edit.original_message_id,
        sender,
        content: contentOf(edit.message),
      },
    ]
  }
  if (revoke) return [{ ...base, kind: 'revoke', of: revoke.original_message_id }]

  const address: Address = message.group_id ? { chatId: message.group_id } : addressOf(sender)
  return [
    {
      ...base,
      kind: 'message',
      messageId: message.id,
      sender,
      address,
      isGroup: message.group_id !== undefined,
      isForUs: message.group_id === undefined || isSpokenToUs(message, context),
      content: contentOf(message),
      repliesTo: message.context?.id,
      forwarded: message.context?.forwarded || message.context?.frequently_forwarded || undefined,
    },
  ]
}

function unreadableOf(raw: unknown, { account, clock }: ChangeContext): Inbound {
  const reason = 'it is not as WhatsApp describes its messages'
  return unreadable(raw, { channel: 'whatsapp', account, sentAt: clock(), reason })
}

/** What the business wrote in its own WhatsApp app. `chat` is the customer's. */
export function echoOf(raw: unknown, { account, contacts, clock }: ChangeContext): Inbound[] {
  const echo = messageSchema.safeParse(raw).data
  if (!echo || echo.revoke || echo.reaction) return []
  const chat = chatOf(senderOf(echo.to, echo.to_user_id, contacts))
  if (!chat) return []
  return [
    {
      channel: 'whatsapp',
      account,
      externalId: echo.id,
      chat,
      sentAt: momentOf(echo.timestamp, clock),
      kind: 'echo',
      content: contentOf(echo.edit?.message ?? echo),
    },
  ]
}

type Base = Pick<Inbound, 'channel' | 'account' | 'externalId' | 'chat' | 'sentAt'>

/** A new identity key (`customer_identity_changed`) is the same person under the same address. */
function changeOfNumber({ system, from }: Message, sender: Sender, base: Base): Inbound[] {
  if (!system || system.type === 'customer_identity_changed') return []
  // The message may be sent as the old number or name it in `customer`; `wa_id` is the new one.
  const previous: Sender = {
    bsuid: sender.bsuid,
    phone: phoneOf(system.customer) ?? phoneOf(from),
  }
  const current: Sender = {
    bsuid: bsuidOf(system.user_id),
    phone: phoneOf(system.wa_id) ?? phoneOf(system.new_wa_id),
  }
  const isChanged = [current.bsuid, current.phone].some(Boolean) && chatOf(previous)
  return isChanged ? [{ ...base, kind: 'identity', previous, current }] : []
}

/** In a group: a tap, a reply to us, or our number mentioned. */
function isSpokenToUs(message: Message, { ourNumber }: ChangeContext): boolean {
  if (message.button || message.interactive) return true
  if (!ourNumber) return false
  const isReplyToUs = message.context?.from?.replace(/\D/g, '') === ourNumber
  return isReplyToUs || (message.text?.body.includes(`@${ourNumber}`) ?? false)
}
