/**
 * The platforms' hosts as a real server on this machine: they take messages, remember them, and
 * make trouble as they are told. What is remembered is what really reached the platform.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { openPlatforms } from '#test/support/platforms.ts'

export interface HostCall {
  channel: 'whatsapp' | 'telegram'
  /** A message that a person would see; not a read mark, typing or an upload. */
  isMessage: boolean
  to: string
  text: string
  /** `biz_opaque_callback_data`, with which statuses name the message. */
  correlation: string | null
  at: number
}

/** `externalId` is the platform's name for the message. */
export type TakenCall = HostCall & { externalId: string }

/**
 * `refuse`: not taken; by `code`, WhatsApp's own number for it, when one is given. `lost`: taken, and
 * the answer is lost. `reset`: not taken, and the connection breaks. `slowly`: taken, and answered
 * after so long. `drips`: taken, and answered at two bytes a second.
 */
export type Trouble =
  | { is: 'refuse'; status: number; code?: number; retryAfterSeconds?: number }
  | { is: 'drips' }
  | { is: 'lost' }
  | { is: 'reset' }
  | { is: 'slowly'; ms: number }
  | null

export interface Hosts {
  /** Settings that lead a Tillie here. */
  environment: Record<string, string>
  /** Every message that a platform took, in order. */
  taken: TakenCall[]
  /** Every call for a message, taken or not. */
  tried: HostCall[]
  /** From now on, before each call; null lets it through. */
  trouble(decide: (call: HostCall) => Trouble): void
  close(): Promise<void>
}

export async function openHosts(): Promise<Hosts> {
  const platforms = openPlatforms()
  const taken: TakenCall[] = []
  const tried: HostCall[] = []
  let decide: (call: HostCall) => Trouble = () => null
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    environment: { WHATSAPP_BASE_URL: `${url}/graph`, TELEGRAM_BASE_URL: `${url}/bot-api` },
    taken,
    tried,
    trouble: (next) => {
      decide = next
    },
    close,
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const body = Buffer.concat(await request.toArray())
    const call = read(request.url!, request.headers['content-type'] ?? '', body)
    const trouble = call.isMessage ? decide(call) : null
    if (call.isMessage) tried.push(call)
    if (trouble?.is === 'reset') return request.socket.destroy()
    if (trouble?.is === 'refuse') return refuse(response, call, trouble)
    const reply = await accept(request, body)
    const told = await reply.text()
    if (call.isMessage && reply.ok) taken.push({ ...call, externalId: nameIn(told) })
    if (trouble?.is === 'lost') return request.socket.destroy()
    if (trouble?.is === 'slowly') await pause(trouble.ms)
    if (trouble?.is === 'drips') return drip(response, told)
    response.writeHead(reply.status, { 'content-type': 'application/json' })
    response.end(told)
  }

  function accept({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Response> {
    const [host, path] = hostOf(url!)
    const type = headers['content-type']
    return platforms.fetch(`https://${host}${path}`, {
      method,
      ...(type && { headers: { 'content-type': type } }),
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    })
  }

  async function close() {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
}

function hostOf(url: string): [string, string] {
  if (url.startsWith('/graph')) return ['graph.facebook.com', url.slice('/graph'.length)]
  return ['api.telegram.org', url.slice('/bot-api'.length)]
}

function read(url: string, type: string, body: Buffer): HostCall {
  const [host, path] = hostOf(url)
  const json = type.includes('json') && body.length > 0 ? JSON.parse(body.toString()) : {}
  const isGraph = host === 'graph.facebook.com'
  const isMessage = isGraph
    ? path.endsWith('/messages') && json.status === undefined
    : /\/send(?!ChatAction)\w+$/.test(path)
  return {
    channel: isGraph ? 'whatsapp' : 'telegram',
    isMessage,
    to: String(json.to ?? json.recipient ?? json.chat_id ?? ''),
    text: String(json.text?.body ?? json.interactive?.body?.text ?? json.text ?? ''),
    correlation: json.biz_opaque_callback_data ?? null,
    at: performance.now(),
  }
}

function nameIn(told: string): string {
  const { messages, result } = JSON.parse(told)
  return String(messages?.[0]?.id ?? result?.message_id)
}

function drip(response: ServerResponse, told: string) {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': told.length })
  let sent = 0
  const timer = setInterval(() => {
    response.write(told.slice(sent, sent + 1))
    sent += 1
    if (sent >= told.length) response.end()
  }, 500)
  response.on('close', () => clearInterval(timer))
}

/** WhatsApp's own numbers: the account's call limit; something went wrong. */
function codeFor(status: number): number {
  return status === 429 ? 80007 : 131000
}

/** As the platforms word it. */
function refuse(
  response: ServerResponse,
  { channel }: HostCall,
  { status, code, retryAfterSeconds }: Extract<Trouble, { is: 'refuse' }>,
) {
  const wait = retryAfterSeconds ?? 1
  const body =
    channel === 'whatsapp'
      ? { error: { message: 'trouble', type: 'OAuthException', code: code ?? codeFor(status) } }
      : { ok: false, error_code: status, description: 'trouble', parameters: { retry_after: wait } }
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
  })
  response.end(JSON.stringify(body))
}
