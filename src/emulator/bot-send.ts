/** The bot's messages: sent, edited, and shown on the person's phone. */

import { type Call, fileOf } from './bot-call.ts'
import { BotError, tooMany } from './bot-error.ts'
import { firstId, messageOf } from './bot-message.ts'
import { buttonsOf, readKeyboard, readText } from './bot-text.ts'
import { openBuckets } from './bucket.ts'
import type { Bubble, BubbleMedia, Chat } from './chats.ts'
import { bubbleMedia } from './graph-bubble.ts'
import { isJpeg, isPng, type Media } from './media.ts'
import type { Persona } from './personas.ts'
import type { World } from './world.ts'

const megabyte = 1024 * 1024
const sizeMax = { image: 10 * megabyte, document: 50 * megabyte }
const sidesMax = 10_000
const ratioMax = 20
/** About one message a second to a chat, in bursts; thirty a second to everybody. */
const chatLimit = { burst: 20, everyMs: 1_000 }
const botLimit = { burst: 30, everyMs: 1_000 / 30 }
const actions = ['typing', 'upload_photo', 'upload_document', 'record_voice', 'choose_sticker']
const typingMs = 5_000
const nothing = { text: '', entities: [], buttons: undefined, media: undefined }

export function openBotSending(world: World) {
  const { chats, clock } = world
  const chatWaitMs = openBuckets(world, chatLimit)
  const botWaitMs = openBuckets(world, botLimit)
  let lastMessageId = firstId()

  return {
    sendMessage,
    sendPhoto: (call: Call) => sendFile(call, 'photo', 'image'),
    sendDocument: (call: Call) => sendFile(call, 'document', 'document'),
    sendChatAction,
    editMessageText,
    editMessageReplyMarkup,
    deleteMessage,
    newMessageId,
    personOf,
  }

  function newMessageId(): string {
    lastMessageId += 1
    return String(lastMessageId)
  }

  function sendMessage({ fields }: Call) {
    const { person, chat } = receiverOf(fields)
    const words = readText(fields, 'text')
    if (!words.text) throw new BotError(400, 'message text is empty')
    return put(person, chat, fields, words)
  }

  async function sendFile(call: Call, field: string, kind: BubbleMedia['kind']) {
    const { person, chat } = receiverOf(call.fields)
    const words = readText(call.fields, 'caption')
    const given = fileOf(call, field)
    const file = given instanceof File ? await keep(given, kind) : known(given.id)
    const media = bubbleMedia(kind, file)
    return put(person, chat, call.fields, { ...words, media })
  }

  function sendChatAction({ fields }: Call) {
    const { person } = receiverOf(fields)
    if (!actions.includes(String(fields.action)))
      throw new BotError(400, 'wrong parameter action in request')
    chats.tell({ is: 'typing', channel: 'telegram', role: person.role, forMs: typingMs })
    return true
  }

  function editMessageText({ fields }: Call) {
    const { person, chat, bubble } = own(fields)
    if (bubble.media) throw new BotError(400, 'there is no text in the message to edit')
    const words = readText(fields, 'text')
    if (!words.text) throw new BotError(400, 'message text is empty')
    return change(person, chat, bubble, { ...words, ...buttonsOf(readKeyboard(fields)) })
  }

  function editMessageReplyMarkup({ fields }: Call) {
    const { person, chat, bubble } = own(fields)
    return change(person, chat, bubble, buttonsOf(readKeyboard(fields)))
  }

  function deleteMessage({ fields }: Call) {
    const { chat, bubble } = own(fields)
    chats.change(chat, bubble, { ...nothing, isDeleted: true })
    return true
  }

  function put(person: Persona, chat: Chat, fields: Call['fields'], part: Partial<Bubble>) {
    const keyboard = buttonsOf(readKeyboard(fields))
    const repliesTo = quoted(chat, fields)
    const waitMs = chatWaitMs(person.telegramChatId) || botWaitMs('')
    if (waitMs > 0) throw tooMany(Math.ceil(waitMs / 1000))
    const bubble: Bubble = {
      id: newMessageId(),
      from: 'shop',
      at: clock().toISOString(),
      tick: 'sent',
      ...part,
      ...keyboard,
      ...(repliesTo && { repliesTo }),
    }
    chats.add(chat, bubble)
    return messageOf(world, person, bubble)
  }

  function change(person: Persona, chat: Chat, bubble: Bubble, to: Partial<Bubble>) {
    const isSame = Object.entries(to).every(
      ([key, value]) => JSON.stringify(value) === JSON.stringify(bubble[key as keyof Bubble]),
    )
    if (isSame)
      throw new BotError(
        400,
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      )
    chats.change(chat, bubble, to)
    return messageOf(world, person, bubble)
  }

  function receiverOf(fields: Call['fields']): { person: Persona; chat: Chat } {
    if (fields.chat_id === undefined) throw new BotError(400, 'chat_id is empty')
    const person = personOf(String(fields.chat_id))
    if (!person) throw new BotError(400, 'chat not found')
    const chat = chats.of('telegram', person.role)
    if (chat.isBlocked) throw new BotError(403, 'bot was blocked by the user')
    return { person, chat }
  }

  function personOf(chatId: string): Persona | undefined {
    return world.personas.find(({ telegramChatId }) => telegramChatId === chatId)
  }

  function own(fields: Call['fields']) {
    const { person, chat } = receiverOf(fields)
    const bubble = chat.bubbles.find(({ id }) => id === String(fields.message_id))
    if (!bubble) throw new BotError(400, 'message to edit not found')
    if (bubble.from !== 'shop') throw new BotError(400, "message can't be edited")
    return { person, chat, bubble }
  }

  function quoted(chat: Chat, fields: Call['fields']): string | undefined {
    const reply = Object(fields.reply_parameters)
    const id = reply.message_id ?? fields.reply_to_message_id
    if (id === undefined || chat.bubbles.some((bubble) => bubble.id === String(id)))
      return id === undefined ? undefined : String(id)
    if (reply.allow_sending_without_reply || fields.allow_sending_without_reply) return undefined
    throw new BotError(400, 'message to be replied not found')
  }

  async function keep(file: File, kind: BubbleMedia['kind']): Promise<Media> {
    if (file.size === 0) throw new BotError(400, 'file must be non-empty')
    if (file.size > sizeMax[kind]) throw new BotError(413, 'Request Entity Too Large')
    const bytes = new Uint8Array(await file.arrayBuffer())
    if (kind === 'image' && !isPng(bytes) && !isJpeg(bytes))
      throw new BotError(400, 'IMAGE_PROCESS_FAILED')
    const mime = kind === 'image' ? (isPng(bytes) ? 'image/png' : 'image/jpeg') : mimeOf(file)
    const media = world.media.keep({ bytes, name: file.name, mime })
    const { width = 1, height = 1 } = media
    const isTooWide = width + height > sidesMax
    if (isTooWide || Math.max(width / height, height / width) > ratioMax)
      throw new BotError(400, 'PHOTO_INVALID_DIMENSIONS')
    return media
  }

  function known(id: string): Media {
    const file = world.media.get(id)
    if (file) return file
    throw new BotError(400, 'wrong file identifier/HTTP URL specified')
  }
}

/** Telegram looks at the name where the upload does not say. */
function mimeOf({ type, name }: File): string {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? ''
  const known: Record<string, string> = {
    pdf: 'application/pdf',
    csv: 'text/csv',
    txt: 'text/plain',
    zip: 'application/zip',
    png: 'image/png',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }
  const isTold = type !== '' && type !== 'application/octet-stream'
  return isTold ? type : (known[extension] ?? 'application/octet-stream')
}
