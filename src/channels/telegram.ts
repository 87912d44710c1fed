/** Telegram: Bot API updates in, messages, photos and documents out. */
import { GrammyError } from 'grammy'
import type { SendOptions, Sent } from '#chat/delivery.ts'
import type { Address, Inbound, MediaRef, Outgoing } from '#chat/message.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Channel } from './channel.ts'
import { faultWord } from './network-fault.ts'
import { sameSecret } from './same-secret.ts'
import { botIdOf, openTelegram } from './telegram-api.ts'
import type { Bot } from './telegram-groups.ts'
import { receiveTelegram } from './telegram-inbound.ts'
import { downloadTelegram } from './telegram-media.ts'
import { sendTelegram, telegramLimits } from './telegram-outbound.ts'

export interface TelegramOptions {
  token: string | null
  webhookSecret: string | null
  apiRoot: string
  /** The bot's @name, so that a mention in a group reaches us. */
  botUsername?: string | null
  fetch?: typeof fetch
  clock: Clock
  log: Log
}

/** What updates are filed under when no token is set. */
const unknownAccount = 'telegram'
/** Telegram's "typing…" ends by itself after 5 s. */
const typingEveryMs = 4000

export function telegram(options: TelegramOptions): Channel {
  const { token, webhookSecret, apiRoot, fetch, clock, log } = options
  const access = token ? { token, apiRoot, fetch } : null
  const api = access && openTelegram(access)
  const bot: Bot = {
    id: token ? botIdOf(token) : unknownAccount,
    username: options.botUsername?.replace(/^@/, '') || null,
  }
  return {
    name: 'telegram',
    limits: telegramLimits,
    typingEveryMs,
    looksSigned: verify,
    verify,
    receive,
    send,
    attend,
    acknowledgeTap,
    download,
  }

  function verify(headers: Headers): boolean {
    const given = headers.get('x-telegram-bot-api-secret-token')
    return Boolean(webhookSecret) && sameSecret(given ?? '', webhookSecret ?? '')
  }

  function receive(raw: unknown): Inbound[] {
    try {
      return receiveTelegram(raw, bot, clock)
    } catch (error) {
      log.error({ fault: (error as Error).name }, 'telegram: an update could not be read')
      return []
    }
  }

  async function send(message: Outgoing, to: Address, sending: SendOptions): Promise<Sent> {
    if (!api) return { is: 'skipped', reason: 'TELEGRAM_BOT_TOKEN is not set.' }
    if (!('chatId' in to)) {
      const reason = 'There is no Telegram chat to send to.'
      return { is: 'failed', code: 'no-address', reason, unreachable: false }
    }
    const sent = await sendTelegram(api, message, to.chatId, sending)
    if (sent.is === 'failed') log.error({ code: sent.code }, 'telegram: a message was refused')
    return sent
  }

  async function attend({ address }: { address: Address }): Promise<void> {
    if (!api || !('chatId' in address)) return
    await api.sendChatAction(address.chatId, 'typing').catch(shrug('no typing shown'))
  }

  async function acknowledgeTap(callbackId: string): Promise<void> {
    await api?.answerCallbackQuery(callbackId).catch(shrug('a tap was not acknowledged'))
  }

  async function download(media: MediaRef): Promise<{ bytes: Uint8Array; mime: string }> {
    if (!api || !access) throw new Refusal('I cannot get files: Telegram is not connected yet.')
    return downloadTelegram(api, media, access)
  }

  /** Best effort. A network error's own message holds the address, and with it the token. */
  function shrug(what: string) {
    return (error: unknown) => {
      const code = error instanceof GrammyError ? String(error.error_code) : faultWord(error)
      log.warn({ code }, `telegram: ${what}`)
    }
  }
}
