/** The beginning of a turn, one transaction: caller, conversation, memory, and what there is to do. */
import type { Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import { currentOrg, type Org } from '#domain/org.ts'
import { recogniseSender } from '#domain/people.ts'
import type { Json } from '#engine/tool.ts'
import { type Caller, callerOf } from './caller.ts'
import { choiceByNumber, type Found, findChoice } from './choices.ts'
import { type Conversation, type Memory, openConversation, recall } from './conversation.ts'
import type { InboundMessage } from './message.ts'
import { readQuestion } from './question.ts'
import { releaseHeld } from './window.ts'

export type Step =
  | { is: 'ask'; text: string; tapped?: { tool: string; input: Json }; note: string | null }
  | { is: 'say'; text: string }
  | { is: 'redeem'; code: string }
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
  { messages, now }: { messages: InboundMessage[]; now: Date },
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
  const [wasHeld, memory] = await together([
    releaseHeld(sql, conversation.id),
    recall(sql, conversation.id),
  ])
  const heard = await hear(sql, { messages, conversationId: conversation.id, wasHeld, now })
  return { org, caller, conversation, memory, ...heard }
}

interface Hearing {
  messages: InboundMessage[]
  conversationId: string
  /** Messages waited for this person to write, and now leave. */
  wasHeld: boolean
  now: Date
}

async function hear(sql: Sql, hearing: Hearing): Promise<{ question: string; step: Step }> {
  const { messages, conversationId, wasHeld, now } = hearing
  const question = readQuestion(messages)
  switch (question.is) {
    case 'unreadable':
      return { question: question.text, step: { is: 'say', text: question.sentence } }
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
      const found = await choiceByNumber(sql, { conversationId, text, now })
      return found
        ? tapped(found, text, wasHeld)
        : { question: text, step: { is: 'ask', text, note } }
    }
  }
}

function tapped(found: Found, title: string, wasHeld: boolean): { question: string; step: Step } {
  if (found.is !== 'found')
    // The tap itself brought back what had waited: that is the answer.
    return { question: title, step: wasHeld ? { is: 'nothing' } : { is: 'say', text: staleButton } }
  const { title: text, meaning } = found
  if ('held' in meaning) return { question: text, step: { is: 'nothing' } }
  return { question: text, step: { is: 'ask', text, tapped: meaning, note: null } }
}
