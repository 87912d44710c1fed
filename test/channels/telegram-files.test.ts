/** Files that people send on Telegram, and the registration of the webhook. */
import { HttpResponse, http } from 'msw'
import { describe, expect, test } from 'vitest'
import { registerTelegramWebhook } from '#channels/telegram-webhook.ts'
import { Refusal } from '#kit/refusal.ts'
import { openBotApi } from './bot-api.ts'
import { botApi, botToken, openTelegramChannel } from './fixtures.ts'

const { host, calls, answering, refusing } = openBotApi()

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
