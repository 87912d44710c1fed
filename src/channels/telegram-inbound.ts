/**
 * Telegram's updates in our words. What people write to the bot, change, tap and react to; who blocked us;
 * groups that moved. Channel posts, business messages (they are the owner's own conversations with others,
 * and an answer would need the connection's id), polls and the rest become nothing.
 *
 * Ids are kept as decimal strings. A number beyond 2^53 has lost digits already when it comes from a plain
 * `JSON.parse`, so that such an update is dropped rather than filed under another person's id;
 * `parseExactly` keeps the digits.
 */
import type { Content, Inbound, Sender } from '#chat/message.ts'
import type { Clock } from '#kit/clock.ts'
import { contentOf } from './telegram-content.ts'
import { type Bot, spokenTo, wordsFor } from './telegram-groups.ts'
import {
  type TelegramMessage,
  type TelegramUser,
  type Update,
  updateSchema,
} from './telegram-update.ts'

/** What we ask Telegram for. */
export const allowedUpdates = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'message_reaction',
] as const

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

function senderOf({ id: telegramId, first_name, last_name }: TelegramUser): Sender {
  return { telegramId, name: [first_name, last_name].filter(Boolean).join(' ') || undefined }
}

function isGroupType(type: string): boolean {
  return type === 'group' || type === 'supergroup'
}

function momentOf(date: number | undefined, clock: Clock): Date {
  return date && date > 0 && date < 8.64e12 ? new Date(date * 1000) : clock()
}
