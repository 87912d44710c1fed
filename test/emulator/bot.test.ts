/** The Bot API stand-in refuses what Telegram refuses, and tells updates as Telegram does. */
import { Bot, InputFile } from 'grammy'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parseHtml } from '#emulator/bot-html.ts'
import { jsonOf, openTinyTillie, pixel, secrets, type TinyTillie } from './tiny-tillie.ts'

const chat_id = 7100000000101
let tillie: TinyTillie
let bot: Bot

beforeAll(async () => {
  tillie = await openTinyTillie()
  bot = new Bot(secrets.botToken, { client: { apiRoot: `${tillie.url}/emulator/bot` } })
})
afterEach(() => tillie.wait(60_000))
afterAll(() => tillie.close())

describe('a call that Telegram refuses', () => {
  const html = (text: string) => ({ text, parse_mode: 'HTML' })
  const keys = (...row: object[]) => ({ text: 'a', reply_markup: { inline_keyboard: [row] } })

  test.each<[string, object, RegExp]>([
    ['no text', { text: '' }, /message text is empty/],
    ['only blanks', { text: ' \n ' }, /message text is empty/],
    ['text of 4,097', { text: 'x'.repeat(4097) }, /message is too long/],
    ['an unknown tag', html('<h1>Sales</h1>'), /can't parse entities: Unsupported start tag "h1"/],
    ['a bare angle bracket', html('1 < 2'), /can't parse entities/],
    ['a tag left open', html('<b>Sales'), /Can't find end tag corresponding to start tag "b"/],
    [
      'crossed tags',
      html('<b><i>x</b></i>'),
      /Unmatched end tag at byte offset 7, expected "<\/i>"/,
    ],
    ['an end without a start', html('x</b>'), /Unexpected end tag at byte offset 1/],
    ['only tags', html('<b></b>'), /message text is empty/],
    ['an unknown chat', { text: 'a', chat_id: 1 }, /chat not found/],
    [
      'callback data of 65 bytes',
      keys({ text: 'a', callback_data: 'é'.repeat(33) }),
      /BUTTON_DATA_INVALID/,
    ],
    ['empty callback data', keys({ text: 'a', callback_data: '' }), /BUTTON_DATA_INVALID/],
    ['a button that does nothing', keys({ text: 'a' }), /Text buttons are unallowed/],
    ['a button to nowhere', keys({ text: 'a', url: 'not an address' }), /Wrong HTTP URL/],
    ['a quote of nothing', { text: 'a', reply_parameters: { message_id: 9 } }, /replied not found/],
  ])('%s', async (_, fields, description) => {
    const refused = await tillie.bot('sendMessage', { chat_id, ...fields })
    expect(refused.status).toBe(400)
    expect(await jsonOf(refused)).toEqual({
      ok: false,
      error_code: 400,
      description: expect.stringMatching(description),
    })
  })

  test('a wrong token is 401, an unknown method 404, a blocked chat 403', async () => {
    expect((await tillie.bot('getMe', {}, '1:wrong')).status).toBe(401)
    expect((await tillie.bot('sendHologram')).status).toBe(404)
    const chat = tillie.emulator.chats.of('telegram', 'owner')
    chat.isBlocked = true
    const refused = await tillie.bot('sendMessage', { chat_id, text: 'a' })
    chat.isBlocked = false
    expect(refused.status).toBe(403)
    expect((await jsonOf(refused)).description).toBe('Forbidden: bot was blocked by the user')
  })

  test('a picture that is none, a caption of 1,025, a file id of nobody', async () => {
    const photo = new InputFile(Buffer.from('%PDF'), 'chart.png')
    await expect(bot.api.sendPhoto(chat_id, photo)).rejects.toThrow(/IMAGE_PROCESS_FAILED/)
    const caption = 'x'.repeat(1025)
    const real = new InputFile(pixel, 'dot.png')
    await expect(bot.api.sendPhoto(chat_id, real, { caption })).rejects.toThrow(/caption is too/)
    await expect(bot.api.sendDocument(chat_id, 'AgAD')).rejects.toThrow(/wrong file identifier/)
  })

  test('too many at once are told when to come again', async () => {
    const answers = []
    for (let n = 0; n < 21; n++)
      answers.push(await tillie.bot('sendMessage', { chat_id, text: 'a' }))
    expect(answers.slice(0, 20).every(({ ok }) => ok)).toBe(true)
    expect(await jsonOf(answers[20]!)).toMatchObject({
      error_code: 429,
      parameters: { retry_after: 1 },
    })
  })

  test('an ordered fault is played once, then all is well', async () => {
    tillie.emulator.faults.next('bot', '500')
    expect((await tillie.bot('getMe')).status).toBe(500)
    tillie.emulator.faults.next('bot', 'reset')
    await expect(tillie.bot('getMe')).rejects.toThrow()
    expect((await tillie.bot('getMe')).status).toBe(200)
  })
})

test('HTML becomes text with entities that count UTF-16 units', () => {
  expect(
    parseHtml('<b>£5 &amp; <i>😀</i></b> &#233; <a href="https://a.example/?x=1&amp;y=2">ok</a>'),
  ).toEqual({
    text: '£5 & 😀 é ok',
    entities: [
      { type: 'bold', offset: 0, length: 7 },
      { type: 'italic', offset: 5, length: 2 },
      { type: 'text_link', offset: 10, length: 2, url: 'https://a.example/?x=1&y=2' },
    ],
  })
})

test("grammY's own calls go through: text, file, edit, and the file back again", async () => {
  const sent = await bot.api.sendMessage(chat_id, 'Net sales <b>£5</b>', { parse_mode: 'HTML' })
  expect(sent).toMatchObject({ text: 'Net sales £5', entities: [{ type: 'bold', offset: 10 }] })
  await bot.api.editMessageText(chat_id, sent.message_id, 'Net sales £6')
  await expect(bot.api.editMessageText(chat_id, sent.message_id, 'Net sales £6')).rejects.toThrow(
    /message is not modified/,
  )
  const { document } = await bot.api.sendDocument(chat_id, new InputFile(pixel, 'dot.pdf'))
  expect(document).toMatchObject({ file_name: 'dot.pdf', mime_type: 'application/pdf' })
  const { file_path } = await bot.api.getFile(document.file_id)
  const file = await fetch(`${tillie.url}/emulator/bot/file/bot${secrets.botToken}/${file_path}`)
  expect(Buffer.from(await file.arrayBuffer())).toEqual(pixel)
})

test('a tap is a callback query under the secret, and turns until it is answered', async () => {
  const inline_keyboard = [[{ text: 'Why?', callback_data: 'why' }]]
  const sent = await bot.api.sendMessage(chat_id, 'Net sales', {
    reply_markup: { inline_keyboard },
  })
  const tap = { message: String(sent.message_id), id: 'why' }
  await tillie.emulator.say({ persona: 'owner', channel: 'telegram', tap }).taken
  const { headers, body } = await tillie.next()
  const { bubbles } = tillie.emulator.chats.of('telegram', 'owner')

  expect(headers.get('x-telegram-bot-api-secret-token')).toBe(secrets.webhookSecret)
  expect(body.callback_query).toMatchObject({
    data: 'why',
    from: { id: chat_id, first_name: 'Nell' },
    message: { message_id: sent.message_id },
  })
  expect(bubbles.at(-1)?.waitsFor).toBe('why')
  await bot.api.answerCallbackQuery(body.callback_query.id)
  expect(bubbles.at(-1)?.waitsFor).toBeUndefined()
  await expect(bot.api.answerCallbackQuery('1')).rejects.toThrow(/query is too old/)
})

test('updates of one chat come in order, each after the one before was taken', async () => {
  tillie.answer(500)
  const said = ['first', 'second'].map(
    (text) => tillie.emulator.say({ persona: 'owner', channel: 'telegram', text }).taken,
  )
  expect(await Promise.all(said)).toEqual([true, true])
  const bodies = [await tillie.next(), await tillie.next(), await tillie.next()]
  expect(bodies.map(({ body }) => body.message.text)).toEqual(['first', 'first', 'second'])
  expect(bodies[2]!.body.update_id).toBe(bodies[0]!.body.update_id + 1)
})

test('polling is refused while a webhook is set, and serves without one', async () => {
  await expect(bot.api.getUpdates()).rejects.toThrow(/409.*webhook is active/)
  await bot.api.deleteWebhook()
  const poll = bot.api.getUpdates({ timeout: 10 })
  tillie.emulator.say({ persona: 'owner', channel: 'telegram', text: 'Hello' })
  const [update] = await poll
  expect(update?.message?.text).toBe('Hello')
  expect(await bot.api.getUpdates({ offset: update!.update_id + 1 })).toEqual([])
  await expect(bot.api.setWebhook('http://shop.example/hook')).rejects.toThrow(/HTTPS URL/)
})
