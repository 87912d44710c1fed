/** How the platforms are reached: by the settings' credentials, or by the phone's stand-ins. */
import { randomBytes, randomInt } from 'node:crypto'
import type { Config } from '../config.ts'

/** null: not set. Without a secret no post is accepted; without a token answers are `skipped`. */
export interface Connections {
  whatsapp: {
    verifyToken: string | null
    appSecret: string | null
    accessToken: string | null
    phoneNumberId: string | null
    apiVersion: string
    baseUrl: string
  }
  telegram: { token: string | null; webhookSecret: string | null; apiRoot: string }
}

/**
 * On the phone anybody is the owner. So unless it is asked for, it is there only to try Tillie out:
 * without credentials, and on this machine alone.
 */
export function isForTrying(config: Config): boolean {
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(config.TILLIE_HOST)
  return isLoopback && !hasCredentials(config)
}

function hasCredentials(config: Config): boolean {
  return Boolean(
    config.WHATSAPP_APP_SECRET ||
      config.WHATSAPP_ACCESS_TOKEN ||
      config.TELEGRAM_BOT_TOKEN ||
      config.TELEGRAM_WEBHOOK_SECRET,
  )
}

export function realConnections(config: Config): Connections {
  return {
    whatsapp: {
      verifyToken: config.WHATSAPP_VERIFY_TOKEN ?? null,
      appSecret: config.WHATSAPP_APP_SECRET ?? null,
      accessToken: config.WHATSAPP_ACCESS_TOKEN ?? null,
      phoneNumberId: config.WHATSAPP_PHONE_NUMBER_ID ?? null,
      apiVersion: config.WHATSAPP_API_VERSION,
      baseUrl: config.WHATSAPP_BASE_URL,
    },
    telegram: {
      token: config.TELEGRAM_BOT_TOKEN ?? null,
      webhookSecret: config.TELEGRAM_WEBHOOK_SECRET ?? null,
      apiRoot: config.TELEGRAM_BASE_URL,
    },
  }
}

export type Secrets = ReturnType<typeof phoneSecrets>

/**
 * The phone's own secrets: those that check a post may be set, everything else is drawn anew at
 * each start. A real token is never handed to the stand-ins.
 */
export function phoneSecrets(config: Config) {
  const draw = () => randomBytes(24).toString('hex')
  return {
    appSecret: config.WHATSAPP_APP_SECRET ?? draw(),
    verifyToken: config.WHATSAPP_VERIFY_TOKEN ?? draw(),
    accessToken: draw(),
    phoneNumberId: config.WHATSAPP_PHONE_NUMBER_ID ?? phoneNumberId,
    botToken: `${botId}:${randomInt(2 ** 31)}${draw()}`,
    webhookSecret: config.TELEGRAM_WEBHOOK_SECRET ?? draw(),
  }
}

/** The same at every start, so that conversations on the phone go on. */
const phoneNumberId = '100000000000001'
const botId = '7000000001'

export function phoneConnections(config: Config, secrets: Secrets, url: string): Connections {
  const { appSecret, verifyToken, accessToken, phoneNumberId, botToken, webhookSecret } = secrets
  const apiVersion = config.WHATSAPP_API_VERSION
  const baseUrl = `${url}/emulator/graph`
  return {
    whatsapp: { verifyToken, appSecret, accessToken, phoneNumberId, apiVersion, baseUrl },
    telegram: { token: botToken, webhookSecret, apiRoot: `${url}/emulator/bot` },
  }
}
