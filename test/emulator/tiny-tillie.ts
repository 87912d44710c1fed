/** A tiny server in Tillie's place: it keeps what the phone posts, and mounts the stand-ins. */
import { createHmac } from 'node:crypto'
import { EventEmitter, on } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Role } from '#domain/identity.ts'
import { openEmulator } from '#emulator/emulator.ts'
import { personas } from '#emulator/personas.ts'
import { openLog } from '#kit/log.ts'

export const secrets = {
  appSecret: 'app-secret-of-the-tests',
  verifyToken: 'verify-token-of-the-tests',
  accessToken: 'access-token-of-the-tests',
  phoneNumberId: '106540352242922',
  botToken: '5000000001:AAtesttesttesttesttesttesttesttest0',
  webhookSecret: 'webhook-secret-of-the-tests',
}

export interface Taken {
  channel: string
  headers: Headers
  raw: Buffer
  /** One or the other, by its channel. */
  body: WhatsappPost & TelegramPost
}

interface WhatsappPost {
  entry: [{ changes: [{ value: WhatsappValue }] }]
}
interface WhatsappValue {
  contacts?: [{ profile: { name: string } }]
  metadata: { phone_number_id: string }
  messages: [{ id: string; image: { id: string } }]
  statuses: [{ id: string; status: string }]
}
interface TelegramPost {
  update_id: number
  message: { text: string }
  callback_query: { id: string }
}

export type TinyTillie = Awaited<ReturnType<typeof openTinyTillie>>

export async function openTinyTillie() {
  let now = new Date('2026-11-20T09:00:00Z')
  const told = new EventEmitter()
  const waiting = on(told, 'webhook')
  const answers: number[] = []
  const app = new Hono()
  const emulator = openEmulator({
    clock: () => now,
    // Time goes by when a test says so, however busy the machine is.
    elapsedMs: () => 0,
    log: openLog('silent'),
    secrets,
    webhookBase: () => url,
    personas,
    pace: { stateMs: 0, retryMs: 1 },
  })
  app.post('/webhooks/:channel', async (c) => {
    const raw = Buffer.from(await c.req.arrayBuffer())
    const status = answers.shift() ?? 200
    const { channel } = c.req.param()
    const taken = { channel, headers: c.req.raw.headers, raw, body: JSON.parse(raw.toString()) }
    told.emit('webhook', taken)
    return new Response('', { status })
  })
  app.route('/emulator/graph', emulator.graph)
  app.route('/emulator/bot', emulator.bot)
  app.route('/phone', emulator.phone)
  const server = serve({
    ...{ fetch: app.fetch, port: 0, hostname: '127.0.0.1' },
    // Who asks closes first: the next request would meet a closed door.
    serverOptions: { keepAliveTimeout: 0 },
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return { url, emulator, answer, next, wait, graph, bot, phone, upload, hear, send, close }

  /** The HTTP status of the next webhook; 200 when nothing was ordered. */
  function answer(...statuses: number[]) {
    answers.push(...statuses)
  }
  /** The next webhook that the phone posts. */
  async function next(): Promise<Taken> {
    const { value } = await waiting.next()
    return value![0]
  }
  function wait(ms: number) {
    now = new Date(now.getTime() + ms)
  }
  function graph(path: string, body?: object, token = secrets.accessToken) {
    return fetch(`${url}/emulator/graph/v25.0/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify({ messaging_product: 'whatsapp', ...body }),
    })
  }
  async function upload(bytes: Uint8Array, mime: string, name = 'file') {
    const form = new FormData()
    form.set('messaging_product', 'whatsapp')
    form.set('file', new File([new Uint8Array(bytes)], name, { type: mime }))
    const headers = { authorization: `Bearer ${secrets.accessToken}` }
    const path = `${url}/emulator/graph/v25.0/${secrets.phoneNumberId}/media`
    return fetch(path, { method: 'POST', headers, body: form })
  }
  function bot(method: string, fields: object | FormData = {}, token = secrets.botToken) {
    return fetch(`${url}/emulator/bot/bot${token}/${method}`, {
      method: 'POST',
      ...(fields instanceof FormData
        ? { body: fields }
        : { body: JSON.stringify(fields), headers: { 'content-type': 'application/json' } }),
    })
  }
  function phone(path: string, init: RequestInit = {}) {
    return fetch(`${url}/phone${path}`, init)
  }
  /** Somebody writes on WhatsApp, so that the 24-hour window is open. */
  async function hear(persona: Role): Promise<string> {
    const { id, taken } = emulator.say({ persona, channel: 'whatsapp', text: 'Hello' })
    await taken
    await next()
    return id
  }
  async function send(to: string, extra: object = {}): Promise<{ id: string }> {
    const body = { to, text: { body: 'Hello' }, ...extra }
    const answer = await jsonOf(await graph(`${secrets.phoneNumberId}/messages`, body))
    return answer.messages[0]
  }
  async function close() {
    emulator.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** What the stand-ins may answer; each has some of it. */
interface Answer {
  id: string
  url: string
  mime_type: string
  file_size: number
  description: string
  error: { code: number; error_data: unknown }
  messages: [{ id: string }]
}

export function jsonOf(response: Response): Promise<Answer> {
  return response.json() as Promise<Answer>
}

/** What Meta's signature of these bytes must be. */
export function signatureOf(raw: Buffer): string {
  return `sha256=${createHmac('sha256', secrets.appSecret).update(raw).digest('hex')}`
}

/** One black pixel. */
export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
