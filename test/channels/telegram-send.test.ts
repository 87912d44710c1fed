/** What goes over the wire to the Bot API, what its answers mean, and files from it. */
import { HttpResponse, http, passthrough } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { registerTelegramWebhook } from '#channels/telegram-webhook.ts'
import type { Outgoing } from '#chat/message.ts'
import { Refusal } from '#kit/refusal.ts'
import { addressOfNobody, botApi, botToken, openTelegramChannel, sending } from './fixtures.ts'

const host = setupServer()
const calls: { method: string; body: unknown }[] = []
const to = { chatId: '7527593' }
const pdf = { id: 'f1', name: 'sales – ‘week 3’.pdf', mime: 'application/pdf', sizeBytes: 9 }
const png = { id: 'f2', name: 'chart.png', mime: 'image/png', sizeBytes: 9 }
interface BotApiError {
  error_code: number
  description?: string
  parameters?: { retry_after?: number; migrate_to_chat_id?: number }
}
const text: Outgoing = { is: 'text', text: 'hi' }

beforeAll(() => host.listen({ onUnhandledFrame: 'error' }))
afterEach(() => {
  host.resetHandlers()
  calls.length = 0
})
afterAll(() => host.close())

describe('on the wire', () => {
  test.each<[string, Outgoing, object]>([
    [
      'a text that quotes',
      { is: 'text', text: 'Net **£5** <ok>', repliesTo: '134' },
      {
        chat_id: 7527593,
        text: 'Net <b>£5</b> &lt;ok&gt;',
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        reply_parameters: { message_id: 134, allow_sending_without_reply: true },
      },
    ],
    [
      'short buttons share a row',
      {
        is: 'text',
        text: 'Sure?',
        choices: [
          { token: 'a', title: 'Yes' },
          { token: 'b', title: 'No' },
        ],
      },
      {
        chat_id: 7527593,
        text: 'Sure?',
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        reply_markup: {
          inline_keyboard: [
            [
              { text: 'Yes', callback_data: 'a' },
              { text: 'No', callback_data: 'b' },
            ],
          ],
        },
      },
    ],
    [
      'long ones have one each',
      {
        is: 'text',
        text: 'Which?',
        choices: [
          { token: 'a', title: 'White hanging heart' },
          { token: 'b', title: 'Mug' },
        ],
      },
      {
        chat_id: 7527593,
        text: 'Which?',
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        reply_markup: {
          inline_keyboard: [
            [{ text: 'White hanging heart', callback_data: 'a' }],
            [{ text: 'Mug', callback_data: 'b' }],
          ],
        },
      },
    ],
    [
      'a template is its words',
      {
        is: 'template',
        name: 'n',
        language: 'en',
        parameters: ['**Sales**', '£5'],
        choice: { token: 'a', title: 'Get it' },
      },
      {
        chat_id: 7527593,
        text: 'Sales\n£5',
        reply_markup: { inline_keyboard: [[{ text: 'Get it', callback_data: 'a' }]] },
      },
    ],
  ])('%s', async (_, message, body) => {
    answering('sendMessage', { message_id: 71 })
    expect(await openTelegramChannel().send(message, to, sending)).toEqual({
      is: 'sent',
      externalId: '71',
    })
    expect(calls).toEqual([{ method: 'sendMessage', body }])
  })

  test.each<[string, Outgoing, string, object]>([
    [
      'an image is a photo',
      {
        is: 'file',
        as: 'image',
        file: png,
        caption: 'By **hour**',
        choices: [{ token: 'a', title: 'Why?' }],
      },
      'sendPhoto',
      {
        chat_id: '7527593',
        photo: 'chart.png: the bytes',
        caption: 'By <b>hour</b>',
        parse_mode: 'HTML',
        reply_markup: '{"inline_keyboard":[[{"text":"Why?","callback_data":"a"}]]}',
      },
    ],
    [
      'a document keeps its name',
      { is: 'file', as: 'document', file: pdf },
      'sendDocument',
      { chat_id: '7527593', document: `${pdf.name}: the bytes`, parse_mode: 'HTML' },
    ],
    [
      'too large a photo is a document',
      { is: 'file', as: 'image', file: { ...png, sizeBytes: 10 * 1024 * 1024 + 1 } },
      'sendDocument',
      { chat_id: '7527593', document: 'chart.png: the bytes', parse_mode: 'HTML' },
    ],
  ])('%s', async (_, message, method, body) => {
    answering(method, { message_id: 72 })
    expect(await openTelegramChannel().send(message, to, sending)).toEqual({
      is: 'sent',
      externalId: '72',
    })
    expect(calls).toEqual([{ method, body }])
  })

  test('an id beyond 2^53 goes out with every digit', async () => {
    answering('sendMessage', { message_id: 1 })
    await openTelegramChannel().send(text, { chatId: '9007199254740993' }, sending)
    expect(calls[0]?.body).toMatchObject({ chat_id: '9007199254740993' })
  })

  test('typing, and the spinner on a tapped button', async () => {
    answering('sendChatAction', true)
    answering('answerCallbackQuery', true)
    const channel = openTelegramChannel()
    await channel.attend({ messageId: '134', address: to })
    await channel.acknowledgeTap('666')

    expect(calls).toEqual([
      { method: 'sendChatAction', body: { chat_id: '7527593', action: 'typing' } },
      { method: 'answerCallbackQuery', body: { callback_query_id: '666' } },
    ])
  })

  test('when those fail it is nobody’s trouble', async () => {
    refusing('sendChatAction', { error_code: 403 })
    refusing('answerCallbackQuery', { error_code: 400 })
    const channel = openTelegramChannel()
    await channel.attend({ messageId: '134', address: to })
    await channel.acknowledgeTap('666')
  })
})

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

  test.each([
    [502, { is: 'retry', code: '502' }],
    [429, { is: 'retry', pauses: 'account' }],
    [302, { is: 'failed' }],
    [200, { is: 'unknown' }],
  ])('a bare HTTP %i from whatever stands before it is %j', async (status, expected) => {
    host.use(http.post(`${botApi}/*`, () => new HttpResponse('<html>', { status })))
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

test.each<[string, Outgoing]>([
  ['text-too-long', { is: 'text', text: 'x'.repeat(4097) }],
  ['text-too-long', { is: 'file', as: 'image', file: png, caption: 'x'.repeat(1025) }],
  ['token-too-long', { is: 'text', text: 'x', choices: [{ token: 'é'.repeat(33), title: 'x' }] }],
  ['file-too-large', { is: 'file', as: 'document', file: { ...pdf, sizeBytes: 51 * 1024 * 1024 } }],
])('refused before anybody is called: %s', async (code, message) => {
  expect(await openTelegramChannel().send(message, to, sending)).toMatchObject({
    is: 'failed',
    code,
  })
})

test('markup does not count towards the length', async () => {
  answering('sendMessage', { message_id: 1 })
  const message: Outgoing = { is: 'text', text: `**${'x'.repeat(4096)}**` }
  expect(await openTelegramChannel().send(message, to, sending)).toMatchObject({ is: 'sent' })
})

test('without a token nothing is called', async () => {
  const channel = openTelegramChannel({ token: null })
  expect(await channel.send(text, to, sending)).toMatchObject({ is: 'skipped' })
  await channel.attend({ messageId: '1', address: to })
  await channel.acknowledgeTap('1')
  await expect(channel.download({ kind: 'image', id: 'x' })).rejects.toThrow(/not connected/)
})

describe('files', () => {
  const photo = { kind: 'image', id: 'AgAC', mime: 'image/jpeg' } as const
  const download = (changed = {}) => openTelegramChannel().download({ ...photo, ...changed })
  const bytesMax = 20 * 1024 * 1024

  test('are fetched by their path', async () => {
    answering('getFile', { file_path: 'photos/file 1.jpg', file_size: 3 })
    host.use(
      http.get(`${botApi}/file/bot${botToken}/photos/file%201.jpg`, () => new HttpResponse('abc')),
    )
    expect(await download()).toEqual({ bytes: new TextEncoder().encode('abc'), mime: 'image/jpeg' })
  })

  test.each<[string, () => void, RegExp, object?]>([
    ['too large by the message', () => {}, /up to 20 MB/, { sizeBytes: bytesMax + 1 }],
    [
      'too large by getFile',
      () => answering('getFile', { file_path: 'a', file_size: bytesMax + 1 }),
      /up to 20 MB/,
    ],
    [
      'refused as too big',
      () => refusing('getFile', { error_code: 400, description: 'Bad Request: file is too big' }),
      /up to 20 MB/,
    ],
    [
      'gone',
      () => refusing('getFile', { error_code: 400, description: 'Bad Request: invalid file_id' }),
      /no longer available/,
    ],
    ['not now', () => refusing('getFile', { error_code: 429 }), /just now/],
    [
      'out of the bot’s files',
      () => answering('getFile', { file_path: '../../bot1:x/getMe' }),
      /no longer available/,
    ],
    [
      'a path of the server itself',
      () => answering('getFile', { file_path: '/etc/passwd' }),
      /no longer available/,
    ],
    ['without a path', () => answering('getFile', {}), /no longer available/],
    [
      'elsewhere',
      () => serving(() => HttpResponse.redirect('https://evil.example/', 302)),
      /no longer available/,
    ],
    ['failing', () => serving(() => new HttpResponse(null, { status: 502 })), /just now/],
    ['unreachable', () => serving(() => HttpResponse.error()), /just now/],
    [
      'larger than said',
      () => serving(() => new HttpResponse(new Uint8Array(bytesMax + 1))),
      /up to 20 MB/,
    ],
  ])('%s', async (_, prepare, sentence, changed) => {
    prepare()
    const refusal = await download(changed).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Refusal)
    expect((refusal as Refusal).message).toMatch(sentence)
    expect((refusal as Refusal).message).not.toContain(botToken)
  })

  function serving(answer: () => Response): void {
    answering('getFile', { file_path: 'a.jpg' })
    host.use(http.get(`${botApi}/file/bot${botToken}/a.jpg`, answer))
  }
})

describe('registering the webhook', () => {
  const asked = {
    token: botToken,
    apiRoot: botApi,
    publicUrl: 'https://shop.example/',
    secret: 'hook-secret',
  }

  test('tells the address, the secret and what we read', async () => {
    answering('setWebhook', true)
    await registerTelegramWebhook(asked)
    expect(calls).toEqual([
      {
        method: 'setWebhook',
        body: {
          url: 'https://shop.example/webhooks/telegram',
          secret_token: 'hook-secret',
          allowed_updates: [
            'message',
            'edited_message',
            'callback_query',
            'my_chat_member',
            'message_reaction',
          ],
        },
      },
    ])
  })

  test('a refusal says why', async () => {
    refusing('setWebhook', {
      error_code: 400,
      description: 'Bad Request: HTTPS url must be provided',
    })
    await expect(registerTelegramWebhook(asked)).rejects.toThrow(/HTTPS url must be provided/)
    await expect(registerTelegramWebhook({ ...asked, secret: 'no spaces' })).rejects.toThrow(
      Refusal,
    )
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

function answering(method: string, result: unknown): void {
  host.use(
    http.post(`${botApi}/bot${botToken}/${method}`, async ({ request }) => {
      calls.push({ method, body: await bodyOf(request) })
      return HttpResponse.json({ ok: true, result })
    }),
  )
}

function refusing(method: string, error: BotApiError, options = {}): void {
  host.use(
    http.post(
      `${botApi}/bot${botToken}/${method}`,
      async ({ request }) => {
        calls.push({ method, body: await bodyOf(request) })
        const body = { ok: false, description: 'no', ...error }
        return HttpResponse.json(body, { status: error.error_code })
      },
      options,
    ),
  )
}

/** JSON, or a form whose files read "name: content". */
async function bodyOf(request: Request): Promise<unknown> {
  if (request.headers.get('content-type') === 'application/json') return request.json()
  const fields: Record<string, string> = {}
  for (const [key, value] of await request.formData()) {
    fields[key] = typeof value === 'string' ? value : `${value.name}: ${await value.text()}`
  }
  return fields
}
