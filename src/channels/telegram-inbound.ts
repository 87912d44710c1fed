/**
 * Telegram's updates in our words. What people write to the bot, change, tap and react to; who blocked us;
 * groups that moved. Channel posts, business messages (they are the owner's own conversations with others,
 * and an answer would need the connection's id), polls and the rest become nothing.
 *
 * Ids are kept as decimal strings. A number beyond 2^53 has lost digits already when it comes from a plain
 * `JSON.parse`, so that such an update is dropped rather than filed under another person's id;
 * `parseExactly` keeps the digits.
 */
import { z } from 'zod'
import type { Content, Inbound, Sender } from '#chat/message.ts'
import type { Clock } from '#kit/clock.ts'
import { contentOf, contentSchema } from './telegram-content.ts'
import { spokenTo, wordsFor } from './telegram-groups.ts'

export interface Bot {
  id: string
  /** Without the @. Unknown is fine: replies and commands in groups still reach us. */
  username: string | null
}

/** What we ask Telegram for. */
export const allowedUpdates = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'message_reaction',
] as const

const id = z
  .union([z.number().refine(Number.isSafeInteger), z.bigint(), z.string().regex(/^-?\d+$/)])
  .transform(String)
const text = z.string().optional().catch(undefined)
const userSchema = z.object({
  id,
  is_bot: z.boolean().catch(false),
  first_name: text,
  last_name: text,
})
const chatSchema = z.object({ id, type: z.string().catch('private') })
const seconds = z.number().int().optional().catch(undefined)

const messageSchema = contentSchema.extend({
  message_id: id,
  from: userSchema.optional().catch(undefined),
  chat: chatSchema,
  date: seconds,
  edit_date: seconds,
  entities: z.array(z.unknown()).catch([]),
  caption_entities: z.array(z.unknown()).catch([]),
  reply_to_message: z
    .object({ message_id: id, from: userSchema.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  forward_origin: z.unknown().optional(),
  forward_date: z.unknown().optional(),
  is_automatic_forward: z.boolean().optional().catch(undefined),
  migrate_to_chat_id: id.optional().catch(undefined),
  migrate_from_chat_id: id.optional().catch(undefined),
})
export type TelegramMessage = z.output<typeof messageSchema>

const tappedKeyboard = z.object({
  inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: text }))),
})
const updateSchema = z.object({
  // It only tells updates apart: rounding an absurdly large one is better than losing the message.
  update_id: z.union([z.number(), id]).transform(String),
  message: messageSchema.optional().catch(undefined),
  edited_message: messageSchema.optional().catch(undefined),
  callback_query: z
    .object({
      id: z.string(),
      from: userSchema,
      data: z.string(),
      message: z
        .object({
          message_id: id,
          chat: chatSchema,
          reply_markup: tappedKeyboard.optional().catch(undefined),
        })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  my_chat_member: z
    .object({ chat: chatSchema, date: seconds, new_chat_member: z.object({ status: z.string() }) })
    .optional()
    .catch(undefined),
  message_reaction: z
    .object({
      chat: chatSchema,
      message_id: id,
      user: userSchema.optional().catch(undefined),
      date: seconds,
      new_reaction: z.array(z.object({ emoji: text })),
    })
    .optional()
    .catch(undefined),
})
type Update = z.output<typeof updateSchema>
type Base = Pick<Inbound, 'channel' | 'account' | 'externalId'>

/** One update, or a list of them as long polling brings it. */
export function receiveTelegram(raw: unknown, bot: Bot, clock: Clock): Inbound[] {
  const updates: unknown[] = Array.isArray(raw) ? raw : [raw]
  return updates.flatMap((one) => {
    const update = updateSchema.safeParse(one).data
    if (!update) return []
    const externalId = `update:${update.update_id}`
    return inboundOf(update, { channel: 'telegram', account: bot.id, externalId }, bot, clock)
  })
}

function inboundOf(update: Update, base: Base, bot: Bot, clock: Clock): Inbound[] {
  const { message, edited_message: edited, callback_query: tap } = update
  if (message) return messageOf(message, base, bot, clock)
  if (edited) return editOf(edited, base, clock)
  if (tap) return tapOf(tap, base, clock)
  if (update.my_chat_member) return reachableOf(update.my_chat_member, base, clock)
  if (update.message_reaction) return reactionOf(update.message_reaction, base, clock)
  return []
}

function messageOf(message: TelegramMessage, base: Base, bot: Bot, clock: Clock): Inbound[] {
  const { chat, from, migrate_to_chat_id: toChat, migrate_from_chat_id: fromChat } = message
  const filed = { ...base, chat: chat.id, sentAt: momentOf(message.date, clock) }
  if (toChat) return [{ ...filed, kind: 'moved', fromChat: chat.id, toChat }]
  if (fromChat) return [{ ...filed, kind: 'moved', fromChat, toChat: chat.id }]

  const content = contentOf(message)
  // Bots are not answered: two of them would never stop.
  if (!content || !from || from.is_bot || message.is_automatic_forward) return []
  const isGroup = isGroupType(chat.type)
  return [
    {
      ...filed,
      kind: 'message',
      messageId: message.message_id,
      sender: senderOf(from),
      address: { chatId: chat.id },
      isGroup,
      isForUs: !isGroup || spokenTo(message, bot),
      content: wordsFor(content, bot),
      repliesTo: message.reply_to_message?.message_id,
      forwarded: message.forward_origin || message.forward_date ? true : undefined,
    },
  ]
}

function editOf(message: TelegramMessage, base: Base, clock: Clock): Inbound[] {
  const content = contentOf(message)
  const { chat, from, message_id: of } = message
  if (!content || !from || from.is_bot) return []
  const sentAt = momentOf(message.edit_date ?? message.date, clock)
  return [{ ...base, chat: chat.id, sentAt, kind: 'edit', of, sender: senderOf(from), content }]
}

/** The tapped message may be too old to be shown (date 0), or absent: then the tap is answered in private. */
function tapOf(
  { id: callbackId, from, data, message }: NonNullable<Update['callback_query']>,
  base: Base,
  clock: Clock,
): Inbound[] {
  if (from.is_bot) return []
  const chatId = message?.chat.id ?? from.id
  const buttons = message?.reply_markup?.inline_keyboard.flat() ?? []
  const title = buttons.find((button) => button.callback_data === data)?.text ?? ''
  const content: Content = { is: 'tap', token: data, title, callbackId }
  return [
    {
      ...base,
      chat: chatId,
      sentAt: clock(), // A tap carries no time of its own.
      kind: 'message',
      messageId: message?.message_id ?? '0',
      sender: senderOf(from),
      address: { chatId },
      isGroup: isGroupType(message?.chat.type ?? 'private'),
      isForUs: true,
      content,
    },
  ]
}

function reachableOf(
  { chat, date, new_chat_member }: NonNullable<Update['my_chat_member']>,
  base: Base,
  clock: Clock,
): Inbound[] {
  if (chat.type === 'channel') return []
  const isReachable = !['kicked', 'left'].includes(new_chat_member.status)
  const sentAt = momentOf(date, clock)
  return [{ ...base, chat: chat.id, sentAt, kind: 'reachable', isReachable }]
}

/** A paid or custom reaction has no character of its own, and says nothing to us. */
function reactionOf(
  { chat, message_id: of, user, date, new_reaction }: NonNullable<Update['message_reaction']>,
  base: Base,
  clock: Clock,
): Inbound[] {
  const emoji = new_reaction.find((reaction) => reaction.emoji)?.emoji ?? null
  if (!emoji && new_reaction.length > 0) return []
  const sentAt = momentOf(date, clock)
  const sender = user ? senderOf(user) : {}
  return [{ ...base, chat: chat.id, sentAt, kind: 'reaction', of, emoji, sender }]
}

function senderOf({ id: telegramId, first_name, last_name }: z.output<typeof userSchema>): Sender {
  return { telegramId, name: [first_name, last_name].filter(Boolean).join(' ') || undefined }
}

function isGroupType(type: string): boolean {
  return type === 'group' || type === 'supergroup'
}

function momentOf(date: number | undefined, clock: Clock): Date {
  return date && date > 0 && date < 8.64e12 ? new Date(date * 1000) : clock()
}
