/** What a burst asks: a text, a tap, a code, or something that we cannot read and say so. */
import { readsAsCode } from '#domain/linking.ts'
import type { Content, InboundMessage } from './message.ts'

export type Question =
  | { is: 'text'; text: string; note: string | null }
  | { is: 'tap'; token: string; title: string }
  | { is: 'code'; code: string }
  /** Answered without any model. */
  | { is: 'unreadable'; text: string; sentence: string }

const readsOnlyWords = 'I read only the words; I cannot look at pictures or files yet.'

export function readQuestion(messages: InboundMessage[]): Question {
  for (const { content } of messages)
    if (content.is === 'tap') return { is: 'tap', token: content.token, title: content.title }

  const text = messages
    .flatMap(({ content }) => wordsIn(content) ?? [])
    .join('\n')
    .trim()
  const silent = messages.find(({ content }) => content.is !== 'text')?.content
  if (!text) return { is: 'unreadable', text: nameOf(silent), sentence: sentenceFor(silent) }

  const code = readsAsCode(text)
  if (code) return { is: 'code', code }
  return {
    is: 'text',
    text: /^\/start(@\w+)?$/.test(text) ? 'help' : text,
    note: silent?.is === 'media' ? readsOnlyWords : null,
  }
}

function wordsIn(content: Content): string | null {
  if (content.is === 'text' || content.is === 'other') return content.text?.trim() || null
  return content.is === 'media' ? content.caption?.trim() || null : null
}

/** Stands for the question in the conversation's memory. */
function nameOf(content: Content | undefined): string {
  if (!content) return '(an empty message)'
  if (content.is === 'media') return `(${content.media.kind})`
  return content.is === 'other' ? `(${content.what})` : `(${content.is})`
}

function sentenceFor(content: Content | undefined): string {
  if (!content) return 'That message was empty. Please ask me in words.'
  if (content.is === 'place') return 'I cannot read locations. Please ask me in words.'
  if (content.is === 'contact') return 'I cannot read contact cards. Please ask me in words.'
  if (content.is !== 'media') return 'I cannot read that kind of message. Please ask me in words.'
  return {
    image: 'I cannot look at pictures yet. Please tell me in words what you need.',
    video: 'I cannot watch videos. Please tell me in words what you need.',
    audio: 'I cannot listen to voice messages. Please write me the question.',
    document: 'I cannot read files sent here. Please tell me in words what you need.',
    sticker: 'I cannot read stickers. Please ask me in words.',
  }[content.media.kind]
}
