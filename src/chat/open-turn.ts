/** The beginning of a turn, one transaction: caller, conversation, memory, and what there is to do. */
import type { Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import { type HandOver, openHandOver } from '#domain/hand-overs.ts'
import { currentOrg, type Org } from '#domain/org.ts'
import { recogniseSender } from '#domain/people.ts'
import type { Decides, DecisionOffer } from '#engine/approval/act.ts'
import type { Json } from '#engine/tool.ts'
import { type Caller, callerOf } from './caller.ts'
import { type CareAct, readCareAct } from './care-act.ts'
import { choiceByNumber, type Found, findChoice } from './choices.ts'
import { type Conversation, type Memory, openConversation, recall } from './conversation.ts'
import { type Decision, readDecision } from './decision-words.ts'
import type { InboundMessage, MediaRef } from './message.ts'
import { readQuestion } from './question.ts'
import { readStopWord } from './stop-word.ts'
import { releaseHeld } from './window.ts'

export type Step =
  | {
      is: 'ask'
      text: string
      photos?: MediaRef[]
      tapped?: { tool: string; input: Json }
      decides?: Decides
      note: string | null
    }
  | { is: 'say'; text: string; offers?: DecisionOffer[]; asks?: string | null }
  | { is: 'redeem'; code: string }
  /** A person answers this chat: the words go to them. */
  | { is: 'relay'; handOver: HandOver; words: string; photos?: MediaRef[] }
  | { is: 'care'; act: CareAct }
  | { is: 'consent'; isGranted: boolean }
  | { is: 'nothing' }

export interface Opened {
  org: Org
  caller: Caller
  conversation: Conversation
  memory: Memory
  question: string
  step: Step
}

const staleButton = 'That button is no longer valid. Please ask me again.'
const codeInGroup =
  'Please send your code in a private chat with me, where nobody else can read it.'

export async function openTurn(
  sql: Sql,
  { messages, quietMsMax, now }: { messages: InboundMessage[]; quietMsMax: number; now: Date },
): Promise<Opened> {
  const message = messages.find(({ isForUs }) => isForUs)!
  const { channel, account, chat, address, isGroup, sender } = message
  const [org, { userId }] = await together([
    currentOrg(sql),
    recogniseSender(sql, { channel, sender, now }),
  ])
  const inboundAt = messages.at(-1)!.sentAt
  const opening = { channel, account, chat, userId, address, isGroup, inboundAt, now }
  const [caller, conversation] = await together([
    callerOf(sql, message, userId),
    openConversation(sql, opening),
  ])
  const conversationId = conversation.id
  const [wasHeld, memory, handOver] = await together([
    releaseHeld(sql, conversationId),
    recall(sql, conversationId),
    openHandOver(sql, { conversationId, quietMsMax, now }),
  ])
  const heard = await hear(sql, { messages, caller, conversationId, handOver, wasHeld, now })
  return { org, caller, conversation, memory, ...heard }
}

interface Hearing {
  messages: InboundMessage[]
  caller: Caller
  conversationId: string
  /** Open in this chat. */
  handOver: HandOver | null
  /** Messages waited for this person to write, and now leave. */
  wasHeld: boolean
  now: Date
}

async function hear(sql: Sql, hearing: Hearing): Promise<{ question: string; step: Step }> {
  const { messages, caller, conversationId, handOver, wasHeld, now } = hearing
  const question = readQuestion(messages)
  if (handOver && question.is !== 'code') {
    const text = question.is === 'tap' ? question.title : question.text
    const sent = question.is === 'photos' ? question : { words: text, photos: [] }
    return { question: text, step: { ...sent, is: 'relay', handOver } }
  }
  switch (question.is) {
    case 'unreadable':
      return { question: question.text, step: { is: 'say', text: question.sentence } }
    case 'photos': {
      const { words, photos, note, text } = question
      return { question: text, step: { is: 'ask', text: words, photos, note } }
    }
    case 'code':
      return {
        question: '(a code)',
        step: messages[0]!.isGroup
          ? { is: 'say', text: codeInGroup }
          : { is: 'redeem', code: question.code },
      }
    case 'tap': {
      const found = await findChoice(sql, { conversationId, token: question.token, now })
      return tapped(found, question.title, wasHeld)
    }
    case 'text': {
      const { text, note } = question
      const own = plainStep(text, caller, messages[0]!.isGroup)
      if (own) return { question: text, step: own }
      const { userId } = caller.actor
      const decision = await readDecision(sql, { text, conversationId, userId, now })
      if (decision.is !== 'none') return decided(decision, text)
      const found = await choiceByNumber(sql, { conversationId, text, now })
      return found
        ? tapped(found, text, wasHeld)
        : { question: text, step: { is: 'ask', text, note } }
    }
  }
}

function decided(
  decision: Exclude<Decision, { is: 'none' }>,
  text: string,
): { question: string; step: Step } {
  if (decision.is === 'say') return { question: text, step: decision }
  const { decides, question } = decision
  return { question, step: { is: 'ask', text: question, decides, note: null } }
}

/** What the house does by itself, whatever any model would make of it. */
function plainStep(text: string, { actor }: Caller, isGroup: boolean): Step | null {
  if (isGroup) return null
  const stop = readStopWord(text)
  if (stop) return { is: 'consent', isGranted: stop === 'start' }
  const act = actor.may.has('chats:answer') ? readCareAct(text) : null
  return act && { is: 'care', act }
}

function tapped(found: Found, title: string, wasHeld: boolean): { question: string; step: Step } {
  if (found.is !== 'found')
    // The tap itself brought back what had waited: that is the answer.
    return { question: title, step: wasHeld ? { is: 'nothing' } : { is: 'say', text: staleButton } }
  const { title: text, meaning } = found
  if ('held' in meaning) return { question: text, step: { is: 'nothing' } }
  if ('care' in meaning) return { question: text, step: { is: 'care', act: meaning.care } }
  if ('decides' in meaning) {
    const decides = { ...meaning.decides, via: 'button' as const }
    return { question: text, step: { is: 'ask', text, decides, note: null } }
  }
  return { question: text, step: { is: 'ask', text, tapped: meaning, note: null } }
}
