/**
 * A turn: who asks, what was said before, the answer, and then everything that follows from it in one
 * transaction. No transaction is open while the answer is made.
 */
import type { Db } from '#db/sql.ts'
import type { Answer, Answered } from '#engine/answer.ts'
import type { Clock } from '#kit/clock.ts'
import { type Burst, gather } from './burst.ts'
import type { RoadChannel } from './delivery.ts'
import { noteEvent } from './events.ts'
import { within } from './fault.ts'
import { finish } from './finish.ts'
import type { RoadLimits } from './limits.ts'
import type { ChannelName, InboundMessage } from './message.ts'
import { type Opened, openTurn } from './open-turn.ts'
import { redeem } from './redeem.ts'
import type { Taken } from './taking.ts'
import { storeFiles, type WrittenFile, writeReply } from './write-reply.ts'

export interface TurnDeps {
  db: Db
  answer: Answer
  files: { put(orgId: number, bytes: Uint8Array): Promise<string> }
  channels: Partial<Record<ChannelName, RoadChannel>>
  clock: Clock
  limits: RoadLimits
}

const onlyInPrivate = 'I give business figures only in a private chat. Please write to me there.'

/** Ends with the message done; throws when it is to be tried again. */
export async function takeTurn(deps: TurnDeps, taken: Taken): Promise<void> {
  const { db, limits, clock } = deps
  if (taken.head.inbound.kind !== 'message') return noteEvent(db, taken, clock())
  const burst = gather(taken, limits.burstGapMs)
  const message = burst.messages.find(({ isForUs }) => isForUs)
  if (!message) return passOver(db, taken, burst)

  const now = clock()
  const opened = await db.asOrg(taken.orgId, (sql) =>
    openTurn(sql, { messages: burst.messages, now }),
  )
  for (const { content } of burst.messages)
    if (content.is === 'tap' && content.callbackId)
      void deps.channels[message.channel]?.acknowledgeTap(content.callbackId)

  const answered = await within(limits.turnMsMax, answerTo(deps, { opened, message, now }))
  const files = await storeFiles(deps.files, taken.orgId, answered.files)
  await endTurn(deps, { taken, burst, message, opened, answered, files, startedAt: now })
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
  if (step.is !== 'ask') return plainly(step.is === 'say' ? step.text : '')
  const { text, tapped, note } = step
  const asked = { actor: caller.actor, org, text, tapped, ...memory, now }
  const answered = await attended(deps, message, deps.answer(asked))
  if (answered.refused && caller.isHeldBack) return { ...answered, text: onlyInPrivate }
  return note ? { ...answered, text: `${answered.text}\n\n${note}` } : answered
}

/** An answer that no model worded. */
function plainly(text: string): Answered {
  return { text, files: [], offers: [], tools: [], receipts: [], refused: false, model: 'none' }
}

/** Read mark and typing, again and again, for as long as the answer takes. */
async function attended<T>(deps: TurnDeps, message: InboundMessage, work: Promise<T>): Promise<T> {
  const channel = deps.channels[message.channel]
  if (!channel) return work
  const attend = () => void channel.attend(message)
  attend()
  const timer = setInterval(attend, channel.typingEveryMs)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}

interface Ending {
  taken: Taken
  burst: Burst
  message: InboundMessage
  opened: Opened
  answered: Answered
  files: WrittenFile[]
  startedAt: Date
}

async function endTurn(deps: TurnDeps, ending: Ending) {
  const { taken, burst, message, opened, files, startedAt } = ending
  const { step, conversation } = opened
  const limits = deps.channels[message.channel]?.limits
  if (!limits) throw new Error(`there is no channel ${message.channel}`)
  await deps.db.asOrg(taken.orgId, async (sql) => {
    await finish(sql, taken, { ids: burst.ids })
    if (step.is === 'nothing') return
    const now = deps.clock()
    const answered =
      step.is === 'redeem'
        ? plainly(await redeem(sql, { message, conversation, code: step.code, opened, now }))
        : ending.answered
    const turn = { question: opened.question, answered, files, startedAt, now }
    const quotes = message.isGroup ? message.messageId : undefined
    const { choiceLifetimeMs } = deps.limits
    await writeReply(sql, { conversation, turn, limits, quotes, choiceLifetimeMs })
  })
}
