/** Telegram's updates in our words. */
import { describe, expect, test } from 'vitest'
import { parseExactly } from '#channels/exact-json.ts'
import { now, openTelegramChannel } from './fixtures.ts'

const { receive } = openTelegramChannel({ botUsername: '@tillie_bot' })
const ann = { id: 7527593, is_bot: false, first_name: 'Ann', last_name: 'Lee', username: 'ann' }
const privately = { id: 7527593, type: 'private' }
const group = { id: -1001234567489, type: 'supergroup' }
const hello = { message_id: 134, date: 1767224901, from: ann, chat: privately, text: 'hello' }

test('a private message', () => {
  expect(receive({ update_id: 1002, message: hello })).toEqual([
    {
      channel: 'telegram',
      account: '110201543',
      externalId: 'update:1002',
      chat: '7527593',
      sentAt: new Date(1767224901000),
      kind: 'message',
      messageId: '134',
      sender: { telegramId: '7527593', name: 'Ann Lee' },
      address: { chatId: '7527593' },
      isGroup: false,
      isForUs: true,
      content: { is: 'text', text: 'hello' },
      repliesTo: undefined,
      forwarded: undefined,
    },
  ])
})

test('a link code arrives as it was given', () => {
  expect(contentOf({ text: '/start Ab3_-x' })).toEqual({ is: 'text', text: '/start Ab3_-x' })
  expect(contentOf({ text: '/start@Tillie_Bot Ab3_-x', chat: group })).toEqual({
    is: 'text',
    text: '/start Ab3_-x',
  })
})

test.each([
  [
    { text: undefined, photo: [size('s', 90), size('l', 1280), size('m', 320)], caption: 'this?' },
    { is: 'media', media: { kind: 'image', id: 'l', mime: 'image/jpeg' }, caption: 'this?' },
  ],
  [
    {
      text: undefined,
      document: { file_id: 'd', file_name: 'q.csv', mime_type: 'text/csv', file_size: 9 },
    },
    {
      is: 'media',
      media: { kind: 'document', id: 'd', name: 'q.csv', mime: 'text/csv', sizeBytes: 9 },
    },
  ],
  [
    { text: undefined, animation: { file_id: 'a' }, document: { file_id: 'd' } },
    { is: 'media', media: { kind: 'video', id: 'a' } },
  ],
  [
    { text: undefined, voice: { file_id: 'v' } },
    { is: 'media', media: { kind: 'audio', id: 'v' } },
  ],
  [
    { text: undefined, sticker: { file_id: 's' } },
    { is: 'media', media: { kind: 'sticker' } },
  ],
  [
    {
      text: undefined,
      location: { latitude: 1, longitude: 2 },
      venue: { title: 'Shop', location: { latitude: 1, longitude: 2 } },
    },
    { is: 'place', latitude: 1, longitude: 2, name: 'Shop' },
  ],
  [
    { text: undefined, contact: { phone_number: '+254', first_name: 'Juma' } },
    { is: 'contact', name: 'Juma', phones: ['+254'] },
  ],
  [
    { text: undefined, dice: { emoji: '🎲' } },
    { is: 'other', what: 'dice' },
  ],
])('%j', (message, content) => expect(contentOf(message)).toMatchObject(content))

test.each([
  ['somebody joined', { text: undefined, new_chat_members: [ann] }],
  ['another bot', { from: { ...ann, is_bot: true } }],
  ['nobody', { from: undefined }],
  ['the linked channel', { is_automatic_forward: true }],
])('what %s says becomes nothing', (_, message) => {
  expect(receive({ update_id: 1, message: { ...hello, ...message } })).toEqual([])
})

test.each([
  'channel_post',
  'edited_channel_post',
  'business_message',
  'edited_business_message',
  'guest_message',
])('a %s becomes nothing', (kind) => expect(receive({ update_id: 1, [kind]: hello })).toEqual([]))

describe('in a group', () => {
  const us = { id: 110201543, is_bot: true, first_name: 'Tillie' }
  test.each([
    ['idle talk', { text: 'nice weather' }, false],
    ['a command', { text: '/report' }, true],
    ['a command with our name', { text: '/report@TILLIE_bot now' }, true],
    ['a command for another bot', { text: '/report@other_bot' }, false],
    ['our name', { text: 'so @tillie_bot, how?', entities: [mention(3, 11)] }, true],
    ['another name', { text: 'so @other_bot, how?', entities: [mention(3, 10)] }, false],
    ['our name after emoji', { text: '🧾🧾 @tillie_bot how?', entities: [mention(5, 11)] }, true],
    ['our name without entity', { text: 'mail a@tillie_bot.example' }, false],
    [
      'a name that is a link to us',
      { entities: [{ type: 'text_mention', offset: 0, length: 5, user: us }] },
      true,
    ],
    ['a reply to us', { reply_to_message: { message_id: 9, from: us } }, true],
    ['a reply to another', { reply_to_message: { message_id: 9, from: ann } }, false],
    [
      'a captioned photo for us',
      {
        text: undefined,
        photo: [size('p', 90)],
        caption: '@tillie_bot this?',
        caption_entities: [mention(0, 11)],
      },
      true,
    ],
  ])('%s is ours: %#', (_, message, isForUs) => {
    const [inbound] = receive({ update_id: 1, message: { ...hello, chat: group, ...message } })
    expect(inbound).toMatchObject({ isGroup: true, isForUs, chat: '-1001234567489' })
  })

  test('our name at the beginning is not part of the question', () => {
    const message = { ...hello, chat: group, text: '@tillie_bot, how did we do?' }
    expect(receive({ update_id: 1, message })[0]).toMatchObject({
      content: { is: 'text', text: 'how did we do?' },
    })
  })

  test('without our own name known, a named command still reaches us', () => {
    const message = { ...hello, chat: group, text: '/report@some_bot' }
    expect(openTelegramChannel().receive({ update_id: 1, message })[0]).toMatchObject({
      isForUs: true,
      content: { text: '/report' },
    })
  })
})

describe('a tapped button', () => {
  const keyboard = { inline_keyboard: [[{ text: 'Yes', callback_data: 't1' }, { text: 'A link' }]] }
  const tap = { id: '666', from: ann, data: 't1', chat_instance: '1' }
  const tapped = {
    channel: 'telegram',
    kind: 'message',
    isForUs: true,
    sender: { telegramId: '7527593' },
  }

  test.each([
    [
      'on a message',
      { message_id: 9, date: 1, chat: group, reply_markup: keyboard },
      group.id,
      'Yes',
    ],
    ['on a message too old to show', { message_id: 9, date: 0, chat: group }, group.id, ''],
    ['on no message at all', undefined, ann.id, ''],
  ])('%s', (_, message, chat, title) => {
    expect(receive({ update_id: 5, callback_query: { ...tap, message } })).toMatchObject([
      {
        ...tapped,
        externalId: 'update:5',
        chat: String(chat),
        address: { chatId: String(chat) },
        sentAt: now,
        content: { is: 'tap', token: 't1', title, callbackId: '666' },
      },
    ])
  })

  test('a game’s button, which carries nothing, becomes nothing', () => {
    expect(receive({ update_id: 5, callback_query: { ...tap, data: undefined } })).toEqual([])
  })
})

test('edits, reactions, blocks and moves', () => {
  const edited_message = { ...hello, edit_date: 1767224999, text: 'last week' }
  const reaction = { chat: privately, message_id: 134, user: ann, date: 1767224901 }
  const emoji = (found: object[]) => ({ ...reaction, old_reaction: [], new_reaction: found })
  const member = (status: string, chat: object = privately) => ({
    chat,
    from: ann,
    date: 1767224901,
    new_chat_member: { status, user: ann },
  })
  const raw = [
    { update_id: 1, edited_message },
    { update_id: 2, message_reaction: emoji([{ type: 'emoji', emoji: '👍' }]) },
    { update_id: 3, message_reaction: emoji([]) },
    { update_id: 4, message_reaction: emoji([{ type: 'custom_emoji', custom_emoji_id: '1' }]) },
    { update_id: 5, my_chat_member: member('kicked') },
    { update_id: 6, my_chat_member: member('member') },
    { update_id: 7, my_chat_member: member('left', group) },
    { update_id: 8, my_chat_member: member('administrator', { id: -5, type: 'channel' }) },
    {
      update_id: 9,
      message: { ...hello, chat: { id: -5, type: 'group' }, migrate_to_chat_id: -1005 },
    },
    { update_id: 10, message: { ...hello, chat: group, migrate_from_chat_id: -5 } },
  ]
  expect(receive(raw)).toMatchObject([
    {
      kind: 'edit',
      of: '134',
      content: { is: 'text', text: 'last week' },
      sentAt: new Date(1767224999000),
    },
    { kind: 'reaction', of: '134', emoji: '👍', sender: { telegramId: '7527593' } },
    { kind: 'reaction', of: '134', emoji: null },
    { kind: 'reachable', isReachable: false },
    { kind: 'reachable', isReachable: true },
    { kind: 'reachable', isReachable: false, chat: '-1001234567489' },
    { kind: 'moved', fromChat: '-5', toChat: '-1005', chat: '-5' },
    { kind: 'moved', fromChat: '-5', toChat: '-1001234567489', chat: '-1001234567489' },
  ])
})

test('ids beyond 2^53 keep every digit when parsed exactly, and are never rounded into another’s', () => {
  const body = JSON.stringify({ update_id: 1, message: hello }).replaceAll(
    '7527593',
    '9007199254740993',
  )

  expect(receive(parseExactly(body))[0]).toMatchObject({
    chat: '9007199254740993',
    sender: { telegramId: '9007199254740993' },
    address: { chatId: '9007199254740993' },
  })
  expect(receive(JSON.parse(body))).toEqual([])
  expect(receive({ update_id: 2 ** 60, message: hello })).toHaveLength(1)
  expect(parseExactly('{"a":1.5,"b":1e400,"c":-9007199254740993,"d":"9007199254740993"}')).toEqual({
    a: 1.5,
    b: Infinity,
    c: '-9007199254740993',
    d: '9007199254740993',
  })
})

function contentOf(message: object) {
  const [inbound] = receive({ update_id: 1, message: { ...hello, ...message } })
  return inbound && 'content' in inbound ? inbound.content : undefined
}

function size(file_id: string, side: number) {
  return { file_id, width: side, height: side, file_size: side * 10 }
}

function mention(offset: number, length: number) {
  return { type: 'mention', offset, length }
}
