/** The same turn in a terminal: no channel, no outbox, but remembered, so that follow-ups work. */
import type { Db } from '#db/sql.ts'
import { currentOrg } from '#domain/org.ts'
import { actorFor } from '#domain/people.ts'
import type { Answer, Answered, Asked } from '#engine/answer.ts'
import type { Clock } from '#kit/clock.ts'
import { choiceByNumber, findChoice } from './choices.ts'
import { openConversation, recall } from './conversation.ts'
import { roadLimits } from './limits.ts'
import type { Choice } from './message.ts'
import { rememberTurn } from './write-reply.ts'

const place = { channel: 'terminal', account: 'terminal' }

interface Said {
  orgId: number
  userId: string
  /** Turns of one person under one key are one conversation. */
  conversationKey: string
  /** A question, the number of a choice, or a choice's token. */
  text: string
  now: Date
}

/** The answer, and the tokens of its offers in their order. */
export async function converse(
  { db, answer, clock }: { db: Db; answer: Answer; clock: Clock },
  { orgId, userId, conversationKey, text, now }: Said,
): Promise<Answered & { choices: Choice[] }> {
  const { conversation, asked } = await db.asOrg(orgId, async (sql) => {
    const opening = {
      ...place,
      chat: `${userId} ${conversationKey}`,
      userId,
      address: {},
      isGroup: false,
    }
    const conversation = await openConversation(sql, { ...opening, inboundAt: now, now })
    const conversationId = conversation.id
    const found =
      (await choiceByNumber(sql, { conversationId, text, now })) ??
      (await findChoice(sql, { conversationId, token: text, now }))
    const asked: Asked = {
      actor: await actorFor(sql, userId),
      org: await currentOrg(sql),
      ...(await recall(sql, conversationId)),
      text,
      now,
    }
    if (found.is === 'found' && 'tool' in found.meaning) {
      asked.text = found.title
      asked.tapped = found.meaning
    }
    return { conversation, asked }
  })
  const startedAt = clock()
  const answered = await answer(asked)
  const { choices } = await db.asOrg(orgId, (sql) => {
    const turn = { question: asked.text, answered, files: [], startedAt, now: clock() }
    const { choiceLifetimeMs } = roadLimits
    return rememberTurn(sql, { conversation, turn, choiceLifetimeMs })
  })
  return { ...answered, choices }
}
