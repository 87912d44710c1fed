/** News for one person, who did not ask just now: shaped for each of their chats and put into the outbox. */
import type { Sql } from '#db/sql.ts'
import { keepChoices, type Meaning } from './choices.ts'
import type { FileRef, Knock, Outgoing } from './message.ts'
import { queueMessages } from './queue.ts'
import { type ChannelLimits, shape } from './reply.ts'
import type { Way } from './ways.ts'

export interface News {
  text: string
  files?: FileRef[]
  offers?: { title: string; meaning: Meaning }[]
  /** Its own failure is not told to the owner. */
  isNotice?: boolean
  mustNotRepeat?: boolean
  /** The template that goes instead where WhatsApp's window is closed; the text follows when they write. */
  knock?: Knock
}

export interface TellDeps {
  limitsOf(channel: Way['channel']): ChannelLimits
  choiceLifetimeMs: number
  linkOf?(file: FileRef): string
  now: Date
}

/** The ids of its messages in the outbox. */
export async function tellPerson(
  sql: Sql,
  ways: readonly Way[],
  { text, files = [], offers = [], isNotice = false, mustNotRepeat, knock }: News,
  { limitsOf, choiceLifetimeMs, linkOf, now }: TellDeps,
): Promise<string[]> {
  const queued: string[] = []
  for (const way of ways) {
    const choices = await keepChoices(sql, {
      conversationId: way.id,
      turnId: null,
      offers,
      now,
      lifetimeMs: choiceLifetimeMs,
    })
    const shaped = shape({ text, files, choices, linkOf }, limitsOf(way.channel))
    const messages = shaped.map((message, at) =>
      at === 0 && knock ? knocking(message, knock) : message,
    )
    const purpose = isNotice ? ('notice' as const) : ('reply' as const)
    queued.push(
      ...(await queueMessages(sql, { conversation: way, messages, purpose, mustNotRepeat, now })),
    )
  }
  return queued
}

function knocking(message: Outgoing, knock: Knock): Outgoing {
  return message.is === 'text' ? { ...message, knock } : message
}
