/** What the platforms post: unique, signed bodies as whole HTTP requests, made before the clock runs. */
import { createHmac, randomUUID } from 'node:crypto'

export const appSecret = 'bench-app-secret'
export const webhookSecret = 'bench-webhook-secret'
export const phoneNumberId = '106540352242922'
/** Digits before the colon are the bot's id. */
export const botToken = '7000000001:bench'

export type Body = 'whatsapp' | 'telegram'

/** `count` requests; no two of any run are the same message. */
export function requestsFor(body: Body, path: string, count: number): Buffer[] {
  const run = randomUUID().slice(0, 8)
  return Array.from({ length: count }, (_, at) => {
    const phone = String(254_700_000_000 + (at % chats))
    const what = { id: `${run}.${at}`, phone, words: 'How did we do yesterday?' }
    return body === 'whatsapp' ? whatsappPost(path, what) : telegramPost(path, at)
  })
}

/** A person's words on WhatsApp, signed; `phone` without its plus sign. */
export function whatsappPost(
  path: string,
  what: { id: string; phone: string; words: string },
): Buffer {
  const text = JSON.stringify(whatsappText(what))
  const signature = createHmac('sha256', appSecret).update(text).digest('hex')
  return requestOf(path, text, `x-hub-signature-256: sha256=${signature}`)
}

function telegramPost(path: string, at: number): Buffer {
  const proof = `x-telegram-bot-api-secret-token: ${webhookSecret}`
  return requestOf(path, JSON.stringify(telegramText(at)), proof)
}

function requestOf(path: string, text: string, proof: string): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    proof,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`)
}

const chats = 1_000

function whatsappText({ id, phone, words }: { id: string; phone: string; words: string }) {
  const metadata = { display_phone_number: '15550783881', phone_number_id: phoneNumberId }
  const message = {
    from: phone,
    id: `wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQz${id}`,
    timestamp: String(Math.floor(Date.now() / 1_000)),
    type: 'text',
    text: { body: words },
  }
  const value = {
    messaging_product: 'whatsapp',
    metadata,
    contacts: [{ profile: { name: 'Amina Wanjiru' }, wa_id: phone }],
    messages: [message],
  }
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: '419561257915477', changes: [{ value, field: 'messages' }] }],
  }
}

let updateId = Date.now() * 100

function telegramText(at: number) {
  const id = 500_000_000 + (at % chats)
  return {
    update_id: updateId++,
    message: {
      message_id: at + 1,
      from: { id, is_bot: false, first_name: 'Amina', last_name: 'Wanjiru', language_code: 'en' },
      chat: { id, first_name: 'Amina', last_name: 'Wanjiru', type: 'private' },
      date: Math.floor(Date.now() / 1_000),
      text: 'How did we do yesterday?',
    },
  }
}
