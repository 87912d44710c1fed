/** Fetches what a person sent on Telegram. The file's address holds the token: it is never told. */
import { type Api, GrammyError } from 'grammy'
import type { MediaRef } from '#chat/message.ts'
import { Refusal } from '#kit/refusal.ts'
import { readCapped } from './read-capped.ts'
import type { TelegramAccess } from './telegram-api.ts'

/** What a bot may fetch. */
const bytesMax = 20 * 1024 * 1024
const timeoutMs = 30_000

const gone = 'I could not get that file: it is no longer available. Please send it again.'
const tooBig = 'That file is too big for me: up to 20 MB is fine.'
const unreachable = 'I could not get that file just now. Please send it again.'

export async function downloadTelegram(
  api: Api,
  media: MediaRef,
  access: TelegramAccess,
): Promise<{ bytes: Uint8Array; mime: string }> {
  if ((media.sizeBytes ?? 0) > bytesMax) throw new Refusal(tooBig)
  const file = await api.getFile(media.id).catch((error: unknown) => {
    throw new Refusal(sentenceFor(error))
  })
  if ((file.file_size ?? 0) > bytesMax) throw new Refusal(tooBig)
  if (!file.file_path || !isPlainPath(file.file_path)) throw new Refusal(gone)

  const response = await fetchFile(file.file_path, access)
  if (!response.ok) {
    await response.body?.cancel()
    throw new Refusal(response.status >= 500 || response.status === 429 ? unreachable : gone)
  }
  const bytes = await readCapped(response, bytesMax).catch(() => {
    throw new Refusal(unreachable)
  })
  if (!bytes) throw new Refusal(tooBig)
  const told = media.mime ?? response.headers.get('content-type')
  const mime = told?.split(';')[0]?.trim().toLowerCase() || 'application/octet-stream'
  return { bytes, mime }
}

/** The host is always the Bot API's own; a path may not climb out of the bot's files. */
function isPlainPath(path: string): boolean {
  const parts = path.split('/')
  return parts.every((part) => /^[\w .()-]+$/.test(part) && part !== '.' && part !== '..')
}

async function fetchFile(path: string, { token, apiRoot, fetch }: TelegramAccess) {
  const root = apiRoot.replace(/\/+$/, '')
  const address = `${root}/file/bot${token}/${path.split('/').map(encodeURIComponent).join('/')}`
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    return await (fetch ?? globalThis.fetch)(address, { redirect: 'manual', signal })
  } catch {
    throw new Refusal(unreachable)
  }
}

function sentenceFor(error: unknown): string {
  if (!(error instanceof GrammyError)) return unreachable
  if (/too big/i.test(error.description)) return tooBig
  return error.error_code === 429 || error.error_code >= 500 ? unreachable : gone
}
