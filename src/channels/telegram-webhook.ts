/** Tells Telegram where to post updates, with the secret that each post must carry. */
import { GrammyError } from 'grammy'
import { Refusal } from '#kit/refusal.ts'
import { openTelegram, type TelegramAccess } from './telegram-api.ts'
import { allowedUpdates } from './telegram-inbound.ts'

export async function registerTelegramWebhook({
  publicUrl,
  secret,
  ...access
}: TelegramAccess & { publicUrl: string; secret: string }): Promise<void> {
  if (!/^[\w-]{1,256}$/.test(secret)) {
    throw new Refusal('TELEGRAM_WEBHOOK_SECRET must be 1 to 256 letters, digits, _ or -.')
  }
  const address = `${publicUrl.replace(/\/+$/, '')}/webhooks/telegram`
  try {
    await openTelegram(access).setWebhook(address, {
      secret_token: secret,
      allowed_updates: allowedUpdates,
    })
  } catch (error) {
    if (!(error instanceof GrammyError)) {
      throw new Refusal('Telegram could not be reached, so that the webhook is not registered.')
    }
    throw new Refusal(`Telegram refused the webhook at PUBLIC_URL: ${error.description}.`)
  }
}
