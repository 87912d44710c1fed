/**
 * A person answers: what a customer writes goes to the staff, what staff write goes to the customer,
 * and the house is silent in that chat until it is handed back.
 */
import type { Sql } from '#db/sql.ts'
import {
  beginHandOver,
  endHandOver,
  type HandOver,
  noteAnswer,
  takeHandOver,
} from '#domain/hand-overs.ts'
import type { Actor } from '#domain/identity.ts'
import { noteFile, type StoredFile } from '#domain/stored-files.ts'
import type { CareAct } from './care-act.ts'
import type { RoadLimits } from './limits.ts'
import type { FileRef } from './message.ts'
import { queueMessages } from './queue.ts'
import { type StaffChat, staffChats, tell } from './staff.ts'
import { type TellDeps, tellPerson } from './tell-person.ts'
import type { Way } from './ways.ts'

export interface CareContext {
  actor: Actor
  limits: RoadLimits
  now: Date
}

const scope = 'chats:answer'
const wordsLengthMax = 1_500
const nobodyThere =
  'I could not reach anybody of the team just now. Please try again later; meanwhile I can help with products, prices and your orders.'
const backAgain = 'You are writing with Tillie, the assistant, again.'
const channelNames: Record<string, string> = { whatsapp: 'WhatsApp', telegram: 'Telegram' }

/** Tells the staff. Returns a sentence for the customer when there is nobody to tell, else null. */
export async function askForPerson(
  sql: Sql,
  { conversation, words }: { conversation: { id: string; channel: string }; words: string },
  context: CareContext,
): Promise<string | null> {
  const { actor, now } = context
  const chats = await staffChats(sql, scope)
  if (chats.length === 0) return nobodyThere
  const handOver = await beginHandOver(sql, {
    conversationId: conversation.id,
    userId: actor.userId,
    now,
  })
  const where = channelNames[conversation.channel] ?? 'chat'
  const text = `**${actor.name ?? 'A customer'}** asks for a person (${where}, chat ${handOver}):\n“${cut(words)}”\n\nI am silent there until you hand the chat back. To answer, write: reply ${handOver} and your words.`
  await tell(sql, chats, { text, offers: offers(handOver) }, context)
  return null
}

interface Relayed {
  handOver: HandOver
  /** Of the customer, those beside photos too. */
  words: string
  /** Null: it cannot be shown. */
  photos: readonly (StoredFile | null)[]
}

/** What a customer writes or shows while a person has the chat: to whoever took it, or to all. */
export async function relay(
  sql: Sql,
  { handOver, words, photos }: Relayed,
  deps: TellDeps,
): Promise<void> {
  const taker = handOver.takenBy ? await staffChats(sql, scope, { only: handOver.takenBy }) : []
  const chats = taker.length > 0 ? taker : await staffChats(sql, scope)
  const files: FileRef[] = []
  for (const photo of photos) {
    if (!photo) continue
    const { name, mime, sizeBytes } = photo
    files.push({ id: await noteFile(sql, { ...photo, now: deps.now }), name, mime, sizeBytes })
  }
  const said = words ? `:\n“${cut(words)}”` : ' sends this.'
  const unseen = photos.length - files.length
  const missing =
    unseen > 0 ? `\n(${unseen === 1 ? 'a photo' : `${unseen} photos`} that I cannot show)` : ''
  const text = `**${handOver.customer ?? 'The customer'}** (chat ${handOver.id})${said}${missing}`
  const news = { text, files, offers: offers(handOver.id, handOver.takenBy), isNotice: true }
  await tellPerson(sql, chats as readonly Way[], news, deps)
}

/** Does it and returns the sentence for the one who did. Throws a Refusal when it cannot be done. */
export async function act(sql: Sql, careAct: CareAct, context: CareContext): Promise<string> {
  const { actor, now } = context
  const id = careAct.handOver
  switch (careAct.do) {
    case 'take': {
      const { customer } = await takeHandOver(sql, actor, { id, now })
      await tellOthers(sql, `${nameOf(actor)} answers ${customer ?? 'the customer'} now.`, context)
      return `The chat with ${customer ?? 'the customer'} is yours. Write: reply ${id} and your words.`
    }
    case 'reply': {
      const handOver = await noteAnswer(sql, actor, { id, now })
      await say(sql, handOver, `${nameOf(actor)}: ${careAct.text}`, now)
      return `Sent to ${handOver.customer ?? 'the customer'}.`
    }
    case 'end': {
      const handOver = await endHandOver(sql, actor, { id, now })
      await say(sql, handOver, backAgain, now)
      return `I answer ${handOver.customer ?? 'the customer'} again.`
    }
  }
}

async function say(sql: Sql, { conversationId }: HandOver, text: string, now: Date) {
  const [conversation] = await sql<Omit<StaffChat, 'userId'>[]>`
    select id, channel, account
    from conversations
    where id = ${conversationId}`
  await queueMessages(sql, {
    conversation: conversation!,
    messages: [{ is: 'text', text }],
    mustNotRepeat: true,
    now,
  })
}

async function tellOthers(sql: Sql, text: string, context: CareContext) {
  await tell(sql, await staffChats(sql, scope, { except: context.actor.userId }), { text }, context)
}

function offers(handOver: string, takenBy: string | null = null) {
  const take = { title: 'I take it', meaning: { care: { do: 'take' as const, handOver } } }
  const end = { title: 'Hand back', meaning: { care: { do: 'end' as const, handOver } } }
  return takenBy ? [end] : [take, end]
}

function nameOf({ name }: Actor): string {
  return name ?? 'The team'
}

function cut(words: string): string {
  return words.length <= wordsLengthMax
    ? words
    : `${words.slice(0, wordsLengthMax).toWellFormed()}…`
}
