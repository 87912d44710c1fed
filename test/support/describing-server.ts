/**
 * A stand-in for the servers that describe pictures, as their documentation has it: chat completions
 * with a picture, embeddings of words, and embeddings of pictures. It "sees" the bytes of a picture as
 * words, and its vectors are of the words that stand in them. It can fail in every way they know.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'

interface AskedPost {
  path: string
  key: string | undefined
  body: {
    model: string
    input?: string | string[]
    modality?: string
    messages?: { role: string; content: unknown }[]
    [part: string]: unknown
  }
}

export type Manner =
  | 'answers'
  | '401'
  | '429'
  | '500'
  | '400'
  | 'cut'
  | 'no JSON'
  | 'no words'
  | 'refuses'
  | 'long vector'
  | 'never'

export async function openDescribingServer() {
  const asked: AskedPost[] = []
  let manner: (post: AskedPost) => Manner = () => 'answers'
  /** What the model says of a picture that shows these words. */
  let words = (shown: string): object => ({
    type: shown,
    brand: '',
    colour: '',
    material: '',
    text: '',
  })
  const server = createServer(async (request, response) => {
    const sent = await text(request).catch(() => null)
    if (sent === null) return // Who asked has given up in the middle.
    const body = JSON.parse(sent) as AskedPost['body']
    const post = { path: request.url ?? '', key: request.headers.authorization, body }
    asked.push(post)
    await answer(post, response)
  })
  // Who asks closes first: the next question would meet a closed door.
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    of: (end: string) => asked.filter(({ path }) => path.endsWith(end)),
    behave: (next: Manner | ((post: AskedPost) => Manner)) => {
      manner = typeof next === 'function' ? next : () => next
    },
    says: (next: typeof words) => {
      words = next
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }

  async function answer(post: AskedPost, response: ServerResponse) {
    const how = manner(post)
    const isChat = post.path.endsWith('/chat/completions')
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    if (how === 'never') return pause(60_000, undefined, { ref: false })
    if (how === '401') return send(401, { error: { message: 'no', code: 'invalid_api_key sk-1' } })
    if (how === '429') return send(429, { error: { message: 'no', code: 'insufficient_quota' } })
    if (how === '400') return send(400, { error: { message: 'bad image', code: 'invalid_image' } })
    if (how === '500') return send(500, { error: { message: 'no' } })
    if (how === 'no JSON') return send(200, isChat ? completion('It is a mug.') : '<html>')
    if (how === 'no words') return send(200, isChat ? completion('{"type":7}') : { data: [] })
    if (how === 'refuses') return send(200, completion(null, { refusal: 'I will not.' }))
    if (how === 'cut' && isChat) return send(200, completion('{"type":"mu', {}, 'length'))
    if (how === 'cut') return send(200, '{"data":[{"embed')
    if (isChat) return send(200, completion(JSON.stringify(words(shownIn(post)))))
    const [input] = [post.body.input].flat()
    const said = input!.startsWith('data:') ? ofDataUrl(input!) : input!
    const embedding = wordVector(said, how === 'long vector' ? 3_072 : 1_536)
    send(200, {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding }],
      model: post.body.model,
      usage: { prompt_tokens: 9, total_tokens: 9 },
    })
  }
}

function shownIn({ body }: AskedPost): string {
  const content = body.messages!.at(-1)!.content as { image_url: { url: string } }[]
  return ofDataUrl(content[0]!.image_url.url)
}

function ofDataUrl(url: string): string {
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64').toString()
}

function completion(content: string | null, more: object = {}, finish = 'stop') {
  return {
    id: 'c',
    object: 'chat.completion',
    choices: [
      { index: 0, message: { role: 'assistant', content, ...more }, finish_reason: finish },
    ],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  }
}

/** Each word in a place of its own. */
export function wordVector(text: string, dimensions = 1_536): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  for (const word of text.toLowerCase().match(/\p{L}{3,}/gu) ?? []) {
    const hash = createHash('sha256').update(word).digest()
    vector[hash.readUInt32LE(0) % dimensions]! += 1
  }
  return vector
}
