/** The recorded payloads, and adapters that are pointed at stand-ins. */
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { type TelegramOptions, telegram } from '#channels/telegram.ts'
import { type WhatsappOptions, whatsapp } from '#channels/whatsapp.ts'
import type { SendOptions } from '#chat/delivery.ts'
import { openLog } from '#kit/log.ts'

export const graph = 'https://graph.facebook.com'
export const botApi = 'https://api.telegram.org'
export const appSecret = 'the app secret'
export const botToken = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw'
export const now = new Date('2026-11-20T10:00:00Z')

export function openWhatsapp(changed: Partial<WhatsappOptions> = {}) {
  return whatsapp({
    appSecret,
    accessToken: 'the access token',
    phoneNumberId: '106540352242922',
    apiVersion: 'v25.0',
    baseUrl: graph,
    clock: () => now,
    log: openLog('silent'),
    ...changed,
  })
}

export function openTelegramChannel(changed: Partial<TelegramOptions> = {}) {
  return telegram({
    token: botToken,
    webhookSecret: 'hook-secret',
    apiRoot: botApi,
    clock: () => now,
    log: openLog('silent'),
    ...changed,
  })
}

export const sending: SendOptions = {
  correlation: 'outbox-7',
  load: async () => new TextEncoder().encode('the bytes'),
}

export function signed(body: Uint8Array | string, secret = appSecret): Headers {
  const hex = createHmac('sha256', secret).update(body).digest('hex')
  return new Headers({ 'x-hub-signature-256': `sha256=${hex}` })
}

/** A webhook of one change. */
export function post(value: object, field = 'messages') {
  const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }
  const change = { field, value: { messaging_product: 'whatsapp', metadata, ...value } }
  return { object: 'whatsapp_business_account', entry: [{ id: 'waba', changes: [change] }] }
}

export function recorded(platform: 'whatsapp' | 'telegram') {
  const folder = new URL(`../fixtures/${platform}/`, import.meta.url)
  return readdirSync(folder).map((name) => {
    const bytes = new Uint8Array(readFileSync(new URL(name, folder)))
    return { name, bytes, json: JSON.parse(new TextDecoder().decode(bytes)) as unknown }
  })
}

/** A local port that was free a moment ago, and that nobody listens on. */
export async function addressOfNobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}
