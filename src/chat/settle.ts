/** What a turn does besides answering, in the transaction that ends it: codes, consents, hand-overs. */
import type { Sql } from '#db/sql.ts'
import { awaitInChat } from '#domain/awaited-reports.ts'
import { recordConsent } from '#domain/consents.ts'
import type { StoredFile } from '#domain/stored-files.ts'
import type { Answered } from '#engine/answer.ts'
import { Refusal } from '#kit/refusal.ts'
import { act, askForPerson, type CareContext, relay } from './care.ts'
import type { CareAct } from './care-act.ts'
import type { RoadLimits } from './limits.ts'
import type { InboundMessage } from './message.ts'
import type { Opened, Step } from './open-turn.ts'
import { tellOrderNews } from './order-news.ts'
import { settlePhotos } from './photo-acts.ts'
import { redeem } from './redeem.ts'
import { tellOthers } from './second-person.ts'
import { signInLink } from './sign-in-link.ts'
import type { TellDeps } from './tell-person.ts'
import { tellThem } from './tells.ts'

interface Settling {
  opened: Opened
  message: InboundMessage
  /** What the agents said, where they were asked. */
  answered: Answered
  /** Photos that come with words for a person. */
  relayed: (StoredFile | null)[]
  limits: RoadLimits
  pagesUrl: string | null
  limitsOf: TellDeps['limitsOf']
  now: Date
}

/** `unkept` leaves after the text, and nothing remembers it. */
export type Settled = Answered & { unkept?: string }

const stopped =
  'You will get no more offers from us. Answers to your questions and news of your orders still come. Write START to get offers again.'
const started = 'You will get our offers again. Write STOP at any time to end them.'

/** The answer that goes out; null when there is none. */
export async function settle(sql: Sql, settling: Settling): Promise<Settled | null> {
  const { opened, message, limits, now } = settling
  const { choiceLifetimeMs } = limits
  const { step, conversation, caller } = opened
  const context: CareContext = { actor: caller.actor, limits, now }
  switch (step.is) {
    case 'nothing':
      return null
    case 'relay':
      await relay(
        sql,
        { handOver: step.handOver, words: step.words, photos: settling.relayed },
        { ...settling, ...context, choiceLifetimeMs },
      )
      return null
    case 'care':
      return plainly(await done(sql, step.act, context))
    case 'consent': {
      const { isGranted } = step
      const { userId } = caller.actor
      await recordConsent(sql, { userId, topic: 'marketing', isGranted, via: 'chat', now })
      return plainly(isGranted ? started : stopped)
    }
    case 'redeem': {
      const redeeming = { message, conversation, code: step.code, opened, now }
      const { text, mustNotRepeat } = await redeem(sql, redeeming)
      return { ...plainly(text), mustNotRepeat }
    }
    case 'ask': {
      const news = { ...settling, ...context, choiceLifetimeMs }
      const besides = await settlePhotos(sql, settling.answered, news)
      const answered = withText(settling.answered, besides)
      const unheard = await tellOthers(sql, answered, context)
      await tellThem(sql, answered, context)
      const { id: conversationId } = conversation
      for (const reportId of answered.awaits ?? [])
        await awaitInChat(sql, { reportId, conversationId, userId: caller.actor.userId }, now)
      if (answered.hasOrderNews) await tellOrderNews(sql, news)
      if (unheard) return { ...answered, text: unheard }
      if (answered.wantsSignIn) {
        const { actor } = caller
        const asking = { ...actor, pagesUrl: settling.pagesUrl, isGroup: message.isGroup, now }
        return { ...answered, unkept: await signInLink(sql, asking) }
      }
      if (!answered.wantsPerson) return answered
      const no = await askForPerson(sql, { conversation, words: step.text }, context)
      return no ? { ...answered, text: no } : answered
    }
    case 'say':
      return settling.answered
  }
}

/** Said after the answer, and remembered with it. */
export function withText(answered: Answered, besides: string): Answered {
  return besides ? { ...answered, text: `${answered.text}\n${besides}` } : answered
}

async function done(sql: Sql, careAct: CareAct, context: CareContext): Promise<string> {
  try {
    return await act(sql, careAct, context)
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}

/** What has to be said first, with its buttons. */
export function saying({ text, offers = [], asks = null }: Extract<Step, { is: 'say' }>): Answered {
  const tools = asks ? [{ name: 'ask_again', input: null, result: { proposal: asks } }] : []
  return { ...plainly(text), offers, tools }
}

/** An answer that no model worded. */
export function plainly(text: string): Answered {
  return { text, files: [], offers: [], tools: [], receipts: [], refused: false, model: 'none' }
}
