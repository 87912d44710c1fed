/** The Bot API's errors, and what each means for the message in hand. */
import { GrammyError } from 'grammy'
import type { Sent } from '#chat/delivery.ts'
import { refusalWords } from '#chat/refusal-words.ts'
import { sentAfterNetworkFault } from './network-fault.ts'

export function sentAfterTelegramFault(error: unknown, chatId: string): Sent {
  if (!(error instanceof GrammyError)) return sentAfterNetworkFault(error)
  const { error_code: status, description, parameters } = error
  const code = String(status)
  const reason = meaningOf(description) ?? refusalWords('telegram', code)

  if (status === 429) {
    const afterMs = parameters.retry_after ? parameters.retry_after * 1000 : null
    // Groups have a limit of their own (20 a minute); a private chat's 429 is the bot's.
    return { is: 'retry', afterMs, pauses: isGroup(chatId) ? 'chat' : 'account', code, reason }
  }
  if (status === 504) return { is: 'unknown', reason: 'HTTP 504 from Telegram.' }
  if (status >= 500) return { is: 'retry', afterMs: null, pauses: 'nothing', code, reason }
  return { is: 'failed', code, reason, unreachable: isUnreachable(status, description) }
}

/** What Telegram's sentence says beyond its code; never the sentence, which may quote the message. */
const meanings: [RegExp, string][] = [
  [/blocked by the user/i, 'the person has blocked us'],
  [/user is deactivated/i, 'the account was deleted'],
  [/bot was kicked|not a member|chat was deleted/i, 'we are not in that chat any more'],
  [/chat not found|PEER_ID_INVALID/i, 'there is no such chat'],
  [/can't initiate conversation/i, 'the person has not written to us yet'],
  [/not enough rights|have no rights/i, 'we may not write in that chat'],
  [/too long/i, 'the message is too long'],
]

function meaningOf(description: string): string | undefined {
  return meanings.find(([sign]) => sign.test(description))?.[1]
}

/** The markup was refused; the same words without it would not be. */
export function isMarkupFault(error: unknown): boolean {
  return isRefused(error, /can't parse entities/i)
}

/** The picture cannot be shown as a photo (size, sides, format); as a document it can be sent. */
export function isPhotoFault(error: unknown): boolean {
  return isRefused(error, /PHOTO_|IMAGE_PROCESS_FAILED|too big for a photo/)
}

/** The group has become a supergroup, under this id. */
export function movedTo(error: unknown): string | null {
  const id = error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined
  return id === undefined ? null : String(id)
}

function isRefused(error: unknown, what: RegExp): boolean {
  return error instanceof GrammyError && error.error_code === 400 && what.test(error.description)
}

function isGroup(chatId: string): boolean {
  return chatId.startsWith('-')
}

/** Blocked, deactivated, thrown out of the group, or never met. */
function isUnreachable(status: number, description: string): boolean {
  return status === 403 || (status === 400 && /chat not found|PEER_ID_INVALID/i.test(description))
}
