/** One Telegram message's content in our words; null for what is no message to us ("joined the group"). */
import { z } from 'zod'
import type { Content, MediaRef } from '#chat/message.ts'

const words = z.string().optional().catch(undefined)
const count = z.number().optional().catch(undefined)
const file = z
  .object({ file_id: z.string(), mime_type: words, file_name: words, file_size: count })
  .optional()
  .catch(undefined)
const coordinates = { latitude: z.number(), longitude: z.number() }
const anything = z.unknown().optional()

export const contentSchema = z.object({
  text: words,
  caption: words,
  photo: z
    .array(z.object({ file_id: z.string(), file_size: count, width: count, height: count }))
    .optional()
    .catch(undefined),
  animation: file,
  video: file,
  video_note: file,
  voice: file,
  audio: file,
  document: file,
  sticker: file,
  venue: z
    .object({ title: words, location: z.object(coordinates) })
    .optional()
    .catch(undefined),
  location: z.object(coordinates).optional().catch(undefined),
  contact: z
    .object({ phone_number: z.string(), first_name: words, last_name: words })
    .optional()
    .catch(undefined),
  poll: anything,
  dice: anything,
  story: anything,
  game: anything,
  invoice: anything,
  checklist: anything,
  giveaway: anything,
  paid_media: anything,
  passport_data: anything,
  rich_message: anything,
  web_app_data: anything,
})
export type TelegramContent = z.output<typeof contentSchema>

/** In this order: an animation also comes as a document, a venue also as a location. */
const files = [
  ['animation', 'video'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['voice', 'audio'],
  ['audio', 'audio'],
  ['document', 'document'],
  ['sticker', 'sticker'],
] as const
const unread = [
  'poll',
  'dice',
  'story',
  'game',
  'invoice',
  'checklist',
  'giveaway',
  'paid_media',
  'passport_data',
  'rich_message',
  'web_app_data',
] as const

export function contentOf(message: TelegramContent): Content | null {
  const { text, caption, contact, venue } = message
  if (text !== undefined) return { is: 'text', text }
  const media = photoOf(message) ?? fileOf(message)
  if (media) return { is: 'media', media, caption: caption || undefined }
  const place = venue?.location ?? message.location
  if (place) return { is: 'place', ...place, name: venue?.title }
  if (contact) {
    const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ')
    return { is: 'contact', name, phones: [contact.phone_number] }
  }
  const what = unread.find((kind) => message[kind] !== undefined)
  return what ? { is: 'other', what, text: caption } : null
}

/** A photo comes in several sizes: the largest. Telegram makes a JPEG of each. */
function photoOf({ photo = [] }: TelegramContent): MediaRef | null {
  const area = (i: number) => (photo[i]?.width ?? 0) * (photo[i]?.height ?? 0)
  const largest = photo.map((_, i) => i).sort((a, b) => area(b) - area(a))[0]
  const found = largest === undefined ? undefined : photo[largest]
  if (!found) return null
  return { kind: 'image', id: found.file_id, mime: 'image/jpeg', sizeBytes: found.file_size }
}

/** Name and type stand only here: the file's own address does not tell them. */
function fileOf(message: TelegramContent): MediaRef | null {
  for (const [field, kind] of files) {
    const found = message[field]
    if (!found) continue
    const { file_id: id, mime_type: mime, file_name: name, file_size: sizeBytes } = found
    return { kind, id, mime, name, sizeBytes }
  }
  return null
}
