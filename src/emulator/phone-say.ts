/** What a person does on the phone, as the platform would tell the shop of it. */
import { randomInt } from 'node:crypto'
import type { ChannelName } from '#chat/message.ts'
import type { Role } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { messageOf, userOf } from './bot-message.ts'
import type { Updates } from './bot-updates.ts'
import type { Bubble, Chat } from './chats.ts'
import { bubbleMedia } from './graph-bubble.ts'
import { messageWebhook, newWamid } from './graph-webhooks.ts'
import { type Persona, shopNumber } from './personas.ts'
import type { World } from './world.ts'

const textLengthMax = 4096
/** Taps whose spinner may still be ended. */
const tapsMax = 200

export interface Said {
  persona: Role
  channel: ChannelName
  text?: string
  /** A button or list row of a message from the shop. */
  tap?: { message: string; id: string }
  file?: { bytes: Uint8Array; name: string; mime: string }
}

export interface PhoneParts {
  updates: Updates
  newTelegramId: () => string
}

export function openSpeech(world: World, { updates, newTelegramId }: PhoneParts) {
  const { chats, clock } = world
  const taps = new Map<string, { chat: Chat; bubble: Bubble }>()

  return { say, answerTap }

  /** Puts it on the phone at once, then posts it; `taken` is whether Tillie answered 2xx. */
  function say(said: Said): { id: string; taken: Promise<boolean> } {
    const person = world.personas.find(({ role }) => role === said.persona)
    if (!person) throw new Refusal(`persona: nobody here is "${said.persona}".`)
    const chat = chats.of(said.channel, person.role)
    chat.heardAt = clock()
    if (said.tap) return tap(person, chat, said.tap)

    const text = said.text?.trim()
    if (!text && !said.file) throw new Refusal('text: write something, or attach a picture.')
    if (text && text.length > textLengthMax)
      throw new Refusal(`text: at most ${textLengthMax} characters.`)
    const bubble = newBubble(chat, text)
    const sha256 = said.file && attach(bubble, said.file)
    chats.add(chat, bubble)
    const taken =
      chat.channel === 'telegram'
        ? updates.push(person, { message: messageOf(world, person, bubble) })
        : world.post(messageWebhook(world, person, whatsappMessage(bubble, sha256)))
    return { id: bubble.id, taken: settle(chat, bubble, taken) }
  }

  function tap(person: Persona, chat: Chat, { message, id }: NonNullable<Said['tap']>) {
    const bubble = chat.bubbles.find((bubble) => bubble.id === message)
    const button = bubble?.buttons?.flat().find((button) => button.id === id && !button.url)
    const row = bubble?.list?.sections.flatMap(({ rows }) => rows).find((row) => row.id === id)
    if (!bubble || !(button ?? row)) throw new Refusal('tap: there is no such button.')
    if (chat.channel === 'telegram') return callback(person, chat, bubble, id)

    const { title } = (button ?? row)!
    const answer: Bubble = { ...newBubble(chat, title), repliesTo: bubble.id }
    chats.add(chat, answer)
    const content = bubble.isTemplate
      ? { type: 'button', button: { payload: id, text: title } }
      : { type: 'interactive', interactive: reply(title, id, row) }
    const context = { from: shopNumber, id: bubble.id }
    const taken = world.post(messageWebhook(world, person, { id: answer.id, context, ...content }))
    return { id: answer.id, taken: settle(chat, answer, taken) }
  }

  /** Telegram says nothing in the chat; the button turns until the bot answers the query. */
  function callback(person: Persona, chat: Chat, bubble: Bubble, data: string) {
    const id = String(randomInt(2 ** 47))
    taps.set(id, { chat, bubble })
    if (taps.size > tapsMax) taps.delete(taps.keys().next().value!)
    chats.change(chat, bubble, { waitsFor: data })
    const query = { id, from: userOf(person), message: messageOf(world, person, bubble), data }
    const taken = updates.push(person, {
      callback_query: { ...query, chat_instance: `-${person.telegramId}` },
    })
    void taken.then((isTaken) => !isTaken && chats.change(chat, bubble, { waitsFor: undefined }))
    return { id, taken }
  }

  function answerTap(id: string, text: string): boolean {
    const tapped = taps.get(id)
    if (!tapped) return false
    taps.delete(id)
    chats.change(tapped.chat, tapped.bubble, { waitsFor: undefined })
    if (text) chats.tell({ is: 'toast', channel: 'telegram', role: tapped.chat.role, text })
    return true
  }

  function newBubble({ channel }: Chat, text: string | undefined): Bubble {
    const id = channel === 'telegram' ? newTelegramId() : newWamid()
    const at = clock().toISOString()
    return { id, from: 'person', at, tick: 'sent', ...(text && { text }) }
  }

  function attach(bubble: Bubble, file: NonNullable<Said['file']>): string {
    const media = world.media.keep(file, 'inbound')
    const isImage = ['image/png', 'image/jpeg'].includes(file.mime)
    bubble.media = bubbleMedia(isImage ? 'image' : 'document', media)
    return media.sha256
  }

  async function settle(chat: Chat, bubble: Bubble, taken: Promise<boolean>): Promise<boolean> {
    const isTaken = await taken
    if (world.closing.aborted) return isTaken
    if (isTaken && bubble.tick === 'sent') chats.change(chat, bubble, { tick: 'delivered' })
    if (!isTaken)
      chats.change(chat, bubble, { tick: 'failed', trouble: 'Tillie did not take this message.' })
    return isTaken
  }
}

function whatsappMessage({ id, text, media }: Bubble, sha256: string | undefined) {
  if (!media) return { id, type: 'text', text: { body: text } }
  const file = {
    ...(text && { caption: text }),
    ...(media.kind === 'document' && { filename: media.name }),
    mime_type: media.mime,
    sha256,
    id: media.id,
  }
  return { id, type: media.kind, [media.kind]: file }
}

function reply(title: string, id: string, row: { description?: string } | undefined) {
  if (!row) return { type: 'button_reply', button_reply: { id, title } }
  const { description } = row
  return { type: 'list_reply', list_reply: { id, title, ...(description && { description }) } }
}
