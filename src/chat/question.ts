/** What a burst asks: a text, photos, a tap, a code, or something that we cannot read and say so. */
import { readsAsCode } from '#domain/linking.ts'
import type { Content, InboundMessage, MediaRef } from './message.ts'

export type Question =
  | { is: 'text'; text: string; note: string | null }
  /** `text` stands for it in the conversation's memory; `words` may be none. */
  | { is: 'photos'; photos: MediaRef[]; words: string; text: string; note: string | null }
  | { is: 'tap'; token: string; title: string }
  | { is: 'code'; code: string }
  /** Answered without any model. */
  | { is: 'unreadable'; text: string; sentence: string }

const photosMax = 4
const readsOnlyWords = 'I read words and pictures; I cannot look at other files.'

export function readQuestion(messages: InboundMessage[]): Question {
  for (const { content } of messages)
    if (content.is === 'tap') return { is: 'tap', token: content.token, title: content.title }

  const text = messages
    .flatMap(({ content }) => wordsIn(content) ?? [])
    .join('\n')
    .trim()
  const code = readsAsCode(text)
  if (code) return { is: 'code', code }

  const media = messages.flatMap(({ content }) => (content.is === 'media' ? content.media : []))
  const pictures = media.filter(isPicture)
  const note = media.length > pictures.length ? readsOnlyWords : null
  if (pictures.length > 0) return photosOf(pictures, text, note)
  const silent = messages.find(({ content }) => content.is !== 'text')?.content
  if (!text) return { is: 'unreadable', text: nameOf(silent), sentence: sentenceFor(silent) }
  return { is: 'text', text: /^\/start(@\w+)?$/.test(text) ? 'help' : text, note }
}

function photosOf(pictures: MediaRef[], words: string, note: string | null): Question {
  const photos = pictures.slice(0, photosMax)
  const isMore = pictures.length > photosMax
  const tooMany = `I looked at the first ${photosMax} of your ${pictures.length} pictures; please send the others again.`
  const name = photos.length === 1 ? '(a photo)' : `(${photos.length} photos)`
  return {
    is: 'photos',
    photos,
    words,
    text: words ? `${name} ${words}` : name,
    note: isMore ? tooMany : note,
  }
}

/** A picture sent as a file is one too; whether it can be read, its bytes tell. */
function isPicture({ kind, mime }: MediaRef): boolean {
  return kind === 'image' || (kind === 'document' && /^image\//i.test(mime ?? ''))
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
    image: 'I cannot look at that picture. Please tell me in words what you need.',
    video: 'I cannot watch videos. Please send a photo, or tell me in words what you need.',
    audio: 'I cannot listen to voice messages. Please write me the question.',
    document: 'I cannot read files sent here. Please tell me in words what you need.',
    sticker: 'I cannot read stickers. Please ask me in words.',
  }[content.media.kind]
}
