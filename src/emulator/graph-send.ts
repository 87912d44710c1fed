/** A message that Meta took: it stands on the person's phone, and statuses tell how it fares. */
import { setTimeout as sleep } from 'node:timers/promises'
import { openBuckets } from './bucket.ts'
import type { Bubble, Chat } from './chats.ts'
import { bubbleOf } from './graph-bubble.ts'
import { GraphError } from './graph-error.ts'
import type { GraphMessage, ReadMark } from './graph-message.ts'
import { newWamid, type Status, statusWebhook, waId } from './graph-webhooks.ts'
import type { Persona } from './personas.ts'
import type { World } from './world.ts'

const windowMs = 24 * 3_600_000
const typingMs = 25_000
/** One message in six seconds; up to 45 may be borrowed at once. */
const pairLimit = { burst: 45, everyMs: 6_000 }

export function openSending(world: World) {
  const { chats, clock } = world
  const pairWaitMs = openBuckets(world, pairLimit)
  const tracked = new Map<string, Omit<Status, 'state' | 'error'>>()

  return { send, mark, readAll }

  function send(message: GraphMessage) {
    const person = recipientOf(world, message)
    const chat = chats.of('whatsapp', person.role)
    const id = newWamid()
    if (message.type === 'reaction') react(message.reaction)
    else {
      const bubble = bubbleOf(world, id, message)
      if (message.type !== 'template') checkWindow(chat)
      checkPair(person)
      chats.add(chat, bubble)
      const isTemplate = message.type === 'template'
      tracked.set(id, { id, correlation: message.biz_opaque_callback_data, isTemplate })
      void report(person, chat, bubble)
    }
    return {
      messaging_product: 'whatsapp',
      contacts: [
        {
          input: message.to ?? message.recipient,
          wa_id: waId(person.phone),
          user_id: person.bsuid,
        },
      ],
      messages: [{ id, ...(message.type === 'template' && { message_status: 'accepted' }) }],
    }
  }

  /** Marks the person's message and the ones before it as read; shows "typing…" when asked. */
  function mark({ message_id, typing_indicator }: ReadMark) {
    const place = chats.find('whatsapp', message_id)
    if (place?.bubble.from !== 'person')
      throw new GraphError(131009, `message_id ${message_id} is not a message from a person.`)
    const { chat, bubble } = place
    for (const earlier of chat.bubbles) {
      if (earlier.from === 'person' && earlier.tick !== 'read' && earlier.tick !== 'failed')
        chats.change(chat, earlier, { tick: 'read' })
      if (earlier === bubble) break
    }
    if (typing_indicator)
      chats.tell({ is: 'typing', channel: 'whatsapp', role: chat.role, forMs: typingMs })
    return { success: true }
  }

  /** The person looks at the chat: what was delivered is read. */
  function readAll(person: Persona): void {
    const chat = chats.of('whatsapp', person.role)
    for (const bubble of chat.bubbles)
      if (bubble.from === 'shop' && bubble.tick === 'delivered')
        void step(person, chat, bubble, 'read')
  }

  async function report(person: Persona, chat: Chat, bubble: Bubble): Promise<void> {
    if (!(await step(person, chat, bubble, 'sent'))) return
    if (chat.isBlocked) return void (await step(person, chat, bubble, 'failed'))
    if (!(await step(person, chat, bubble, 'delivered'))) return
    if (world.isLookedAt(person.role) && bubble.tick === 'delivered')
      await step(person, chat, bubble, 'read')
  }

  async function step(person: Persona, chat: Chat, bubble: Bubble, state: Status['state']) {
    await sleep(world.stateMs, undefined, { signal: world.closing, ref: false }).catch(() => {})
    const known = tracked.get(bubble.id)
    if (world.closing.aborted || !known || bubble.tick === 'read') return false
    chats.change(chat, bubble, { tick: state })
    if (state === 'read' || state === 'failed') tracked.delete(bubble.id)
    const error = state === 'failed' ? 131026 : undefined
    return world.post(statusWebhook(world, person, { ...known, state, error }))
  }

  function react({ message_id, emoji }: { message_id: string; emoji: string }): void {
    const place = chats.find('whatsapp', message_id)
    if (!place) throw new GraphError(131009, `message_id ${message_id} is not known.`)
    chats.change(place.chat, place.bubble, { reaction: emoji || undefined })
  }

  function checkWindow({ heardAt }: Chat): void {
    if (heardAt && clock().getTime() - heardAt.getTime() < windowMs) return
    throw new GraphError(
      131047,
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
    )
  }

  function checkPair({ phone }: Persona): void {
    if (pairWaitMs(phone) > 0)
      throw new GraphError(
        131056,
        'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
      )
  }
}

/** `to` wins when both are given. The account is a test one: only the personas may be written to. */
function recipientOf({ personas }: World, { to, recipient }: GraphMessage): Persona {
  if (to && !/^\+?[\d\s()-]{6,20}$/.test(to))
    throw new GraphError(131009, `to: "${to}" is not a phone number.`)
  const person = personas.find(({ phone, bsuid }) =>
    to ? waId(phone) === waId(to) : bsuid === recipient,
  )
  if (!person) throw new GraphError(131030, 'Add recipient phone number to recipient list.')
  return person
}
