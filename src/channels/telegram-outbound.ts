/** Our messages as Telegram's: text in HTML, buttons below, photos and documents. */
import { type Api, InputFile } from 'grammy'
import type { SendOptions, Sent } from '#chat/delivery.ts'
import type { Choice, FileRef, Outgoing } from '#chat/message.ts'
import type { ChannelLimits } from '#chat/reply.ts'
import { withoutMarkup } from './markup.ts'
import { isMarkupFault, isPhotoFault, movedTo, sentAfterTelegramFault } from './telegram-errors.ts'
import { telegramHtml } from './telegram-markup.ts'

export const telegramLimits: ChannelLimits = {
  textLengthMax: 4096,
  captionLengthMax: 1024,
  buttonsMax: 100,
  buttonTitleLengthMax: 64,
  buttonTextLengthMax: 4096,
  listRowsMax: 0,
  listTitleLengthMax: 0,
  listDescriptionLengthMax: 0,
  documentMimes: null,
}

const tokenBytesMax = 64
const photoBytesMax = 10 * 1024 * 1024
const documentBytesMax = 50 * 1024 * 1024
const rowOfButtonsMax = 3
const shortTitleLengthMax = 14

/** How a text is written: in HTML, or bare when Telegram refused the HTML. */
interface Writing {
  of(text: string): string
  parse_mode?: 'HTML'
}
const inHtml: Writing = { of: telegramHtml, parse_mode: 'HTML' }
const bare: Writing = { of: withoutMarkup }

/** Never throws. */
export async function sendTelegram(
  api: Api,
  message: Outgoing,
  chatId: string,
  options: SendOptions,
): Promise<Sent> {
  const fault = refusalOf(message)
  if (fault) return fault
  let bytes: Uint8Array | null = null
  try {
    bytes = message.is === 'file' ? await options.load(message.file) : null
  } catch {
    const reason = 'The stored file could not be read.'
    return { is: 'retry', afterMs: null, pauses: 'nothing', code: 'file', reason }
  }
  return deliver(api, message, bytes, { chatId, asPhoto: true, writing: inHtml, hasMoved: false })
}

interface Way {
  chatId: string
  asPhoto: boolean
  writing: Writing
  hasMoved: boolean
}

async function deliver(
  api: Api,
  message: Outgoing,
  bytes: Uint8Array | null,
  way: Way,
): Promise<Sent> {
  try {
    const sent = await call(api, message, bytes, way)
    return { is: 'sent', externalId: String(sent.message_id) }
  } catch (error) {
    const next = nextWay(error, way)
    return next ? deliver(api, message, bytes, next) : sentAfterTelegramFault(error, way.chatId)
  }
}

/** The group's new id, no markup, no photo: each step back is taken once. */
function nextWay(error: unknown, way: Way): Way | null {
  const newChatId = movedTo(error)
  if (newChatId && !way.hasMoved) return { ...way, chatId: newChatId, hasMoved: true }
  if (isMarkupFault(error) && way.writing !== bare) return { ...way, writing: bare }
  if (isPhotoFault(error) && way.asPhoto) return { ...way, asPhoto: false }
  return null
}

function call(
  api: Api,
  message: Outgoing,
  bytes: Uint8Array | null,
  { chatId: address, asPhoto, writing: { of, parse_mode } }: Way,
) {
  const chatId = idOf(address)
  switch (message.is) {
    case 'text':
      return api.sendMessage(chatId, of(message.text), {
        parse_mode,
        link_preview_options: { is_disabled: true },
        reply_markup: keyboardOf(message.choices),
        reply_parameters: quoting(message.repliesTo),
      })
    case 'template': {
      const choices = message.choice && [message.choice]
      return api.sendMessage(chatId, message.parameters.map(withoutMarkup).join('\n'), {
        link_preview_options: { is_disabled: true },
        reply_markup: keyboardOf(choices),
      })
    }
    case 'file': {
      const file = new InputFile(bytes ?? new Uint8Array(), nameOf(message.file))
      const caption = message.caption ? of(message.caption) : undefined
      const other = { caption, parse_mode, reply_markup: keyboardOf(message.choices) }
      return asPhoto && isPhoto(message)
        ? api.sendPhoto(chatId, file, other)
        : api.sendDocument(chatId, file, other)
    }
  }
}

function isPhoto({ as, file }: Extract<Outgoing, { is: 'file' }>): boolean {
  return as === 'image' && file.sizeBytes <= photoBytesMax
}

/** Short titles share a row; others have one each. */
function keyboardOf(choices: Choice[] | undefined) {
  if (!choices?.length) return undefined
  const buttons = choices.map(({ title, token }) => ({ text: title, callback_data: token }))
  const isShort = buttons.every(({ text }) => text.length <= shortTitleLengthMax)
  const inOneRow = isShort && buttons.length <= rowOfButtonsMax
  return { inline_keyboard: inOneRow ? [buttons] : buttons.map((button) => [button]) }
}

function quoting(repliesTo: string | undefined) {
  const message_id = Number(repliesTo)
  if (!repliesTo || !Number.isSafeInteger(message_id)) return undefined
  return { message_id, allow_sending_without_reply: true }
}

/** What Telegram would refuse anyway, said before anything is called. */
function refusalOf(message: Outgoing): Sent | null {
  const choices =
    message.is === 'template' ? (message.choice ? [message.choice] : []) : (message.choices ?? [])
  if (choices.length > telegramLimits.buttonsMax) return refused('buttons', 'Up to 100 buttons.')
  if (choices.some(({ token }) => Buffer.byteLength(token) > tokenBytesMax)) {
    return refused('token-too-long', 'A button carries up to 64 bytes.')
  }
  if (message.is === 'file' && message.file.sizeBytes > documentBytesMax) {
    return refused('file-too-large', 'Telegram takes files of up to 50 MB.')
  }
  // Lengths count after the markup is read.
  const [text, lengthMax] =
    message.is === 'text'
      ? [message.text, telegramLimits.textLengthMax]
      : [message.is === 'file' ? message.caption : undefined, telegramLimits.captionLengthMax]
  if (withoutMarkup(text ?? '').length <= lengthMax) return null
  return refused('text-too-long', `Telegram takes ${lengthMax} characters here.`)
}

function refused(code: string, reason: string): Sent {
  return { is: 'failed', code, reason, unreachable: false }
}

/** A number where that is exact, else the digits as text, which Telegram takes too. */
function idOf(chatId: string): number | string {
  const id = Number(chatId)
  return Number.isSafeInteger(id) ? id : chatId
}

function nameOf({ name }: FileRef): string {
  return name.replace(/[\p{Cc}/\\"]/gu, '_') || 'file'
}
