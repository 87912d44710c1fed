/** One WhatsApp message's content in our words. Every part is optional: fixtures lack all of them. */
import { z } from 'zod'
import type { Content, MediaRef } from '#chat/message.ts'
import { text as words } from './whatsapp-fields.ts'

const id = z.union([z.string().min(1), z.number()]).transform(String)
const media = z
  .object({
    id,
    mime_type: words,
    sha256: words,
    caption: words,
    filename: words,
  })
  .optional()
  .catch(undefined)
const picked = z.object({ id: z.string(), title: words }).optional().catch(undefined)

export const contentSchema = z.object({
  type: z.string().catch('unknown'),
  text: z.object({ body: z.string() }).optional().catch(undefined),
  image: media,
  video: media,
  audio: media,
  voice: media,
  document: media,
  sticker: media,
  location: z
    .object({
      latitude: z.coerce.number(),
      longitude: z.coerce.number(),
      name: words,
      address: words,
    })
    .optional()
    .catch(undefined),
  contacts: z
    .array(
      z.object({
        name: z.object({ formatted_name: words, first_name: words }).catch({}),
        phones: z.array(z.object({ phone: words, wa_id: words })).catch([]),
      }),
    )
    .optional()
    .catch(undefined),
  interactive: z
    .object({ type: words, button_reply: picked, list_reply: picked })
    .optional()
    .catch(undefined),
  button: z
    .object({ text: z.string().catch(''), payload: words })
    .optional()
    .catch(undefined),
  order: z.object({ text: words }).optional().catch(undefined),
  unsupported: z.object({ type: words }).optional().catch(undefined),
})
export type WhatsappContent = z.output<typeof contentSchema>

const flowReply = 'nfm_reply'

export function contentOf(message: WhatsappContent): Content {
  const { type, text, location, contacts, interactive, button } = message
  const chosen = interactive?.button_reply ?? interactive?.list_reply

  // First by what is there: "unsupported" and unknown types may still carry a text.
  if (text) return { is: 'text', text: text.body }
  if (chosen) return { is: 'tap', token: chosen.id, title: chosen.title ?? '' }
  if (button) return { is: 'tap', token: button.payload ?? button.text, title: button.text }
  if (location) {
    const { latitude, longitude, name = location.address } = location
    return { is: 'place', latitude, longitude, name }
  }
  if (contacts?.[0]) return contactOf(contacts[0])
  return (
    mediaOf(message) ?? {
      is: 'other',
      what: kindOf(message),
      text: message.order?.text || undefined,
    }
  )

  function kindOf({ unsupported }: WhatsappContent): string {
    if (interactive?.type === flowReply) return 'flow'
    return interactive?.type ?? unsupported?.type ?? type
  }
}

function mediaOf(message: WhatsappContent): Content | null {
  const kinds: MediaRef['kind'][] = ['image', 'video', 'audio', 'document', 'sticker']
  for (const kind of kinds) {
    const found = message[kind] ?? (kind === 'audio' ? message.voice : undefined)
    if (!found) continue
    const { id, mime_type: mime, filename: name, sha256, caption } = found
    return { is: 'media', media: { kind, id, mime, name, sha256 }, caption: caption || undefined }
  }
  return null
}

function contactOf({ name, phones }: NonNullable<WhatsappContent['contacts']>[number]): Content {
  return {
    is: 'contact',
    name: name.formatted_name ?? name.first_name ?? '',
    phones: phones.flatMap(({ phone, wa_id }) => phone ?? (wa_id ? `+${wa_id}` : [])),
  }
}
