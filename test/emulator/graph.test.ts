/** The Cloud API stand-in refuses what Meta refuses, and tells of what it took as Meta does. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  jsonOf,
  openTinyTillie,
  pixel,
  secrets,
  signatureOf,
  type TinyTillie,
} from './tiny-tillie.ts'

const owner = '+447700900101'
const number = secrets.phoneNumberId
let tillie: TinyTillie

beforeAll(async () => {
  tillie = await openTinyTillie()
  await tillie.hear('owner')
})
afterAll(() => tillie.close())

describe('a message that Meta refuses', () => {
  const reply = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
  const buttons = (...all: object[]) => interactive({ type: 'button', action: { buttons: all } })
  const rows = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ id: `r${at}`, title: `Row ${at}` }))
  const list = (...sections: object[]) =>
    interactive({ type: 'list', action: { button: 'Choose', sections } })
  const text = (body: string) => ({ type: 'text', text: { body } })
  const template = (name: string, parameters: object[]) => ({
    type: 'template',
    template: { name, language: { code: 'en' }, components: [{ type: 'body', parameters }] },
  })

  test.each<[string, object, number, RegExp]>([
    ['text of 4,097', text('x'.repeat(4097)), 100, /at most 4096/],
    ['empty text', text(''), 131009, /empty/],
    ['no text at all', { type: 'text' }, 131008, /text/],
    ['an unknown kind', { type: 'hologram' }, 131051, /hologram/],
    ['four buttons', buttons(...['a', 'b', 'c', 'd'].map((x) => reply(x, x))), 131009, /count/],
    ['no button', buttons(), 131009, /count/],
    ['a title of 21', buttons(reply('a', 'x'.repeat(21))), 131009, /Button title/],
    ['an id of 257', buttons(reply('x'.repeat(257), 'A')), 131009, /Button id/],
    ['one id twice', buttons(reply('a', 'A'), reply('a', 'B')), 131009, /Duplicate button ids/],
    ['one title twice', buttons(reply('a', 'A'), reply('b', 'A')), 131009, /titles/],
    [
      'a body of 1,025',
      long({ type: 'button', action: { buttons: [reply('a', 'A')] } }),
      131009,
      /Body/,
    ],
    ['eleven rows', list({ rows: rows(11) }), 131009, /Total row count/],
    ['untitled sections', list({ rows: rows(1) }, { rows: rows(1) }), 131009, /Section title/],
    ['a row twice', list({ rows: [...rows(1), ...rows(1)] }), 131009, /Duplicate row/],
    [
      'a row title of 25',
      list({ rows: [{ id: 'a', title: 'x'.repeat(25) }] }),
      131009,
      /Row title/,
    ],
    ['a button without http', link('javascript:alert(1)'), 131009, /URL/],
    ['an unknown media id', { type: 'image', image: { id: '1' } }, 131009, /not known/],
    [
      'a caption of 1,025',
      { type: 'image', image: { id: '1', caption: long().interactive.body.text } },
      131009,
      /Caption/,
    ],
    [
      'correlation of 513',
      { ...text('a'), biz_opaque_callback_data: 'x'.repeat(513) },
      131009,
      /512/,
    ],
    ['an unknown template', template('nobody_knows', []), 132001, /does not exist/],
    ['a template short of a parameter', template('tillie_report', []), 132000, /\(0\).*\(1\)/],
    ['a stranger', { ...text('a'), to: '+447700900999' }, 131030, /recipient/],
    ['no number', { ...text('a'), to: 'Nell' }, 131009, /not a phone number/],
    ['nobody', { ...text('a'), to: undefined }, 131008, /recipient/],
  ])('%s', async (_, body, code, details) => {
    const refused = await tillie.graph(`${number}/messages`, { to: owner, ...body })
    const { error } = await jsonOf(refused)

    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect(error).toMatchObject({ code, type: 'OAuthException', fbtrace_id: expect.any(String) })
    expect(error.error_data).toEqual({
      messaging_product: 'whatsapp',
      details: expect.stringMatching(details),
    })
  })

  test('a wrong token is 401 with code 190, a wrong number code 100, subcode 33', async () => {
    const wrongToken = await tillie.graph(`${number}/messages`, { to: owner }, 'wrong')
    expect(wrongToken.status).toBe(401)
    expect((await jsonOf(wrongToken)).error.code).toBe(190)

    const wrongNumber = await tillie.graph('1/messages', { to: owner, ...text('a') })
    expect((await jsonOf(wrongNumber)).error).toMatchObject({ code: 100, error_subcode: 33 })
  })

  function interactive(part: object) {
    return { type: 'interactive', interactive: { body: { text: 'Which?' }, ...part } }
  }
  function long(part: object = {}) {
    return { type: 'interactive', interactive: { ...part, body: { text: 'x'.repeat(1025) } } }
  }
  function link(url: string) {
    const parameters = { display_text: 'Open', url }
    return interactive({ type: 'cta_url', action: { name: 'cta_url', parameters } })
  }
})

describe('media', () => {
  test.each<[string, string, number, number]>([
    ['a CSV', 'text/csv', 10, 100],
    ['HTML', 'text/html', 10, 100],
    ['an empty file', 'application/pdf', 0, 131053],
    ['a picture over 5 MB', 'image/png', 5 * 1024 * 1024 + 1, 131053],
  ])('%s is not taken', async (_, mime, size, code) => {
    const refused = await tillie.upload(new Uint8Array(size), mime)
    expect((await jsonOf(refused)).error.code).toBe(code)
  })

  test('what was uploaded is fetched under an address of five minutes, with the token', async () => {
    const { id } = await jsonOf(await tillie.upload(pixel, 'image/png', 'dot.png'))
    const { url, mime_type } = await jsonOf(await tillie.graph(id))
    const headers = { authorization: `Bearer ${secrets.accessToken}` }

    expect(mime_type).toBe('image/png')
    expect((await fetch(url)).status).toBe(401)
    expect(Buffer.from(await (await fetch(url, { headers })).arrayBuffer())).toEqual(pixel)
    tillie.wait(5 * 60_000 + 1)
    expect((await fetch(url, { headers })).status).toBe(404)
  })

  test('a document cannot go as an image', async () => {
    const { id } = await jsonOf(await tillie.upload(Buffer.from('%PDF-1.7'), 'application/pdf'))
    const refused = await tillie.graph(`${number}/messages`, {
      to: owner,
      type: 'image',
      image: { id },
    })
    expect((await jsonOf(refused)).error.code).toBe(131053)
  })
})

describe('what became of a message', () => {
  test('sent and delivered are told, signed, in order, with our own correlation', async () => {
    const { id } = await tillie.send(owner, { biz_opaque_callback_data: 'outbox-7' })
    for (const state of ['sent', 'delivered']) {
      const { raw, headers, body } = await tillie.next()
      const [status] = body.entry[0].changes[0].value.statuses
      expect(headers.get('x-hub-signature-256')).toBe(signatureOf(raw))
      expect(status).toMatchObject({ id, status: state, biz_opaque_callback_data: 'outbox-7' })
      expect(status).toMatchObject({ recipient_id: '447700900101' })
    }
  })

  test('a blocked shop hears "failed" with 131026', async () => {
    tillie.emulator.chats.of('whatsapp', 'owner').isBlocked = true
    await tillie.send(owner)
    await tillie.next()
    const { body } = await tillie.next()
    const { value } = body.entry[0].changes[0]
    expect(value.contacts).toBeUndefined()
    expect(value.statuses[0]).toMatchObject({ status: 'failed', errors: [{ code: 131026 }] })
    tillie.emulator.chats.of('whatsapp', 'owner').isBlocked = false
  })

  test('a read mark ticks the message and those before it', async () => {
    const first = await tillie.hear('owner')
    const second = await tillie.hear('owner')
    const { bubbles } = tillie.emulator.chats.of('whatsapp', 'owner')
    await tillie.graph(`${number}/messages`, { status: 'read', message_id: second })
    expect(bubbles.filter(({ id }) => id === first || id === second).map((b) => b.tick)).toEqual([
      'read',
      'read',
    ])
  })
})
