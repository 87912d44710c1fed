/**
 * OpenAI and Groq as HTTP stand-ins: whatever the server does, the turn ends in an answer.
 * The clients are the real ones; the last model of the chain is a plain reader.
 */
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Patience } from '#clients/ask-server.ts'
import type { Model } from '#engine/model.ts'
import { inOrder } from '#engine/models/fallback.ts'
import { groq } from '#engine/models/groq.ts'
import { openai } from '#engine/models/openai.ts'
import { openTeaShop, plain } from './tea-shop.ts'

const patience: Patience = { timeoutMs: 60_000, attemptsMax: 3, retryAfterMsMax: 100, backoffMs: 1 }
const hasty: Patience = { ...patience, timeoutMs: 100 }
const good = 'You took **£1,246.65** on 18 January.'
const own = 'Net sales on Tue, 18 January 2011 were **£1,246.65** from 1 orders.'
const key = 'sk-not-a-real-one'

const kinds: [string, string, (patience: Patience) => Model][] = [
  [
    'openai',
    'http://openai.test/v1/chat/completions',
    (patience) =>
      openai({ apiKey: key, baseUrl: 'http://openai.test/v1', model: 'small', patience }),
  ],
  [
    'groq',
    'http://groq.test/openai/v1/chat/completions',
    (patience) => groq({ apiKey: key, baseUrl: 'http://groq.test', model: 'small', patience }),
  ],
]

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

type Step = () => Response | Promise<Response>

const says =
  (content: string, finish = 'stop'): Step =>
  () =>
    completion({ role: 'assistant', content }, finish)

const calls =
  (...made: [name: string, input: string][]): Step =>
  () =>
    completion(
      {
        role: 'assistant',
        content: null,
        tool_calls: made.map(([name, text], i) => ({
          id: `call_${i}`,
          type: 'function',
          function: { name, arguments: text },
        })),
      },
      'tool_calls',
    )

const asksTakings = calls(['takings', '{"day":"2011-01-18"}'])

const fails =
  (status: number, error: object, headers: Record<string, string> = {}): Step =>
  () =>
    HttpResponse.json({ error }, { status, headers })

function completion(message: object, finish: string): Response {
  return HttpResponse.json({
    id: 'c',
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: finish }],
    usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 },
  })
}

describe.each(kinds)('%s', async (name, address, open) => {
  const shop = await openTeaShop()
  afterAll(shop.close)

  /** Serves the steps in order, the last again and again, and keeps what was sent. */
  function serve(...steps: Step[]) {
    const sent: { body: Record<string, unknown>; headers: Headers }[] = []
    server.use(
      http.post(address, async ({ request }) => {
        sent.push({
          body: (await request.json()) as Record<string, unknown>,
          headers: request.headers,
        })
        return steps[Math.min(sent.length, steps.length) - 1]!()
      }),
    )
    return sent
  }

  const ask = (more = {}, patiently = patience) =>
    shop.ask(inOrder([open(patiently), plain]), undefined, more)

  test('calls a tool and words its result', async () => {
    const sent = serve(asksTakings, says(good))
    const answered = await ask()

    expect(answered).toMatchObject({ text: good, model: `${name}:small` })
    expect(sent[0]!.headers.get('authorization')).toBe(`Bearer ${key}`)
    expect(sent[0]!.body).toMatchObject({
      model: 'small',
      messages: [
        { role: 'system', content: expect.stringContaining('Chai') },
        { role: 'user', content: 'What did we take on 18 January?' },
      ],
      tools: [
        { function: { name: 'takings', parameters: { type: 'object', required: ['day'] } } },
        { function: { name: 'catalogue' } },
      ],
    })
    const messages = sent[1]!.body.messages as { content: string }[]
    expect(messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'call_0' })
    expect(JSON.parse(messages.at(-1)!.content)).toMatchObject({
      facts: { net_sales: '1246.65' },
      in_words: own,
    })
  })

  test('bad arguments, an unknown tool and parallel calls are told their faults, each by its id', async () => {
    const sent = serve(
      calls(['takings', '{"day":'], ['nothing', '{}'], ['takings', '{"day":"2011-01-18"}']),
      says(good),
    )
    const answered = await ask()

    expect(answered.text).toBe(good)
    expect(answered.tools).toHaveLength(1)
    const results = (sent[1]!.body.messages as { role: string; content: string }[]).filter(
      ({ role }) => role === 'tool',
    )
    expect(results.map(({ content }) => Object.keys(JSON.parse(content) as object)[0])).toEqual([
      'fault',
      'fault',
      'facts',
    ])
  })

  test('429 with a short retry-after is waited for; with a long one the next model answers', async () => {
    const short = serve(
      fails(429, { message: 'slow down' }, { 'retry-after': '0.01' }),
      asksTakings,
      says(good),
    )
    expect((await ask()).text).toBe(good)
    expect(short).toHaveLength(3)

    server.resetHandlers()
    const long = serve(fails(429, { message: 'slow down' }, { 'retry-after': '30' }))
    expect(await ask()).toMatchObject({ text: own, model: 'plain' })
    expect(long).toHaveLength(1)
  })

  test('5xx is tried three times, then the next model answers', async () => {
    const sent = serve(fails(503, { message: 'overloaded' }))
    expect(await ask()).toMatchObject({ text: own, model: 'plain' })
    expect(sent).toHaveLength(3)
  })

  test('a fault in mid-turn: the next model starts from the question, with no result of the first', async () => {
    serve(calls(['takings', '{"day":"2011-01-01"}']), fails(500, { message: 'gone' }))
    const answered = await ask()
    expect(answered).toMatchObject({ text: own, model: 'plain' })
    expect(answered.tools).toMatchObject([{ input: { day: '2011-01-18' } }])
  })

  test('a body cut off in the middle', async () => {
    const sent = serve(() => {
      const bytes = new TextEncoder().encode('{"id":"c","choices":[{"index":0,"mess')
      let pulls = 0
      const stream = new ReadableStream({
        pull(controller) {
          if (pulls++ === 0) controller.enqueue(bytes)
          else controller.error(new TypeError('terminated'))
        },
      })
      return new HttpResponse(stream, { headers: { 'content-type': 'application/json' } })
    })
    expect(await ask()).toMatchObject({ text: own, model: 'plain' })
    expect(sent).toHaveLength(3)
  })

  test('a server that never answers', async () => {
    serve(() => new Promise<Response>(() => {}))
    expect(await ask({}, hasty)).toMatchObject({ text: own, model: 'plain' })
  })

  test('too long a context: asked again without the past, then the next model', async () => {
    const sent = serve(
      fails(400, { code: 'context_length_exceeded', message: 'maximum context length' }),
    )
    const history = [{ question: 'And before?', reply: 'Nothing.' }]
    expect(await ask({ history })).toMatchObject({ text: own, model: 'plain' })
    expect(sent.map(({ body }) => (body.messages as unknown[]).length)).toEqual([4, 2])
  })

  test('an answer of 10 MB is not read to its end', async () => {
    serve(says('x'.repeat(10_000_000)))
    expect(await ask()).toMatchObject({ text: own, model: 'plain' })
  })

  test.each<[string, Step]>([
    ['refused by the model', () => completion({ role: 'assistant', refusal: 'No.' }, 'stop')],
    ['filtered', says('', 'content_filter')],
    ['cut at its token maximum', says('You took', 'length')],
    ['empty', says('')],
    ['no completion at all', () => HttpResponse.json({ hello: 'world' })],
    ['a web page', () => new HttpResponse('<html>Bad gateway</html>', { status: 200 })],
    ['a wrong key', fails(401, { message: 'Incorrect API key provided' })],
    ['a model that is gone', fails(404, { message: 'The model does not exist' })],
    ['a network error', () => HttpResponse.error()],
    ['an endless tool loop', calls(['takings', '{"day":"2011-01-01"}'])],
    ['figures out of thin air', says('You took £9,999.00.')],
  ])('%s: the next model answers', async (_, step) => {
    serve(step)
    expect(await ask()).toMatchObject({ text: own, model: 'plain' })
  })

  test('orders in a tool’s result give a customer no rights', async () => {
    const sent = serve(calls(['catalogue', '{}']), asksTakings, says('The shop took £1,246.65.'))
    const answered = await ask({ as: 'customer' })

    const offered = sent.flatMap(({ body }) => body.tools as { function: { name: string } }[])
    expect(new Set(offered.map((tool) => tool.function.name))).toEqual(new Set(['catalogue']))
    expect(answered.text).not.toContain('1,246')
    expect(answered.tools.map(({ name }) => name)).toEqual(['catalogue'])
  })
})
