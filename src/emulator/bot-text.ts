/** Texts and keyboards of the Bot API: what is measured after the markup is read. */
import { z } from 'zod'
import { BotError } from './bot-error.ts'
import { parseHtml } from './bot-html.ts'
import type { Bubble, Button, Entity } from './chats.ts'

const textLengthMax = 4096
const captionLengthMax = 1024
const callbackBytesMax = 64
const buttonsMax = 100
const rowButtonsMax = 8

const entity = z.looseObject({
  type: z.string(),
  offset: z.number().int().min(0),
  length: z.number().int().min(1),
  url: z.string().optional(),
})

export interface Worded {
  text: string
  entities: Entity[]
}

/** The text of `field` with its entities; `''` when there is none. */
export function readText(fields: Record<string, unknown>, field: 'text' | 'caption'): Worded {
  const raw = fields[field] === undefined ? '' : String(fields[field])
  const worded = trimmed(marked(fields, raw, field))
  const max = field === 'text' ? textLengthMax : captionLengthMax
  if (worded.text.length > max)
    throw new BotError(400, `message ${field === 'text' ? '' : 'caption '}is too long`)
  return worded
}

function marked(fields: Record<string, unknown>, raw: string, field: 'text' | 'caption'): Worded {
  const mode = String(fields.parse_mode ?? '').toLowerCase()
  if (mode === 'html') return parseHtml(raw)
  if (mode) throw new BotError(400, 'unsupported parse_mode (this phone reads HTML and entities)')
  const given = fields[field === 'text' ? 'entities' : 'caption_entities']
  const parsed = z.array(entity).safeParse(given ?? [])
  if (!parsed.success) throw new BotError(400, "can't parse MessageEntity")
  return { text: raw, entities: parsed.data }
}

/** Telegram cuts blank ends; entities keep to what is left. */
function trimmed({ text, entities }: Worded): Worded {
  const start = text.length - text.trimStart().length
  const kept = text.trim()
  const inside = entities
    .map((entity) => {
      const from = Math.max(entity.offset - start, 0)
      const to = Math.min(entity.offset + entity.length - start, kept.length)
      return { ...entity, offset: from, length: to - from }
    })
    .filter(({ length }) => length > 0)
  return { text: kept, entities: inside }
}

const button = z.object({
  text: z.string().min(1),
  callback_data: z.string().optional(),
  url: z.string().optional(),
  style: z.enum(['primary', 'success', 'danger']).optional(),
})
const markup = z.object({ inline_keyboard: z.array(z.array(button)) })
export type InlineKeyboard = z.output<typeof markup>

/** The inline keyboard of a message, or nothing. Keyboards of other kinds show no buttons here. */
export function readKeyboard(fields: Record<string, unknown>): InlineKeyboard | undefined {
  const given = fields.reply_markup
  if (given === undefined || given === '') return undefined
  if (typeof given !== 'object' || given === null)
    throw new BotError(400, "can't parse reply keyboard markup JSON object")
  if (!('inline_keyboard' in given)) return undefined
  const parsed = markup.safeParse(given)
  if (!parsed.success)
    throw new BotError(
      400,
      `can't parse inline keyboard button: ${parsed.error.issues[0]?.message}`,
    )
  const rows = parsed.data.inline_keyboard
  const all = rows.flat()
  if (all.length > buttonsMax || rows.some((row) => row.length > rowButtonsMax))
    throw new BotError(400, 'reply markup is too long')
  all.forEach(checkButton)
  return parsed.data
}

function checkButton({ callback_data, url }: z.output<typeof button>): void {
  if ((callback_data === undefined) === (url === undefined))
    throw new BotError(
      400,
      "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    )
  const bytes = Buffer.byteLength(callback_data ?? 'x')
  if (bytes < 1 || bytes > callbackBytesMax) throw new BotError(400, 'BUTTON_DATA_INVALID')
  if (url !== undefined && !/^(https?|tg):\/\/[^\s/]+/i.test(url))
    throw new BotError(400, `inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`)
}

export function buttonsOf(keyboard: InlineKeyboard | undefined): Pick<Bubble, 'buttons'> {
  const rows = keyboard?.inline_keyboard.map((row) =>
    row.map(
      ({ text: title, callback_data, url }): Button => ({
        id: callback_data ?? url!,
        title,
        ...(url && { url }),
      }),
    ),
  )
  return rows && rows.length > 0 ? { buttons: rows } : { buttons: undefined }
}
