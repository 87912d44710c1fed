/** The end of a turn in rows: what was asked and answered, its files, its buttons, its messages. */
import type { Sql } from '#db/sql.ts'
import type { Answered } from '#engine/answer.ts'
import { noFile } from '#engine/finish.ts'
import type { Log } from '#kit/log.ts'
import { keepChoices, meaningOf } from './choices.ts'
import type { Choice, FileRef, Outgoing } from './message.ts'
import { queueMessages } from './queue.ts'
import { type ChannelLimits, shape } from './reply.ts'
import { storable, storableText } from './storable.ts'

export type WrittenFile = Omit<FileRef, 'id'> & { sha256: string }

export interface Turn {
  question: string
  answered: Answered
  files: WrittenFile[]
  startedAt: Date
  now: Date
}

interface Writing {
  conversation: { id: string; channel: string; account: string }
  turn: Turn
  limits: ChannelLimits
  /** The message to quote, in a group. */
  quotes?: string
  choiceLifetimeMs: number
}

interface FileStore {
  files: { put(orgId: number, bytes: Uint8Array): Promise<string> }
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
  return { answered, files: written }
}

export async function writeReply(sql: Sql, writing: Writing): Promise<void> {
  const { conversation, turn, limits, quotes, choiceLifetimeMs } = writing
  const { turnId, choices } = await rememberTurn(sql, { conversation, turn, choiceLifetimeMs })
  const files: FileRef[] = []
  for (const file of turn.files) files.push(await insertFile(sql, file, turn.now))
  const shaped = shape({ text: turn.answered.text, files, choices }, limits)
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

async function insertFile(sql: Sql, file: WrittenFile, now: Date): Promise<FileRef> {
  const { sha256, name, mime, sizeBytes } = file
  const [row] = await sql<{ id: string }[]>`
    insert into stored_files (org_id, sha256, name, mime, size_bytes, created_at)
    values (current_org(), ${sha256}, ${name}, ${mime}, ${sizeBytes}, ${now})
    returning id`
  return { id: row!.id, name, mime, sizeBytes }
}

function quoting(message: Outgoing, repliesTo: string | undefined): Outgoing {
  return message.is === 'text' && repliesTo ? { ...message, repliesTo } : message
}
