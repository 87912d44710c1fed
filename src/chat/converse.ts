/** The same turn in a terminal: no channel, no outbox, but remembered, so that follow-ups work. */
import type { Db, Sql } from '#db/sql.ts'
import { currentOrg } from '#domain/org.ts'
import { actorFor } from '#domain/people.ts'
import type { Answer, Answered, Asked } from '#engine/answer.ts'
import type { Clock } from '#kit/clock.ts'
import { answerSeen } from './ask-with-photos.ts'
import { choiceByNumber, findChoice } from './choices.ts'
import { openConversation, recall } from './conversation.ts'
import { type Decision, readDecision } from './decision-words.ts'
import { roadLimits } from './limits.ts'
import type { Choice } from './message.ts'
import { rememberChoices } from './photo-acts.ts'
import { lookAtPhotos, type PhotoDeps } from './photos.ts'
import { tellOthers } from './second-person.ts'
import { saying } from './settle.ts'
import { onlyInChat } from './sign-in-link.ts'
import { tellThem } from './tells.ts'
import { rememberTurn } from './write-reply.ts'

const place = { channel: 'terminal', account: 'terminal' }

interface Said {
  orgId: number
  userId: string
  /** Turns of one person under one key are one conversation. */
  conversationKey: string
  /** A question, the number of a choice, or a choice's token. */
  text: string
  /** Bytes of pictures that come with the question. */
  photos?: Uint8Array[]
  now: Date
}

/** The answer, and the tokens of its offers in their order. */
export async function converse(
  deps: { db: Db; answer: Answer; clock: Clock; eyes?: PhotoDeps },
  { orgId, userId, conversationKey, text, photos = [], now }: Said,
): Promise<Answered & { choices: Choice[] }> {
  const { db, clock } = deps
  const { conversation, asked, said } = await db.asOrg(orgId, async (sql) => {
    const opening = {
      ...place,
      chat: `${userId} ${conversationKey}`,
      userId,
      address: {},
      isGroup: false,
    }
    const conversation = await openConversation(sql, { ...opening, inboundAt: now, now })
    const conversationId = conversation.id
    const asked: Asked = {
      actor: await actorFor(sql, userId),
      org: await currentOrg(sql),
      conversationId,
      ...(await recall(sql, conversationId)),
      text,
      now,
    }
    return {
      conversation,
      asked,
      said: photos.length > 0 ? null : await meantBy(sql, asked, conversationId),
    }
  })
  const startedAt = clock()
  const asking = { ...asked, conversationId: conversation.id }
  const answered = said ? saying(said) : await answerAll(deps, asking, photos)
  const { choices, text: told } = await db.asOrg(orgId, async (sql) => {
    const context = { actor: asked.actor, limits: roadLimits, now: clock() }
    const { choiceLifetimeMs } = roadLimits
    await rememberChoices(sql, answered, context)
    const unheard = await tellOthers(sql, answered, context)
    await tellThem(sql, answered, context)
    const text = unheard ?? (answered.wantsSignIn ? onlyInChat : answered.text)
    const whole = { ...answered, text }
    const turn = { question: asked.text, answered: whole, files: [], startedAt, now: clock() }
    return { ...(await rememberTurn(sql, { conversation, turn, choiceLifetimeMs })), text }
  })
  return { ...answered, text: told, choices }
}

async function answerAll(
  { answer, eyes }: { answer: Answer; eyes?: PhotoDeps },
  asked: Asked & { conversationId: string },
  photos: Uint8Array[],
): Promise<Answered> {
  if (photos.length === 0 || !eyes) return answer(asked)
  const { actor, conversationId, text: words, now } = asked
  const fetches = photos.map((bytes) => async () => bytes)
  const looking = { actor, conversationId, words, photos: fetches, now }
  return answerSeen({ answer }, asked, await lookAtPhotos(eyes, looking))
}

/** Makes of the words what they mean here: a tapped button, a yes. A sentence when one is due first. */
async function meantBy(
  sql: Sql,
  asked: Asked,
  conversationId: string,
): Promise<Extract<Decision, { is: 'say' }> | null> {
  const { text, now } = asked
  const { userId } = asked.actor
  const decision = await readDecision(sql, { text, conversationId, userId, now })
  if (decision.is === 'say') return decision
  if (decision.is === 'decides') {
    asked.text = decision.question
    asked.decides = decision.decides
    return null
  }
  const found =
    (await choiceByNumber(sql, { conversationId, text, now })) ??
    (await findChoice(sql, { conversationId, token: text, now }))
  if (found.is !== 'found') return null
  asked.text = found.title
  const { meaning } = found
  if ('tool' in meaning) asked.tapped = meaning
  if ('decides' in meaning) asked.decides = { ...meaning.decides, via: 'button' }
  return null
}
