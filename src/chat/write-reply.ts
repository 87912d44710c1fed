/** The end of a turn in rows: what was asked and answered, its files, its buttons, its messages. */
import type { Sql } from '#db/sql.ts'
import { noteFile } from '#domain/stored-files.ts'
import type { Answered } from '#engine/answer.ts'
import { noFile } from '#engine/turn-files.ts'
import type { Log } from '#kit/log.ts'
import { keepChoices, meaningOf } from './choices.ts'
import { type LinkTo, linkerFor } from './file-link.ts'
import type { Choice, FileRef, Outgoing } from './message.ts'
import type { PhotoDeps } from './photos.ts'
import { queueMessages } from './queue.ts'
import { type ChannelLimits, shape } from './reply.ts'
import { storable, storableText } from './storable.ts'

export type WrittenFile = Omit<FileRef, 'id'> & { sha256: string }

export interface Turn {
  question: string
  answered: Answered
  /** Said after the answer, and not remembered. */
  unkept?: string
  files: WrittenFile[]
  startedAt: Date
  now: Date
}

interface Writing {
  orgId: number
  conversation: { id: string; channel: string; account: string }
  turn: Turn
  limits: ChannelLimits
  /** The message to quote, in a group. */
  quotes?: string
  choiceLifetimeMs: number
  linkTo?: LinkTo
}

interface FileStore {
  files: PhotoDeps['files']
  log: Log
}

/**
 * Before the transaction: a file that no row names does no harm, a row without its file does. On a
 * full disk the words go without their files, and say so.
 */
export async function storeFiles(
  { files, log }: FileStore,
  orgId: number,
  answered: Answered,
): Promise<{ answered: Answered; files: WrittenFile[] }> {
  const written: WrittenFile[] = []
  try {
    for (const { name, mime, bytes } of answered.files)
      written.push({ name, mime, sizeBytes: bytes.length, sha256: await files.put(orgId, bytes) })
  } catch (err) {
    log.error({ err, orgId }, 'a file could not be kept')
    return { answered: { ...answered, text: `${answered.text}\n${noFile}` }, files: written }
  }
  return { answered: await withinReach(files, log, orgId, answered), files: written }
}

/** Words that go under a picture go alone where its bytes cannot be had just now. */
async function withinReach(
  files: FileStore['files'],
  log: Log,
  orgId: number,
  answered: Answered,
): Promise<Answered> {
  const { cards = [] } = answered
  if (cards.length === 0) return answered
  try {
    await Promise.all(cards.map(({ sha256 }) => files.get(orgId, sha256)))
    return answered
  } catch (err) {
    log.error({ err, orgId }, 'a picture could not be had')
    return { ...answered, cards: [] }
  }
}

export async function writeReply(sql: Sql, writing: Writing): Promise<void> {
  const { orgId, conversation, turn, limits, quotes, choiceLifetimeMs, linkTo } = writing
  const { turnId, choices } = await rememberTurn(sql, { conversation, turn, choiceLifetimeMs })
  const files: FileRef[] = []
  for (const { name, mime, sizeBytes, sha256 } of turn.files) {
    const id = await noteFile(sql, { name, mime, sizeBytes, sha256, now: turn.now })
    files.push({ id, name, mime, sizeBytes })
  }
  for (const { id, name, mime, sizeBytes } of turn.answered.cards ?? [])
    files.push({ id, name, mime, sizeBytes })
  const text = [turn.answered.text, turn.unkept].filter(Boolean).join('\n')
  const linkOf = linkerFor(linkTo, { orgId, now: turn.now })
  const shaped = shape({ text, files, choices, linkOf }, limits)
  const messages = shaped.map((message, index) =>
    index === 0 ? quoting(message, quotes) : message,
  )
  const { mustNotRepeat } = turn.answered
  await queueMessages(sql, { conversation, messages, turnId, mustNotRepeat, now: turn.now })
}

/** The turn and what its buttons mean. */
export async function rememberTurn(
  sql: Sql,
  {
    conversation,
    turn,
    choiceLifetimeMs,
  }: Pick<Writing, 'conversation' | 'turn' | 'choiceLifetimeMs'>,
): Promise<{ turnId: string; choices: Choice[] }> {
  const { question, answered, startedAt, now } = turn
  const { text, tools, receipts, refused, model, offers } = answered
  const [row] = await sql<{ id: string }[]>`
    insert into turns (org_id, conversation_id, user_id, question, reply, tools, receipts, refused, model,
      started_at, ended_at)
    select org_id, id, user_id, ${storableText(question)}, ${storableText(text)},
      ${sql.json(storable(tools))}::jsonb, ${sql.json(storable(receipts))}::jsonb, ${refused}::boolean, ${model},
      ${startedAt}::timestamptz, ${now}::timestamptz
    from conversations
    where org_id = current_org() and id = ${conversation.id}
    returning id`
  const choices = await keepChoices(sql, {
    conversationId: conversation.id,
    turnId: row!.id,
    offers: offers.map((offer) => ({ ...offer, meaning: meaningOf(offer) })),
    now,
    lifetimeMs: choiceLifetimeMs,
  })
  return { turnId: row!.id, choices }
}

function quoting(message: Outgoing, repliesTo: string | undefined): Outgoing {
  return message.is === 'text' && repliesTo ? { ...message, repliesTo } : message
}
