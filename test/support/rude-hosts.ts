/** Platforms and a model server that fail in every way they know, and quote in it all that they were told. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inner } from './canaries.ts'

const manners = ['fails', 'throttles', 'is down', 'answers a page', 'cannot be reached', 'hangs up']
export type Manner = (typeof manners)[number] | 'is polite'

export interface RudeHosts {
  fetch: typeof fetch
  manners: readonly Manner[]
  /** From now on. */
  behave(manner: Manner): void
  /** An OpenAI server that repeats the key and the question, whatever it answers. */
  modelUrl: string
  asked(): number
  close(): Promise<void>
}

export async function openRudeHosts(): Promise<RudeHosts> {
  let manner: Manner = 'is polite'
  let asked = 0
  let count = 0
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      asked += 1
      const quoted = `${inner.model} ${request.headers.authorization} ${Buffer.concat(parts)}`
      const code = `invalid ${quoted}`.slice(0, 200)
      const status = asked % 2 ? 401 : 400
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-request-id': quoted.slice(0, 60),
      })
      response.end(JSON.stringify({ error: { message: quoted, type: quoted, code } }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    fetch: answer,
    manners,
    behave: (next) => {
      manner = next
    },
    modelUrl: `http://127.0.0.1:${port}/v1`,
    asked: () => asked,
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }

  async function answer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    const told = [request.url, request.headers.get('authorization'), await request.text()].join(' ')
    const isGraph = new URL(request.url).hostname === 'graph.facebook.com'
    if (manner === 'is polite') return isGraph ? graphAnswer() : botAnswer(request)
    const quoted = `${inner.platform}: ${told}`
    switch (manner) {
      case 'cannot be reached':
      case 'hangs up':
        throw networkFault(manner === 'hangs up' ? 'ECONNRESET' : 'ECONNREFUSED', told)
      case 'answers a page':
        return new Response(`<html>${quoted}</html>`, { status: 502, statusText: 'Bad Gateway' })
      default:
        return isGraph ? graphFault(manner, quoted) : botFault(manner, quoted)
    }
  }

  function graphAnswer() {
    return Response.json({
      messaging_product: 'whatsapp',
      contacts: [],
      messages: [{ id: `wamid.out-${++count}` }],
    })
  }

  function botAnswer(request: Request) {
    const chat = { id: 1, type: 'private' }
    const result = /send(?!ChatAction)/.test(request.url)
      ? { message_id: ++count, date: 0, chat }
      : true
    return Response.json({ ok: true, result })
  }
}

const graphCodes: Record<string, [status: number, code: number]> = {
  fails: [400, 131026],
  throttles: [429, 131056],
  'is down': [503, 131016],
}

function graphFault(manner: Manner, quoted: string): Response {
  const [status, code] = graphCodes[manner] ?? [400, 100]
  const error = {
    message: `(#${code}) ${quoted}`,
    type: quoted,
    code,
    error_data: { messaging_product: 'whatsapp', details: quoted },
    error_user_title: quoted,
    error_user_msg: quoted,
    fbtrace_id: quoted,
  }
  return Response.json({ error }, { status })
}

function botFault(manner: Manner, quoted: string): Response {
  const status = { fails: 403, throttles: 429, 'is down': 500 }[manner as string] ?? 400
  const parameters = status === 429 ? { retry_after: 1 } : undefined
  const body = { ok: false, error_code: status, description: `Refused: ${quoted}`, parameters }
  return Response.json(body, { status })
}

/** As fetch throws it, with the address, and so the token, in its words. */
function networkFault(code: string, told: string): Error {
  const cause = Object.assign(new Error(`${inner.network}: connect ${told}`), {
    code,
    address: told,
  })
  return new TypeError(`fetch failed: ${told}`, { cause })
}
