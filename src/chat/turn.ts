/**
 * A turn: who asks, what was said before, the answer, and then everything that follows from it in one
 * transaction. No transaction is open while the answer is made.
 */
import type { Db, Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import type { Describer } from '#domain/pictures/describer.ts'
import type { Eye } from '#domain/pictures/eye.ts'
import type { StoredFile } from '#domain/stored-files.ts'
import type { Answer, Answered } from '#engine/answer.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { Timers } from '#kit/timers.ts'
import { askWithPhotos } from './ask-with-photos.ts'
import { type Burst, gather } from './burst.ts'
import type { RoadChannel } from './delivery.ts'
import { noteEvent } from './events.ts'
import { within } from './fault.ts'
import type { LinkTo } from './file-link.ts'
import { finish } from './finish.ts'
import type { RoadLimits } from './limits.ts'
import type { ChannelName, InboundMessage, MediaRef } from './message.ts'
import { type Opened, openTurn } from './open-turn.ts'
import type { PhotoDeps } from './photos.ts'
import { photosToRelay } from './relay-photos.ts'
import { plainly, saying, settle } from './settle.ts'
import type { Taken } from './taking.ts'
import { putAside } from './unreadable.ts'
import { storeFiles, type WrittenFile, writeReply } from './write-reply.ts'

export interface TurnDeps {
  db: Db
  answer: Answer
  files: PhotoDeps['files']
  eye?: Eye
  describer?: Describer | null
  channels: Partial<Record<ChannelName, RoadChannel>>
  clock: Clock
  timers: Timers
  limits: RoadLimits
  /** Where the pages are that people sign in to; null when nobody knows. */
  pagesUrl?: string | null
  linkTo?: LinkTo
  log: Log
}

const onlyInPrivate = 'I give business figures only in a private chat. Please write to me there.'

/** Ends with the message done; throws when it is to be tried again. */
export async function takeTurn(deps: TurnDeps, taken: Taken): Promise<void> {
  const { db, limits, clock, timers } = deps
  const { inbound } = taken.head
  if (inbound.kind === 'unreadable') return putAside(db, taken, inbound.reason)
  if (inbound.kind !== 'message') return noteEvent(db, taken, clock())
  const burst = gather(taken, limits.burstGapMs)
  const message = burst.messages.find(({ isForUs }) => isForUs)
  if (!message) return passOver(db, taken, burst)

  const now = clock()
  // What a crash undoes here is done again, since the message is not finished; nobody waits for the disk.
  const opened = await db.asOrg(
    taken.orgId,
    (sql) =>
      openTurn(sql, { messages: burst.messages, quietMsMax: limits.handOverQuietMsMax, now }),
    { isLazy: true },
  )
  for (const { content } of burst.messages)
    if (content.is === 'tap' && content.callbackId)
      void deps.channels[message.channel]?.acknowledgeTap(content.callbackId)

  const answer = await within(timers, limits.turnMsMax, answerTo(deps, { opened, message, now }))
  const relayed = await within(
    timers,
    limits.turnMsMax,
    photosFor(deps, taken.orgId, opened, message),
  )
  const written = await storeFiles(deps, taken.orgId, answer)
  await endTurn(deps, { taken, burst, message, opened, relayed, ...written, startedAt: now })
}

async function passOver(db: Db, taken: Taken, burst: Burst) {
  const reason = burst.messages.length > 0 ? 'not for us' : 'taken back'
  await db.asOrg(taken.orgId, (sql) => finish(sql, taken, { ids: burst.ids, reason }))
}

async function answerTo(
  deps: TurnDeps,
  { opened, message, now }: { opened: Opened; message: InboundMessage; now: Date },
): Promise<Answered> {
  const { step, org, caller, memory } = opened
  if (step.is === 'say') return saying(step)
  if (step.is !== 'ask') return plainly('')
  const { text, photos = [], tapped, decides, note } = step
  const conversationId = opened.conversation.id
  const asked = { actor: caller.actor, org, text, tapped, decides, conversationId, ...memory, now }
  const work = askWithPhotos(deps, message.channel, photos, asked)
  const answered = await attended(deps, message, work)
  if (answered.refused && caller.isHeldBack) return { ...answered, text: onlyInPrivate }
  return note ? { ...answered, text: `${answered.text}\n\n${note}` } : answered
}

/** What a person of the shop is to see of a chat that they answer. */
async function photosFor(
  deps: TurnDeps,
  orgId: number,
  { step }: Opened,
  { channel }: InboundMessage,
): Promise<(StoredFile | null)[]> {
  if (step.is !== 'relay') return []
  const fetch = (one: MediaRef) => async () => (await deps.channels[channel]!.download(one)).bytes
  return photosToRelay(deps, orgId, (step.photos ?? []).map(fetch))
}

/** Read mark and typing, again and again, for as long as the answer takes. */
async function attended<T>(deps: TurnDeps, message: InboundMessage, work: Promise<T>): Promise<T> {
  const channel = deps.channels[message.channel]
  if (!channel) return work
  const attend = () => void channel.attend(message)
  attend()
  const endTyping = deps.timers.every(channel.typingEveryMs, attend)
  try {
    return await work
  } finally {
    endTyping()
  }
}

interface Ending {
  taken: Taken
  burst: Burst
  message: InboundMessage
  opened: Opened
  /** Photos for the person who answers here; null for each that cannot be shown. */
  relayed: (StoredFile | null)[]
  answered: Answered
  files: WrittenFile[]
  startedAt: Date
}

async function endTurn(deps: TurnDeps, ending: Ending) {
  const { taken, burst, message, opened, files, startedAt } = ending
  const { conversation } = opened
  const limits = deps.channels[message.channel]?.limits
  if (!limits) throw new Error(`there is no channel ${message.channel}`)
  const reply = async (sql: Sql) => {
    const now = deps.clock()
    const { limits: roadLimits, pagesUrl = null } = deps
    const limitsOf = (name: ChannelName) => deps.channels[name]?.limits ?? limits
    const settled = await settle(sql, { ...ending, limits: roadLimits, pagesUrl, limitsOf, now })
    if (!settled) return
    const { unkept, ...answered } = settled
    const turn = { question: opened.question, answered, unkept, files, startedAt, now }
    const quotes = message.isGroup ? message.messageId : undefined
    const { linkTo } = deps
    const { choiceLifetimeMs } = roadLimits
    const writing = { orgId: taken.orgId, conversation, turn, limits, quotes }
    await writeReply(sql, { ...writing, choiceLifetimeMs, linkTo })
  }
  // A lost lease undoes the reply, too.
  await deps.db.asOrg(taken.orgId, (sql) =>
    together([finish(sql, taken, { ids: burst.ids }), reply(sql)]),
  )
}
