/** How Telegram's updates come in: posted to a public address, or fetched where there is none. */
import type { Channel } from '#channels/channel.ts'
import { type Polling, pollTelegram } from '#channels/telegram-polling.ts'
import { registerTelegramWebhook } from '#channels/telegram-webhook.ts'
import type { Post } from '#chat/post.ts'
import type { House } from '../house.ts'

interface Meeting {
  house: House
  telegram: Channel
  keep(post: Post): Promise<void>
  fetch: typeof fetch | undefined
}

/** With a public address Telegram posts to us; without one we ask it for updates. */
export async function meetTelegram(meeting: Meeting): Promise<Polling | null> {
  const { house, telegram, keep, fetch } = meeting
  const { config, clock, log } = house
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_SECRET: secret, PUBLIC_URL } = config
  if (!token) return null
  const access = { token, apiRoot: config.TELEGRAM_BASE_URL, fetch }
  if (PUBLIC_URL && secret) {
    await registerTelegramWebhook({ ...access, publicUrl: PUBLIC_URL, secret })
    return null
  }
  return pollTelegram({
    ...access,
    clock,
    log,
    keep: (updates) =>
      keep({
        channel: 'telegram',
        body: JSON.stringify(updates),
        inbound: telegram.receive(updates),
      }),
  })
}
