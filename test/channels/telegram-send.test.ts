/** What goes over the wire to the Bot API. */
import { describe, expect, test } from 'vitest'
import type { Outgoing } from '#chat/message.ts'
import { openBotApi } from './bot-api.ts'
import { openTelegramChannel, sending } from './fixtures.ts'

const { calls, answering, refusing } = openBotApi()
const to = { chatId: '7527593' }
const pdf = { id: 'f1', name: 'sales – ‘week 3’.pdf', mime: 'application/pdf', sizeBytes: 9 }
const png = { id: 'f2', name: 'chart.png', mime: 'image/png', sizeBytes: 9 }
const text: Outgoing = { is: 'text', text: 'hi' }

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
        link_preview_options: { is_disabled: true },
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
