/** People at work: signed webhooks with words of their own, posted until somebody answers 200. */
import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { secrets } from './stage.ts'

export interface Posted {
  status: number
  /** 0 when nobody answered. */
  ms: number
  /** When it ended, as `performance.now()` tells. */
  at: number
}

/** One WhatsApp message from a phone number with its plus sign; the id is the platform's. */
export function whatsappBody(id: string, phone: string, text: string, sentAt = new Date()): string {
  const number = phone.replace('+', '')
  const metadata = { display_phone_number: '15550001111', phone_number_id: secrets.number }
  const timestamp = String(Math.floor(sentAt.getTime() / 1_000))
  const message = { from: number, id, timestamp, type: 'text', text: { body: text } }
  const contacts = [{ profile: { name: `P ${number}` }, wa_id: number }]
  const value = { messaging_product: 'whatsapp', metadata, contacts, messages: [message] }
  return envelope(value)
}

/** What WhatsApp tells of a message that it was given. */
export function statusBody(of: string, state: string, phone: string, correlation: string): string {
  const metadata = { display_phone_number: '15550001111', phone_number_id: secrets.number }
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const recipient_id = phone.replace('+', '')
  const status = { id: of, status: state, timestamp, recipient_id }
  return envelope({
    messaging_product: 'whatsapp',
    metadata,
    statuses: [{ ...status, biz_opaque_callback_data: correlation }],
  })
}

function envelope(value: object): string {
  const entry = [{ id: '1', changes: [{ field: 'messages', value }] }]
  return JSON.stringify({ object: 'whatsapp_business_account', entry })
}

export function telegramBody(updateId: number, chat: number, text: string): string {
  const from = { id: chat, is_bot: false, first_name: `P ${chat}` }
  const date = Math.floor(Date.now() / 1_000)
  const message = { message_id: updateId, from, chat: { id: chat, type: 'private' }, date, text }
  return JSON.stringify({ update_id: updateId, message })
}

export interface Poster {
  /** Once; status 0 when the connection failed. */
  post(body: string, channel?: 'whatsapp' | 'telegram'): Promise<Posted>
  /** Again and again, as the platforms do, until it is taken; how often that was. */
  postUntilTaken(body: string, channel?: 'whatsapp' | 'telegram'): Promise<number>
  /** Every post so far, oldest first. */
  history: Posted[]
  close(): void
}

const retryMs = 25
const timeoutMs = 20_000

/** `url` is asked before each post, since a restarted Tillie may stand elsewhere. */
export function openPoster(url: () => string, connectionsMax = 64): Poster {
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsMax })
  const history: Posted[] = []
  return { post, postUntilTaken, history, close: () => agent.destroy() }

  function post(body: string, channel: 'whatsapp' | 'telegram' = 'whatsapp'): Promise<Posted> {
    const started = performance.now()
    const headers = { 'content-type': 'application/json', ...signatureOf(channel, body) }
    return new Promise((done) => {
      const end = (status: number) => {
        const at = performance.now()
        history.push({ status, at, ms: at - started })
        done(history.at(-1)!)
      }
      const asked = request(`${url()}/webhooks/${channel}`, {
        ...{ method: 'POST', agent, headers, timeout: timeoutMs },
      })
      asked.on('response', (response) => {
        response.resume()
        response.on('end', () => end(response.statusCode ?? 0))
        response.on('error', () => end(0))
      })
      asked.on('timeout', () => asked.destroy())
      asked.on('error', () => end(0))
      asked.end(body)
    })
  }

  async function postUntilTaken(body: string, channel: 'whatsapp' | 'telegram' = 'whatsapp') {
    for (let times = 1; ; times += 1) {
      const { status } = await post(body, channel)
      if (status === 200) return times
      await pause(retryMs)
    }
  }
}

function signatureOf(channel: 'whatsapp' | 'telegram', body: string): Record<string, string> {
  if (channel === 'telegram') return { 'x-telegram-bot-api-secret-token': secrets.webhook }
  const hex = createHmac('sha256', secrets.app).update(body).digest('hex')
  return { 'x-hub-signature-256': `sha256=${hex}` }
}
