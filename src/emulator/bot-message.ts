/** A message in Telegram's own form, for updates and for the answers of methods. */
import type { InlineKeyboard } from './bot-text.ts'
import type { Bubble } from './chats.ts'
import type { Persona } from './personas.ts'
import type { World } from './world.ts'

/** 1 January 2026. */
const idsBeginMs = 1_767_225_600_000

/**
 * Where ids begin: by the machine's own clock, so that they go on after a restart, whatever the
 * time is said to be. What the shop has heard of, it takes for a repetition.
 */
export function firstId(): number {
  return Math.floor((performance.timeOrigin + performance.now() - idsBeginMs) / 100)
}

/** The bot's own id stands before the colon of its token. */
export function botUser({ secrets }: World) {
  const id = Number(secrets.botToken.split(':')[0])
  return { id, is_bot: true, first_name: 'Tillie', username: 'tillie_shop_bot' }
}

export function userOf({ telegramId, name, username }: Persona) {
  const [first_name = name, ...rest] = name.split(' ')
  return {
    id: Number(telegramId),
    is_bot: false,
    first_name,
    last_name: rest.join(' '),
    username,
    language_code: 'en',
  }
}

export function messageOf(world: World, person: Persona, bubble: Bubble): Record<string, unknown> {
  const { id, first_name, last_name, username } = userOf(person)
  const { text, entities, media, repliesTo, buttons } = bubble
  const words = media ? 'caption' : 'text'
  return {
    message_id: Number(bubble.id),
    from: bubble.from === 'person' ? userOf(person) : botUser(world),
    chat: { id, first_name, last_name, username, type: 'private' },
    date: Math.floor(Date.parse(bubble.at) / 1000),
    ...(repliesTo && { reply_to_message: { message_id: Number(repliesTo) } }),
    ...(text && { [words]: text }),
    ...(entities?.length && { [media ? 'caption_entities' : 'entities']: entities }),
    ...(media?.kind === 'image' && { photo: photoSizes(media) }),
    ...(media?.kind === 'document' && { document: documentOf(media) }),
    ...(buttons && { reply_markup: keyboardOf(buttons) }),
  }
}

function photoSizes(media: NonNullable<Bubble['media']>) {
  const { id, sizeBytes, width = 0, height = 0 } = media
  return [{ file_id: id, file_unique_id: `u${id}`, file_size: sizeBytes, width, height }]
}

function documentOf({ id, name, mime, sizeBytes }: NonNullable<Bubble['media']>) {
  return {
    file_id: id,
    file_unique_id: `u${id}`,
    file_name: name,
    mime_type: mime,
    file_size: sizeBytes,
  }
}

function keyboardOf(buttons: NonNullable<Bubble['buttons']>): InlineKeyboard {
  return {
    inline_keyboard: buttons.map((row) =>
      row.map(({ id, title, url }) => ({
        text: title,
        ...(url ? { url } : { callback_data: id }),
      })),
    ),
  }
}
