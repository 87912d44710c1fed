/** What goes over the wire to the Graph API. */
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Outgoing } from '#chat/message.ts'
import { graph, openWhatsapp, sending } from './fixtures.ts'

const calls: { path: string; body: unknown; authorization: string | null }[] = []
const messagesPath = `${graph}/v25.0/106540352242922/messages`
const mediaPath = `${graph}/v25.0/106540352242922/media`
const host = setupServer()
const sheena = { phone: '+16505551234', bsuid: 'US.1349' }
const base = {
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '+16505551234',
  recipient: 'US.1349',
  biz_opaque_callback_data: 'outbox-7',
}
const pdf = { id: 'f1', name: 'sales.pdf', mime: 'application/pdf', sizeBytes: 9 }
const png = { id: 'f2', name: 'chart.png', mime: 'image/png', sizeBytes: 9 }
const yesNo = [
  { token: 't1', title: 'Yes' },
  { token: 't2', title: 'No' },
]

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
      { is: 'text', text: 'Net sales: **£5**', repliesTo: 'wamid.in' },
      {
        type: 'text',
        text: { body: 'Net sales: *£5*', preview_url: false },
        context: { message_id: 'wamid.in' },
      },
    ],
    [
      'up to three buttons',
      { is: 'text', text: 'Sure?', choices: yesNo },
      {
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'Sure?' },
          action: {
            buttons: [
              { type: 'reply', reply: { id: 't1', title: 'Yes' } },
              { type: 'reply', reply: { id: 't2', title: 'No' } },
            ],
          },
        },
      },
    ],
    [
      'more choices, as a list',
      { is: 'text', text: 'Which?', choices: choices(4), listLabel: 'Products' },
      list(
        'Products',
        choices(4).map(({ token: id, title }) => ({ id, title })),
      ),
    ],
    [
      'choices that say more, as a list',
      { is: 'text', text: 'Which?', choices: [{ token: 't', title: 'Mug', description: 'red' }] },
      list('Choose', [{ id: 't', title: 'Mug', description: 'red' }]),
    ],
    [
      'choices of one title, as a list',
      {
        is: 'text',
        text: 'Which?',
        choices: [
          { token: 'a', title: 'Mug' },
          { token: 'b', title: 'Mug' },
        ],
      },
      list('Choose', [
        { id: 'a', title: 'Mug' },
        { id: 'b', title: 'Mug' },
      ]),
    ],
    [
      'a template with its parameters and one button',
      {
        is: 'template',
        name: 'report_ready',
        language: 'en_GB',
        parameters: ['**20 November**\n2026', ''],
        choice: { token: 't9', title: 'Get it' },
      },
      {
        type: 'template',
        template: {
          name: 'report_ready',
          language: { code: 'en_GB' },
          components: [
            {
              type: 'body',
              parameters: [
                { type: 'text', text: '20 November 2026' },
                { type: 'text', text: '–' },
              ],
            },
            {
              type: 'button',
              sub_type: 'quick_reply',
              index: '0',
              parameters: [{ type: 'payload', payload: 't9' }],
            },
          ],
        },
      },
    ],
  ])('%s', async (_, message, body) => {
    answering({ messages: [{ id: 'wamid.out' }] })

    expect(await openWhatsapp().send(message, sheena, sending)).toEqual({
      is: 'sent',
      externalId: 'wamid.out',
    })
    expect(calls).toEqual([
      { path: messagesPath, body: { ...base, ...body }, authorization: 'Bearer the access token' },
    ])
  })

  test.each([
    [{ phone: '+16505551234' }, { to: '+16505551234', recipient_type: 'individual' }],
    [{ bsuid: 'US.1349' }, { recipient: 'US.1349', recipient_type: 'individual' }],
    [{ chatId: 'Y2FwaV9ncm91cDo' }, { to: 'Y2FwaV9ncm91cDo', recipient_type: 'group' }],
  ])('to %j', async (address, expected) => {
    answering({ messages: [{ id: 'wamid.out' }] })
    await openWhatsapp().send({ is: 'text', text: 'hi' }, address, sending)

    const { to, recipient, recipient_type } = calls[0]!.body as Record<string, unknown>
    expect({ to, recipient, recipient_type }).toEqual({
      to: undefined,
      recipient: undefined,
      ...expected,
    })
  })

  test.each<[string, Outgoing, object, object]>([
    [
      'an image',
      { is: 'file', as: 'image', file: png, caption: 'By **hour**' },
      { type: 'image/png', name: 'chart.png' },
      { type: 'image', image: { id: 'media-1', caption: 'By *hour*' } },
    ],
    [
      'a document',
      { is: 'file', as: 'document', file: pdf },
      { type: 'application/pdf', name: 'sales.pdf' },
      { type: 'document', document: { id: 'media-1', filename: 'sales.pdf' } },
    ],
    [
      'a CSV, as the text that WhatsApp takes',
      {
        is: 'file',
        as: 'document',
        file: { ...pdf, name: 'sales.csv', mime: 'text/csv; charset=utf-8' },
      },
      { type: 'text/plain', name: 'sales.csv.txt' },
      { type: 'document', document: { id: 'media-1', filename: 'sales.csv.txt' } },
    ],
    [
      'a document with buttons keeps its name',
      { is: 'file', as: 'document', file: pdf, choices: yesNo },
      { type: 'application/pdf', name: 'sales.pdf' },
      {
        type: 'interactive',
        interactive: {
          type: 'button',
          header: { type: 'document', document: { id: 'media-1', filename: 'sales.pdf' } },
          body: { text: 'sales.pdf' },
          action: {
            buttons: yesNo.map(({ token: id, title }) => ({ type: 'reply', reply: { id, title } })),
          },
        },
      },
    ],
  ])('%s: uploaded, then sent by its id', async (_, message, uploaded, body) => {
    const parts: unknown[] = []
    host.use(
      http.post(mediaPath, async ({ request }) => {
        const form = await request.formData()
        const file = form.get('file') as File
        parts.push({
          product: form.get('messaging_product'),
          type: form.get('type'),
          name: file.name,
          bytes: await file.text(),
        })
        return HttpResponse.json({ id: 'media-1' })
      }),
    )
    answering({ messages: [{ id: 'wamid.out' }] })

    expect(await openWhatsapp().send(message, sheena, sending)).toMatchObject({ is: 'sent' })
    expect(parts).toEqual([{ product: 'whatsapp', bytes: 'the bytes', ...uploaded }])
    expect(calls.map((call) => call.body)).toEqual([{ ...base, ...body }])
  })

  test('read mark and typing are one call', async () => {
    answering({ success: true })
    await openWhatsapp().attend({ messageId: 'wamid.in', address: sheena })

    expect(calls.map((call) => call.body)).toEqual([
      {
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: 'wamid.in',
        typing_indicator: { type: 'text' },
      },
    ])
  })

  test('a read mark that fails is nobody’s trouble', async () => {
    refusing(400, { code: 131009 })
    await expect(
      openWhatsapp().attend({ messageId: 'x', address: sheena }),
    ).resolves.toBeUndefined()
  })
})

describe('what is refused before anybody is called', () => {
  test.each<[string, Outgoing, string]>([
    ['too long a text', { is: 'text', text: 'x'.repeat(4097) }, 'text-too-long'],
    ['an empty text', { is: 'text', text: '' }, 'invalid'],
    ['more than ten choices', { is: 'text', text: 'Which?', choices: choices(11) }, 'invalid'],
    ['too long a button text', { is: 'text', text: 'x'.repeat(1025), choices: yesNo }, 'invalid'],
    ['a file of a type that WhatsApp does not take', file('application/zip'), 'media-type'],
    ['an image of such a type', { ...file('image/webp'), as: 'image' }, 'media-type'],
    ['too large an image', file('image/png', 5 * 1024 * 1024 + 1), 'file-too-large'],
    ['too long a caption', { ...file('image/png'), caption: 'x'.repeat(1025) }, 'text-too-long'],
    ['four buttons on a file', { ...file('image/png'), choices: choices(4) }, 'buttons'],
  ])('%s', async (_, message, code) => {
    expect(await openWhatsapp().send(message, sheena, sending)).toMatchObject({
      is: 'failed',
      code,
    })
  })

  test('a message to nobody', async () => {
    const sent = await openWhatsapp().send({ is: 'text', text: 'hi' }, {}, sending)
    expect(sent).toMatchObject({ is: 'failed', code: 'no-address' })
  })

  test.each([{ accessToken: null }, { phoneNumberId: null }])(
    'without credentials: %j',
    async (none) => {
      const channel = openWhatsapp(none)
      const sent = await channel.send({ is: 'text', text: 'hi' }, sheena, sending)
      expect(sent).toMatchObject({ is: 'skipped' })
      await channel.attend({ messageId: 'wamid.in', address: sheena })
    },
  )

  function file(mime: string, sizeBytes = 9): Extract<Outgoing, { is: 'file' }> {
    return { is: 'file', as: 'document', file: { id: 'f', name: 'f', mime, sizeBytes } }
  }
})

function answering(answer: object): void {
  host.use(
    http.post(messagesPath, async ({ request }) => {
      const authorization = request.headers.get('authorization')
      calls.push({ path: request.url, body: await request.json(), authorization })
      return HttpResponse.json(answer)
    }),
  )
}

function refusing(status: number, error: object, headers = {}): void {
  host.use(http.post(messagesPath, () => HttpResponse.json({ error }, { status, headers })))
}

function choices(count: number) {
  return Array.from({ length: count }, (_, i) => ({ token: `t${i}`, title: `Product ${i}` }))
}

function list(button: string, rows: object[]) {
  return {
    type: 'interactive',
    interactive: {
      type: 'list',
      body: { text: 'Which?' },
      action: { button, sections: [{ rows }] },
    },
  }
}
