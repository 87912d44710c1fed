/** WhatsApp's webhooks in our words: who wrote, what, and what became of ours. */
import { describe, expect, test } from 'vitest'
import type { Inbound, InboundMessage } from '#chat/message.ts'
import { now, openWhatsapp, post } from './fixtures.ts'

const { receive } = openWhatsapp()
const hello = { id: 'wamid.1', timestamp: '1749416383', type: 'text', text: { body: 'hello' } }

describe('who wrote', () => {
  const sheena = { profile: { name: 'Sheena' }, wa_id: '16505551234', user_id: 'US.1349' }

  test.each([
    ['a phone alone', { from: '16505551234' }, [], { phone: '+16505551234' }],
    ['a user id where the phone stood', { from: 'US.1349' }, [], { bsuid: 'US.1349' }],
    ['no phone, but a user id', { from_user_id: 'US.1349' }, [], { bsuid: 'US.1349' }],
    [
      'the contact adds what the message does not say',
      { from: '16505551234' },
      [sheena],
      { phone: '+16505551234', bsuid: 'US.1349', name: 'Sheena' },
    ],
    [
      'the message is right where the contact differs',
      { from: '16505551234', from_user_id: 'US.77' },
      [sheena],
      { phone: '+16505551234', bsuid: 'US.77', name: 'Sheena' },
    ],
    [
      'another person’s contact lends nothing',
      { from: '4915112345678' },
      [sheena],
      { phone: '+4915112345678' },
    ],
    [
      'each of several contacts belongs to its own message',
      { from: '4915112345678' },
      [sheena, { profile: { name: 'Jürgen' }, wa_id: 4915112345678 }],
      { phone: '+4915112345678', name: 'Jürgen' },
    ],
    [
      'a sender that only the contact names',
      {},
      [sheena],
      { phone: '+16505551234', bsuid: 'US.1349', name: 'Sheena' },
    ],
  ])('%s', (_, message, contacts, sender) => {
    const [inbound] = messages({ contacts, messages: [{ ...hello, ...message }] })
    const { phone, bsuid } = sender as { phone?: string; bsuid?: string }

    expect(inbound?.sender).toEqual({
      name: undefined,
      phone: undefined,
      bsuid: undefined,
      ...sender,
    })
    expect(inbound?.chat).toBe(bsuid ?? phone)
    expect(inbound?.address).toEqual({ ...(phone && { phone }), ...(bsuid && { bsuid }) })
  })

  test('a message of no id is put aside as it is, one of nobody becomes nothing', () => {
    const [unread, ...others] = receive(post({ messages: [hello, { ...hello, id: '' }] }))
    expect(unread).toMatchObject({
      kind: 'unreadable',
      reason: 'it is not as WhatsApp describes its messages',
    })
    expect(others).toEqual([])
    expect(receive(post({ messages: [{ ...hello, from: 'a name' }] }))).toEqual([])
  })

  test('a group is one conversation, and only what is said to us is ours', () => {
    const group = { ...hello, from: '16505551234', group_id: 'Y2FwaV9ncm91cDo' }
    const toUs = { ...group, text: { body: '@15550783881 how did we do?' } }
    const replied = { ...group, context: { from: '15550783881', id: 'wamid.ours' } }
    const tapped = { ...group, type: 'button', text: undefined, button: { text: 'Yes' } }

    expect(
      messages({ messages: [group, toUs, replied, tapped] }).map((one) => one.isForUs),
    ).toEqual([false, true, true, true])
    expect(messages({ messages: [group] })[0]).toMatchObject({
      isGroup: true,
      chat: 'Y2FwaV9ncm91cDo',
      address: { chatId: 'Y2FwaV9ncm91cDo' },
      sender: { phone: '+16505551234' },
    })
  })
})

describe('odd envelopes', () => {
  test('one malformed message does not spoil its neighbours', () => {
    const from = '16505551234'
    const batch = [
      { ...hello, from },
      null,
      { id: 7 },
      'x',
      { ...hello, from, id: 'wamid.2', text: 9 },
    ]
    expect(messages({ messages: batch, contacts: [null, 3], statuses: ['?'] })).toMatchObject([
      { externalId: 'wamid.1', content: { is: 'text', text: 'hello' } },
      { externalId: 'wamid.2', content: { is: 'other', what: 'text' } },
    ])
  })

  test('an entry that is no list, and a change that is none, are read as one', () => {
    const { entry } = post({ messages: [{ ...hello, from: '16505551234' }] })
    const single = { ...entry[0], changes: entry[0]!.changes[0] }
    expect(receive({ object: 'whatsapp_business_account', entry: single })).toHaveLength(1)
  })

  test('each change keeps its own number; without metadata the configured one counts', () => {
    const value = { messages: [{ ...hello, from: '16505551234' }] }
    const numbered = (phone_number_id: unknown) => ({
      field: 'messages',
      value: { ...value, metadata: { phone_number_id } },
    })
    const changes = [numbered('111'), numbered(222), { field: 'messages', value }]

    const raw = { object: 'whatsapp_business_account', entry: [{ changes }] }
    expect(receive(raw).map(({ account }) => account)).toEqual(['111', '222', '106540352242922'])
  })

  test.each([
    ['1749416383', '2025-06-08T20:59:43.000Z'],
    [1749416383, '2025-06-08T20:59:43.000Z'],
    [1749416383000, '2025-06-08T20:59:43.000Z'],
    ['soon', now.toISOString()],
    [1e300, now.toISOString()],
    [undefined, now.toISOString()],
  ])('a timestamp of %j is %s', (timestamp, moment) => {
    const [inbound] = receive(post({ messages: [{ ...hello, from: '16505551234', timestamp }] }))
    expect(inbound?.sentAt.toISOString()).toBe(moment)
  })

  test('another product’s webhook, and fields that we do not know, become nothing', () => {
    const raw = post({ messages: [{ ...hello, from: '16505551234' }] })
    expect(receive({ ...raw, object: 'instagram' })).toEqual([])
    expect(receive(post({ messages: [{ ...hello, from: '16505551234' }] }, 'history'))).toEqual([])
  })
})

describe('kinds of messages', () => {
  test.each([
    [
      {
        type: 'image',
        image: { id: '9', mime_type: 'image/jpeg', sha256: 'x', caption: 'this one?' },
      },
      {
        is: 'media',
        media: { kind: 'image', id: '9', mime: 'image/jpeg', sha256: 'x' },
        caption: 'this one?',
      },
    ],
    [
      { type: 'document', document: { id: '9', filename: 'q.pdf', mime_type: 'application/pdf' } },
      {
        is: 'media',
        media: { kind: 'document', id: '9', name: 'q.pdf' },
      },
    ],
    [
      {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: 't1', title: 'Yes' } },
      },
      {
        is: 'tap',
        token: 't1',
        title: 'Yes',
      },
    ],
    [
      {
        type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: 't2', title: 'B' } },
      },
      {
        is: 'tap',
        token: 't2',
        title: 'B',
      },
    ],
    [
      { type: 'button', button: { text: 'Get it', payload: 't3' } },
      { is: 'tap', token: 't3', title: 'Get it' },
    ],
    [
      { type: 'button', button: { text: 'Get it' } },
      { is: 'tap', token: 'Get it', title: 'Get it' },
    ],
    [
      { type: 'location', location: { latitude: 1.5, longitude: '2', address: 'Road 1' } },
      {
        is: 'place',
        latitude: 1.5,
        longitude: 2,
        name: 'Road 1',
      },
    ],
    [
      {
        type: 'contacts',
        contacts: [{ name: { formatted_name: 'Juma' }, phones: [{ wa_id: '254' }] }],
      },
      {
        is: 'contact',
        name: 'Juma',
        phones: ['+254'],
      },
    ],
    [
      { type: 'unsupported', unsupported: { type: 'poll' }, errors: [{ code: 131051 }] },
      {
        is: 'other',
        what: 'poll',
      },
    ],
    [
      { type: 'unsupported', text: { body: 'still a text' } },
      { is: 'text', text: 'still a text' },
    ],
    [
      {
        type: 'interactive',
        interactive: { type: 'nfm_reply', nfm_reply: { response_json: '{' } },
      },
      {
        is: 'other',
        what: 'flow',
      },
    ],
    [{ type: 'request_welcome' }, { is: 'other', what: 'request_welcome' }],
    [
      { type: 'hologram', hologram: {} },
      { is: 'other', what: 'hologram' },
    ],
  ])('%j', (message, content) => {
    const bare = { id: 'wamid.1', timestamp: '1749416383', from: '16505551234' }
    expect(messages({ messages: [{ ...bare, ...message }] })[0]?.content).toMatchObject(content)
  })

  test('a reply says to what, and a forward says so', () => {
    const from = '16505551234'
    const [replied, forwarded] = messages({
      messages: [
        { ...hello, from, context: { from: '15550783881', id: 'wamid.ours' } },
        { ...hello, from, context: { frequently_forwarded: true } },
      ],
    })
    expect(replied).toMatchObject({ repliesTo: 'wamid.ours', isForUs: true })
    expect(forwarded).toMatchObject({ forwarded: true, repliesTo: undefined })
  })

  test('edits, deletions and reactions speak of the message they change', () => {
    const bare = { timestamp: '1749416383', from: '16505551234' }
    const edited = { type: 'text', text: { body: 'last week' } }
    const of = 'wamid.1'
    const inbound = receive(
      post({
        messages: [
          { ...bare, id: 'a', type: 'edit', edit: { original_message_id: of, message: edited } },
          { ...bare, id: 'b', type: 'revoke', revoke: { original_message_id: of } },
          { ...bare, id: 'c', type: 'reaction', reaction: { message_id: of, emoji: '👨‍👩‍👧' } },
          { ...bare, id: 'd', type: 'reaction', reaction: { message_id: of, emoji: '' } },
        ],
      }),
    )
    expect(inbound).toMatchObject([
      { kind: 'edit', of, content: { is: 'text', text: 'last week' } },
      { kind: 'revoke', of },
      { kind: 'reaction', of, emoji: '👨‍👩‍👧' },
      { kind: 'reaction', of, emoji: null },
    ])
  })

  test('what the business wrote in its own app is an echo in the customer’s chat', () => {
    const echo = { ...hello, from: '15550783881', to: '16505551234', to_user_id: 'US.1349' }
    expect(receive(post({ message_echoes: [echo] }, 'smb_message_echoes'))).toMatchObject([
      { kind: 'echo', chat: 'US.1349', content: { is: 'text', text: 'hello' } },
    ])
  })
})

describe('the same person under another address', () => {
  test.each(['user_changed_number', 'customer_changed_number'])('%s', (type) => {
    const system = { type, wa_id: '12195555358', body: 'User changed' }
    const message = { id: 'wamid.s', from: '16505551234', timestamp: '1', type: 'system', system }
    expect(receive(post({ messages: [message] }))).toMatchObject([
      { kind: 'identity', previous: { phone: '+16505551234' }, current: { phone: '+12195555358' } },
    ])
  })

  test('a new user id, by system message and by field', () => {
    const system = { type: 'user_changed_user_id', user_id: 'US.2' }
    const message = { id: 'wamid.s', from_user_id: 'US.1', timestamp: '1', type: 'system', system }
    const moved = { previous: { bsuid: 'US.1' }, current: { bsuid: 'US.2' } }
    expect(receive(post({ messages: [message] }))).toMatchObject([{ kind: 'identity', ...moved }])

    const update = { user_id: { previous: 'US.1', current: 'US.2' }, wa_id: '16505551234' }
    const value = { user_id_update: [update, { user_id: 'US.3' }] }
    expect(receive(post(value, 'user_id_update'))).toMatchObject([
      { kind: 'identity', externalId: 'user_id_update:US.1:US.2', chat: 'US.2', ...moved },
    ])
    expect(receive(post({ user_id_update: update }, 'user_id_update'))).toHaveLength(1)
    expect(receive(post(update, 'user_id_update'))).toHaveLength(1)
  })

  test('offers stopped in WhatsApp itself are a no, asked for a yes', () => {
    const said = (value: string) =>
      receive(
        post(
          {
            user_preferences: [
              {
                wa_id: '16505551234',
                category: 'marketing_messages',
                value,
                timestamp: 1731705721,
              },
            ],
          },
          'user_preferences',
        ),
      )
    const sender = { phone: '+16505551234' }
    expect(said('stop')).toMatchObject([{ kind: 'preference', sender, isGranted: false }])
    expect(said('resume')).toMatchObject([{ kind: 'preference', sender, isGranted: true }])
    expect(said('sideways')).toEqual([])
  })

  test('a new identity key is nobody new', () => {
    const system = { type: 'customer_identity_changed', wa_id: '16505551234' }
    const message = { id: 'wamid.s', from: '16505551234', timestamp: '1', type: 'system', system }
    expect(receive(post({ messages: [message] }))).toEqual([])
  })
})

describe('what became of ours', () => {
  const status = { id: 'wamid.9', timestamp: '1749416383', recipient_id: '16505551234' }

  test('each state of a message is an event of its own, with what we sent along', () => {
    const states = ['sent', 'delivered', 'read', 'played', 'failed', 'warning']
    const statuses = states.map((state) => ({
      ...status,
      status: state,
      biz_opaque_callback_data: 'outbox-7',
      pricing: { category: 'service', pricing_model: 'PMP' },
    }))
    const inbound = receive(post({ statuses }))
    expect(inbound.map(({ externalId }) => externalId)).toEqual(
      states.slice(0, 5).map((state) => `wamid.9:${state}`),
    )
    expect(inbound[3]).toMatchObject({
      kind: 'status',
      of: 'wamid.9',
      state: 'read',
      chat: '+16505551234',
      correlation: 'outbox-7',
      pricing: { category: 'service', model: 'PMP' },
    })
  })

  test('a closed window that shows only later tells its code', () => {
    const errors = [
      {
        code: 131047,
        title: 'Re-engagement message',
        error_data: { details: 'More than 24 hours' },
      },
    ]
    const failed = { ...status, status: 'failed', errors, recipient_user_id: 'US.1' }
    expect(receive(post({ statuses: [failed] }))).toMatchObject([
      {
        state: 'failed',
        chat: 'US.1',
        errors: [{ code: '131047', title: 'Re-engagement message', details: 'More than 24 hours' }],
      },
    ])
  })

  test('in a group each participant’s receipt counts', () => {
    const group = { ...status, status: 'read', recipient_id: 'group1', recipient_type: 'group' }
    const statuses = ['16505551234', '4915112345678'].map((id) => ({
      ...group,
      recipient_participant_id: id,
    }))
    const inbound = receive(post({ statuses }))
    expect(new Set(inbound.map(({ externalId }) => externalId)).size).toBe(2)
    expect(inbound[0]?.chat).toBe('group1')
  })

  test('errors of the account itself are logged by code', () => {
    const lines: unknown[] = []
    const note = (line: unknown) => lines.push(line)
    const log = { debug: note, info: note, warn: note, error: note, fatal: note } as never
    openWhatsapp({ log }).receive(post({ errors: [{ code: 131000, title: 'x' }, 'y'] }))
    expect(lines).toEqual([{ codes: ['131000'] }])
  })
})

function messages(value: object): InboundMessage[] {
  return receive(post(value)).filter((one: Inbound) => one.kind === 'message')
}
