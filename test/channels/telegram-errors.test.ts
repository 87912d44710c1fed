/** What the Bot API's refusals mean, and what is tried instead of losing a message. */
import { HttpResponse, http, passthrough } from 'msw'
import { describe, expect, test } from 'vitest'
import type { Outgoing } from '#chat/message.ts'
import { type BotApiError, openBotApi } from './bot-api.ts'
import { addressOfNobody, botApi, openTelegramChannel, sending } from './fixtures.ts'

const { host, calls, answering, refusing } = openBotApi()
/** Followed, it would carry the message to a stranger. */
const elsewhere = { location: 'https://evil.example/' }
const to = { chatId: '7527593' }
const pdf = { id: 'f1', name: 'sales – ‘week 3’.pdf', mime: 'application/pdf', sizeBytes: 9 }
const png = { id: 'f2', name: 'chart.png', mime: 'image/png', sizeBytes: 9 }
const text: Outgoing = { is: 'text', text: 'hi' }

describe('a step back instead of a lost message', () => {
  const unparsable = {
    error_code: 400,
    description: "Bad Request: can't parse entities: unexpected end tag",
  }

  test('what is lost to markup is sent again without it', async () => {
    answering('sendMessage', { message_id: 9 })
    refusing('sendMessage', unparsable, { once: true })
    const sent = await openTelegramChannel().send({ is: 'text', text: '**£5** <ok>' }, to, sending)

    expect(sent).toEqual({ is: 'sent', externalId: '9' })
    expect(calls.map(({ body }) => body)).toMatchObject([
      { text: '<b>£5</b> &lt;ok&gt;', parse_mode: 'HTML' },
      { text: '£5 <ok>' },
    ])
    expect(calls[1]?.body).not.toHaveProperty('parse_mode')
  })

  test('but not a third time', async () => {
    refusing('sendMessage', unparsable)
    const sent = await openTelegramChannel().send(text, to, sending)
    expect(sent).toMatchObject({ is: 'failed', code: '400' })
    expect(calls).toHaveLength(2)
  })

  test('a group that became a supergroup gets it under its new id, once', async () => {
    const moved = {
      error_code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: -1005 },
    }
    answering('sendMessage', { message_id: 9 })
    refusing('sendMessage', moved, { once: true })
    expect(await openTelegramChannel().send(text, { chatId: '-5' }, sending)).toMatchObject({
      is: 'sent',
    })
    expect(calls.map(({ body }) => (body as { chat_id: number }).chat_id)).toEqual([-5, -1005])

    calls.length = 0
    refusing('sendMessage', moved)
    expect(await openTelegramChannel().send(text, { chatId: '-5' }, sending)).toMatchObject({
      is: 'failed',
    })
    expect(calls).toHaveLength(2)
  })

  test('a picture that is no photo to Telegram goes as a document', async () => {
    answering('sendDocument', { message_id: 9 })
    refusing('sendPhoto', { error_code: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' })
    const sent = await openTelegramChannel().send(
      { is: 'file', as: 'image', file: png },
      to,
      sending,
    )
    expect(sent).toMatchObject({ is: 'sent' })
    expect(calls.map(({ method }) => method)).toEqual(['sendPhoto', 'sendDocument'])
  })
})

describe('the Bot API’s errors', () => {
  const failed = { is: 'failed', unreachable: false }
  const unreachable = { is: 'failed', unreachable: true }
  test.each<[BotApiError, object, string?]>([
    [
      { error_code: 429, parameters: { retry_after: 7 } },
      { is: 'retry', afterMs: 7000, pauses: 'account' },
    ],
    [
      { error_code: 429, parameters: { retry_after: 7 } },
      { is: 'retry', afterMs: 7000, pauses: 'chat' },
      '-5',
    ],
    [{ error_code: 429 }, { is: 'retry', afterMs: null, pauses: 'account' }],
    [{ error_code: 500 }, { is: 'retry', pauses: 'nothing' }],
    [{ error_code: 502 }, { is: 'retry', pauses: 'nothing' }],
    [{ error_code: 504 }, { is: 'unknown' }],
    [{ error_code: 403, description: 'Forbidden: bot was blocked by the user' }, unreachable],
    [{ error_code: 403, description: 'Forbidden: user is deactivated' }, unreachable],
    [{ error_code: 400, description: 'Bad Request: chat not found' }, unreachable],
    [{ error_code: 400, description: 'Bad Request: message is too long' }, failed],
    [{ error_code: 401, description: 'Unauthorized' }, failed],
    [{ error_code: 404, description: 'Not Found' }, failed],
  ])('%j is %j', async (error, expected, chatId = '7527593') => {
    refusing('sendMessage', error)
    expect(await openTelegramChannel().send(text, { chatId }, sending)).toMatchObject(expected)
  })

  test('what Telegram says may quote the message or the token: our own words are kept', async () => {
    refusing('sendMessage', { error_code: 400, description: 'Bad Request: "Sheena" 900:token' })
    const sent = await openTelegramChannel().send(text, { chatId: '7527593' }, sending)
    expect(sent).toMatchObject({ is: 'failed', reason: 'a part of the message was not accepted' })
    refusing('sendMessage', { error_code: 403, description: 'Sheena: bot was blocked by the user' })
    const blocked = await openTelegramChannel().send(text, { chatId: '7527593' }, sending)
    expect(blocked).toMatchObject({ reason: 'the person has blocked us' })
  })

  test.each([
    [502, { is: 'retry', code: '502' }],
    [429, { is: 'retry', pauses: 'account' }],
    [302, { is: 'failed' }],
    [200, { is: 'unknown' }],
  ])('a bare HTTP %i from whatever stands before it is %j', async (status, expected) => {
    host.use(
      http.post(`${botApi}/*`, () => new HttpResponse('<html>', { status, headers: elsewhere })),
    )
    expect(await openTelegramChannel().send(text, to, sending)).toMatchObject(expected)
  })

  test('no connection: try again; a cut one: it may have been sent', async () => {
    const apiRoot = await addressOfNobody()
    host.use(http.post(`${apiRoot}/*`, () => passthrough()))
    const sent = await openTelegramChannel({ apiRoot }).send(text, to, sending)
    expect(sent).toMatchObject({ is: 'retry', code: 'ECONNREFUSED', pauses: 'account' })
    expect(JSON.stringify(sent)).not.toContain('AAH')

    const cause = { code: 'ECONNRESET' }
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }))
    expect(await openTelegramChannel({ fetch }).send(text, to, sending)).toMatchObject({
      is: 'unknown',
    })
  })

  test('a stored file that cannot be read now is tried again', async () => {
    const load = () => Promise.reject(new Error('disk'))
    const message: Outgoing = { is: 'file', as: 'document', file: pdf }
    expect(await openTelegramChannel().send(message, to, { ...sending, load })).toMatchObject({
      is: 'retry',
    })
  })
})

test('a token never reaches the log', async () => {
  const lines: unknown[] = []
  const note = (...line: unknown[]) => lines.push(line)
  const log = { debug: note, info: note, warn: note, error: note, fatal: note } as never
  host.use(http.post(`${botApi}/*`, () => HttpResponse.error()))
  const channel = openTelegramChannel({ log })
  await channel.attend({ messageId: '1', address: to })
  refusing('sendMessage', { error_code: 401, description: 'Unauthorized' })
  await channel.send(text, to, sending)

  expect(lines).toHaveLength(2)
  expect(JSON.stringify(lines)).not.toMatch(/AAH|7527593/)
})
