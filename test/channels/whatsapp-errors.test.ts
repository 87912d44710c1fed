/** What the Graph API's answers mean, and what it means when none comes. */
import { HttpResponse, http, passthrough } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Outgoing } from '#chat/message.ts'
import { addressOfNobody, graph, openWhatsapp, sending } from './fixtures.ts'

const messagesPath = `${graph}/v25.0/106540352242922/messages`
const host = setupServer()
/** Followed, it would carry the token to a stranger. */
const elsewhere = { location: 'https://evil.example/' }
const sheena = { phone: '+16505551234', bsuid: 'US.1349' }
const pdf = { id: 'f1', name: 'sales.pdf', mime: 'application/pdf', sizeBytes: 9 }

beforeAll(() => host.listen({ onUnhandledFrame: 'error' }))
afterEach(() => host.resetHandlers())
afterAll(() => host.close())

describe('Meta’s error codes', () => {
  const retry = (pauses: string, afterMs: number | null = null) => ({
    is: 'retry',
    pauses,
    afterMs,
  })
  const failed = { is: 'failed', unreachable: false }

  test.each<[number, number, object]>([
    [131056, 400, retry('chat', 6000)],
    [130429, 400, retry('account')],
    [130429, 429, retry('account')],
    [80007, 400, retry('account')],
    [4, 400, retry('account')],
    [613, 400, retry('account')],
    [131057, 500, retry('account')],
    [131016, 500, retry('account')],
    [133004, 503, retry('account')],
    [131000, 500, retry('nothing')],
    [1, 500, retry('nothing')],
    [2, 503, retry('account')],
    [999999, 500, retry('nothing')],
    [999999, 429, retry('account')],
    [131047, 400, { is: 'window-closed', code: '131047' }],
    [131026, 400, { is: 'failed', unreachable: true }],
    ...[
      0, 10, 100, 190, 200, 299, 368, 130472, 130497, 131008, 131009, 131031, 131048, 131049,
      131050, 131051, 131052, 131053, 131062, 132000, 132001, 132012, 132015,
    ].map((code): [number, number, object] => [code, 400, failed]),
  ])('%i (HTTP %i) is %j', async (code, status, expected) => {
    const quoted = `${sending.correlation} said Sheena with the token EAAG`
    refusing(status, { code, message: `(#${code}) ${quoted}`, error_data: { details: quoted } })
    const sent = await openWhatsapp().send({ is: 'text', text: 'hi' }, sheena, sending)

    expect(sent).toMatchObject({ code: String(code), ...expected })
    // What Meta says of it may quote anything; ours are the words that are kept.
    if ('reason' in sent) expect(sent.reason).toMatch(/^[A-Za-z][^#]{10,}$/)
    expect(JSON.stringify(sent)).not.toMatch(/Sheena|EAAG/)
  })

  test('the platform’s own word on when to come back is kept', async () => {
    refusing(429, { code: 130429 }, { 'retry-after': '17' })
    const sent = await openWhatsapp().send({ is: 'text', text: 'hi' }, sheena, sending)
    expect(sent).toMatchObject(retry('account', 17_000))
  })

  test.each([
    [500, { is: 'retry' }],
    [502, { is: 'retry' }],
    [503, { is: 'retry' }],
    [504, { is: 'unknown' }],
    [404, { is: 'failed' }],
    [302, { is: 'failed' }],
  ])('a bare HTTP %i without Meta’s error is %j', async (status, expected) => {
    host.use(
      http.post(
        messagesPath,
        () => new HttpResponse('<html>no</html>', { status, headers: elsewhere }),
      ),
    )
    const sent = await openWhatsapp().send({ is: 'text', text: 'hi' }, sheena, sending)
    expect(sent).toMatchObject(expected)
  })
})

describe('when no answer comes', () => {
  const text: Outgoing = { is: 'text', text: 'hi' }
  const send = (fetch: typeof globalThis.fetch, message: Outgoing = text) =>
    openWhatsapp({ fetch }).send(message, sheena, sending)

  test.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
  ])('%s: nothing was sent, so try again', async (code) =>
    expect(await send(failing({ code }))).toMatchObject({ is: 'retry', code }),
  )

  test.each(['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE'])(
    '%s: it may have been sent',
    async (code) => {
      expect(await send(failing({ code }))).toMatchObject({ is: 'unknown' })
    },
  )

  test('two addresses tried in vain are still nothing sent', async () => {
    const cause = new AggregateError([Object.assign(new Error('no'), { code: 'ECONNREFUSED' })])
    expect(await send(failing(cause))).toMatchObject({ is: 'retry' })
  })

  test('a real refused connection is nothing sent', async () => {
    const baseUrl = await addressOfNobody()
    host.use(http.post(`${baseUrl}/*`, () => passthrough()))
    const sent = await openWhatsapp({ baseUrl }).send(text, sheena, sending)
    expect(sent).toMatchObject({ is: 'retry', pauses: 'account', code: 'ECONNREFUSED' })
  })

  test('a call has ten seconds, an upload eighteen; then it may have been sent', async () => {
    const limits: number[] = []
    const timeout = AbortSignal.timeout
    AbortSignal.timeout = (ms) => {
      limits.push(ms)
      return AbortSignal.abort(new DOMException('late', 'TimeoutError'))
    }
    try {
      const hanging: typeof fetch = async (_, init) => {
        init?.signal?.throwIfAborted()
        return new Response()
      }
      expect(await send(hanging)).toMatchObject({ is: 'unknown' })
      const document: Outgoing = { is: 'file', as: 'document', file: pdf }
      // Of an upload the person has seen nothing.
      expect(await send(hanging, document)).toMatchObject({ is: 'retry', code: 'upload' })
    } finally {
      AbortSignal.timeout = timeout
    }
    expect(limits).toEqual([10_000, 18_000])
  })

  test('an answer that cannot be read, or names no message, may have been a success', async () => {
    host.use(http.post(messagesPath, () => new HttpResponse('{"messages":[{"i', { headers: json })))
    expect(await openWhatsapp().send(text, sheena, sending)).toMatchObject({ is: 'unknown' })
    answering({ messages: [] })
    expect(await openWhatsapp().send(text, sheena, sending)).toMatchObject({ is: 'unknown' })
  })

  test('a stored file that cannot be read now is tried again', async () => {
    const load = () => Promise.reject(new Error('disk'))
    const sent = await openWhatsapp().send({ is: 'file', as: 'document', file: pdf }, sheena, {
      ...sending,
      load,
    })
    expect(sent).toMatchObject({ is: 'retry', pauses: 'nothing' })
  })

  const json = { 'content-type': 'application/json' }
  function failing(cause: object): typeof fetch {
    return () => Promise.reject(new TypeError('fetch failed', { cause }))
  }
})

test('a token never reaches the log', async () => {
  const lines: unknown[] = []
  const note = (...line: unknown[]) => lines.push(line)
  const log = { debug: note, info: note, warn: note, error: note, fatal: note } as never
  refusing(401, { code: 190, message: 'Bad token the access token' })
  const channel = openWhatsapp({ log })
  await channel.send({ is: 'text', text: 'hi' }, sheena, sending)
  await channel.attend({ messageId: 'wamid.in', address: sheena })

  expect(lines.length).toBe(2)
  expect(JSON.stringify(lines)).not.toMatch(/access token|1650|hi"/)
})

function answering(answer: object): void {
  host.use(http.post(messagesPath, () => HttpResponse.json(answer)))
}

function refusing(status: number, error: object, headers = {}): void {
  host.use(http.post(messagesPath, () => HttpResponse.json({ error }, { status, headers })))
}
