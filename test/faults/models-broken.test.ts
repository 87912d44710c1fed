/** Story: a model's server that fails in every way, on a real socket. The offline reader answers soon after. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPoster, whatsappBody } from './support/posts.ts'
import { openStage, ownerPhones, type Stage } from './support/stage.ts'
import { until } from './support/until.ts'

const question = 'net sales on 19 November'
const ourFault = 'Something went wrong'
/** What the house gives one attempt, and all steps of a turn together. */
const timeoutMs = 20_000
const soonMs = 2_000
const stepsMax = 8

type Ending = (response: ServerResponse) => void

const says = (message: object, finish = 'stop') =>
  JSON.stringify({
    id: 'c',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  })
const calls = (name: string, input: string) => {
  const asked = { id: 'call_0', type: 'function', function: { name, arguments: input } }
  return says({ content: null, tool_calls: [asked] }, 'tool_calls')
}
const json =
  (body: string): Ending =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(body)
  }
const refuses =
  (status: number, headers: Record<string, string> = {}): Ending =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end('{"error":{"message":"trouble"}}')
  }
const drips: Ending = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(' '), 500)
  response.on('close', () => clearInterval(timer))
}

/** How it fails, how long a turn may take, and the most requests it may make. */
const faults: [name: string, ends: Ending, msMax: number, requestsMax: number][] = [
  ['never answers', () => {}, timeoutMs + soonMs, 1],
  ['answers at two bytes a second', drips, timeoutMs + soonMs, 1],
  ['429, come again in an hour', refuses(429, { 'retry-after': '3600' }), soonMs, 1],
  ['429, come again at once', refuses(429, { 'retry-after': '0' }), soonMs, 3],
  ['503', refuses(503), soonMs + 1_200, 3],
  ['breaks off', (response) => response.socket!.destroy(), soonMs + 1_200, 3],
  ['not JSON', json('<html>'), soonMs + 1_200, 3],
  ['JSON of something else', json('{"hello":"world"}'), soonMs, 1],
  ['10 MB', json(says({ content: 'x'.repeat(10_000_000) })), soonMs + 1_200, 3],
  ['a tool that is not there', json(calls('delete_everything', '{}')), soonMs, stepsMax],
  ['arguments that are no JSON', json(calls('ask_sales', '{"que')), soonMs, stepsMax],
  ['the same tool for ever', json(calls('show_help', '{}')), soonMs, stepsMax],
]

let stage: Stage
const requests = new Map<string, number>()
const server = createServer((request, response) => void answer(request, response))

async function answer(request: IncomingMessage, response: ServerResponse) {
  const body = JSON.parse(Buffer.concat(await request.toArray()).toString())
  const said = body.messages.find(({ role }: { role: string }) => role === 'user').content
  const at = Number(/\((\d+)\)$/.exec(said)![1])
  const [name, ends] = faults[at]!
  requests.set(name, (requests.get(name) ?? 0) + 1)
  ends(response)
}

beforeAll(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  stage.environment.TILLIE_MODELS = 'openai'
  stage.environment.OPENAI_BASE_URL = `http://127.0.0.1:${port}/v1`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await stage.close()
})

const isAnswered = (text: string) => async () =>
  (await stage.sql`select from turns where question = ${text}`).count > 0

test('however the server fails, the offline reader answers within 2 s of the limit', async () => {
  const tillie = await stage.start({ asksServers: true })
  const poster = openPoster(() => tillie.url)
  // The first answer of a process is its slowest, and not the server's fault.
  await poster.postUntilTaken(whatsappBody('wamid.first', ownerPhones[60]!, `${question} (7)`))
  await until('it is warm', () => stage.hosts.taken.length > 0)
  requests.clear()

  // The two that take long are first and side by side with all others, which come one after another.
  for (const [at, [name, , msMax]] of faults.entries()) {
    const text = `${question} (${at})`
    await poster.postUntilTaken(whatsappBody(`wamid.${at}`, ownerPhones[at]!, text))
    if (msMax < timeoutMs) await until(`the answer beside ${name}`, isAnswered(text))
  }
  await until('all is answered', () => stage.hosts.taken.length > faults.length)
  await until('all is quiet', stage.isQuiet)
  poster.close()
  const turns = await stage.sql<{ question: string; reply: string; model: string; ms: number }[]>`
    select question, reply, model,
      extract(epoch from ended_at - started_at)::float * 1000 as ms
    from turns
    order by id
    offset 1`
  expect(turns).toHaveLength(faults.length)
  const kinds = turns.map(({ question, reply, model, ms }) => {
    const [name, , msMax, requestsMax] = faults[Number(/\((\d+)\)$/.exec(question)![1])]!
    console.log(`${name}: ${Math.round(ms)} ms, ${requests.get(name)} requests`)
    const isInTime = ms <= msMax
    const isBounded = requests.get(name)! >= 1 && requests.get(name)! <= requestsMax
    return { name, model, isAnswer: !reply.startsWith(ourFault), isInTime, isBounded }
  })
  const right = { model: 'offline', isAnswer: true, isInTime: true, isBounded: true }
  expect(kinds).toEqual(kinds.map(({ name }) => ({ name, ...right })))
})
