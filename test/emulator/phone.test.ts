/** What is done on the phone reaches Tillie as the platforms would tell it, from this machine only. */
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  jsonOf,
  openTinyTillie,
  pixel,
  secrets,
  signatureOf,
  type TinyTillie,
} from './tiny-tillie.ts'

let tillie: TinyTillie
beforeAll(async () => {
  tillie = await openTinyTillie()
})
afterAll(() => tillie.close())

describe('a message on WhatsApp', () => {
  test("is signed over the bytes that are sent, in Meta's escaped form", async () => {
    await say({ persona: 'owner', channel: 'whatsapp', text: 'كم بعنا؟ 100% <b> a@b.example/ 😀' })
    const { raw, headers, body } = await tillie.next()
    const { value } = body.entry[0].changes[0]

    expect(headers.get('x-hub-signature-256')).toBe(signatureOf(raw))
    expect(raw.toString('latin1')).toMatch(
      /100\\u0025 \\u003Cb> a\\u0040b\.example\\\/ \\ud83d\\ude00/,
    )
    expect([...raw].every((byte) => byte < 128)).toBe(true)
    expect(value.messages[0]).toMatchObject({
      from: '447700900101',
      from_user_id: 'GB.10470077009001010001',
      id: expect.stringMatching(/^wamid\./),
      timestamp: expect.stringMatching(/^\d{10}$/),
      text: { body: 'كم بعنا؟ 100% <b> a@b.example/ 😀' },
    })
    expect(value.contacts?.[0].profile.name).toBe('Nell Hartley')
    expect(value.metadata.phone_number_id).toBe(secrets.phoneNumberId)
  })

  test('a picture is a media id that can be fetched', async () => {
    const form = new FormData()
    form.set('persona', 'customer')
    form.set('channel', 'whatsapp')
    form.set('text', 'Do you have this?')
    form.set('file', new File([pixel], 'shot.png', { type: 'image/png' }))
    expect((await tillie.phone('/api/say', { method: 'POST', body: form })).status).toBe(200)
    const { image } = (await tillie.next()).body.entry[0].changes[0].value.messages[0]

    expect(image).toMatchObject({ caption: 'Do you have this?', mime_type: 'image/png' })
    expect((await jsonOf(await tillie.graph(image.id))).file_size).toBe(pixel.length)
    const shown = await tillie.phone(`/api/media/${image.id}`)
    expect(shown.headers.get('content-type')).toBe('image/png')
  })

  test('has screenshots to try with, and sends one like any other picture', async () => {
    const shot = await tillie.phone('/api/samples/teapot')
    expect(shot.headers.get('content-type')).toBe('image/jpeg')
    const bytes = new Uint8Array(await shot.arrayBuffer())
    const form = new FormData()
    form.set('persona', 'customer')
    form.set('channel', 'whatsapp')
    form.set('file', new File([bytes], 'teapot.jpg', { type: 'image/jpeg' }))
    expect((await tillie.phone('/api/say', { method: 'POST', body: form })).status).toBe(200)
    const { image } = (await tillie.next()).body.entry[0].changes[0].value.messages[0]

    expect(image).toMatchObject({ mime_type: 'image/jpeg' })
    expect((await jsonOf(await tillie.graph(image.id))).file_size).toBe(bytes.byteLength)
    for (const unknown of ['bicycle', 'constructor', '..%2Fpage'])
      expect((await tillie.phone(`/api/samples/${unknown}`)).status, unknown).toBe(404)
  })

  test('a tapped button and a tapped row say which message they answer', async () => {
    const sections = [{ rows: [{ id: 'lamp', title: 'Desk lamp', description: 'Brass' }] }]
    const button = { type: 'reply', reply: { id: 'why', title: 'Why?' } }
    for (const [interactive, id, told] of [
      [
        { type: 'button', action: { buttons: [button] } },
        'why',
        { type: 'button_reply', button_reply: { id: 'why', title: 'Why?' } },
      ],
      [
        { type: 'list', action: { button: 'Choose', sections } },
        'lamp',
        {
          type: 'list_reply',
          list_reply: { id: 'lamp', title: 'Desk lamp', description: 'Brass' },
        },
      ],
    ] as const) {
      const answer = await tillie.graph(`${secrets.phoneNumberId}/messages`, {
        to: '+447700900101',
        type: 'interactive',
        interactive: { ...interactive, body: { text: 'Which?' } },
      })
      const [{ id: message }] = (await jsonOf(answer)).messages
      for (const _ of ['sent', 'delivered']) await tillie.next()
      await say({ persona: 'owner', channel: 'whatsapp', tap: { message, id } })
      const [inbound] = (await tillie.next()).body.entry[0].changes[0].value.messages
      expect(inbound).toMatchObject({ interactive: told, context: { id: message } })
    }
  })

  test('is posted again until it is taken, and marked when it never is', async () => {
    tillie.answer(500, 503)
    const { id, taken } = tillie.emulator.say({
      persona: 'staff',
      channel: 'whatsapp',
      text: 'Hello',
    })
    expect(await taken).toBe(true)
    const ids = [await tillie.next(), await tillie.next(), await tillie.next()].map(
      ({ body }) => body.entry[0].changes[0].value.messages[0].id,
    )
    expect(ids).toEqual([id, id, id])
    tillie.answer(...Array(6).fill(500))
    const lost = tillie.emulator.say({ persona: 'staff', channel: 'whatsapp', text: 'Hello?' })
    expect(await lost.taken).toBe(false)
    const bubble = tillie.emulator.chats.of('whatsapp', 'staff').bubbles.at(-1)
    expect(bubble).toMatchObject({ id: lost.id, tick: 'failed' })
    for (let post = 0; post < 6; post++) await tillie.next()
  })

  test('is delivered twice when that trouble is ordered', async () => {
    expect((await post('/api/faults', { on: 'webhook', kind: 'twice' })).status).toBe(200)
    const { taken } = tillie.emulator.say({ persona: 'staff', channel: 'whatsapp', text: 'Hi' })
    expect(await taken).toBe(true)
    const [first, again] = [await tillie.next(), await tillie.next()]
    expect(again.raw.equals(first.raw)).toBe(true)
  })

  test('nothing to say, nobody to say it and no such button are refused in words', async () => {
    for (const [said, error] of [
      [{ persona: 'owner', channel: 'whatsapp' }, /write something/],
      [{ persona: 'burglar', channel: 'whatsapp', text: 'a' }, /persona/],
      [{ persona: 'owner', channel: 'whatsapp', tap: { message: '1', id: '1' } }, /no such button/],
    ] as const) {
      const answer = await post('/api/say', said)
      expect(answer.status).toBe(400)
      expect((await jsonOf(answer)).error).toMatch(error)
    }
  })
})

test('the page hears the state as it is, then what happens; secrets are masked', async () => {
  const ending = new AbortController()
  const events = await tillie.phone('/api/events', { signal: ending.signal })
  await say({ persona: 'finance', channel: 'telegram', text: 'Hello there' })
  await tillie.next()
  const stream = await until(events, '"path":"/webhooks/telegram"')
  ending.abort()

  expect(stream).toMatch(/^event: state\ndata: \{"personas":\[\{"role":"owner"/)
  expect(stream).toMatch(/event: bubble\ndata: .*"text":"Hello there"/)
  expect(stream).toContain('"x-telegram-bot-api-secret-token":"•••"')
  for (const secret of Object.values(secrets).filter((one) => one !== secrets.phoneNumberId))
    expect(stream).not.toContain(secret)
})

describe('only this machine', () => {
  test.each<[string, Record<string, string>, number]>([
    ['the phone itself', {}, 200],
    ['a rebound name', { host: 'evil.example' }, 403],
    ['another page', { origin: 'https://evil.example' }, 403],
    ['a page on another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['another site, as the browser tells', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
  ])('%s', async (_, headers, status) => {
    expect(await statusOf('/phone/api/close-window', headers)).toBe(status)
  })

  /** fetch would not send these headers. */
  function statusOf(path: string, headers: Record<string, string>): Promise<number> {
    return new Promise((resolve, reject) => {
      const sent = { 'content-type': 'application/json', ...headers }
      const call = request(tillie.url + path, { method: 'POST', headers: sent }, (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      call.on('error', reject)
      call.end(JSON.stringify({ persona: 'owner' }))
    })
  }
})

test('the page is served whole, and loads nothing from elsewhere', async () => {
  const page = await tillie.phone('')
  const html = await page.text()
  const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(parts.length).toBeGreaterThan(8)
  for (const address of parts) {
    expect(address).toMatch(/^\/phone/)
    expect((await fetch(tillie.url + address)).status).toBe(200)
  }
})

async function say(said: object): Promise<void> {
  expect((await post('/api/say', said)).status).toBe(200)
}

function post(path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return tillie.phone(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function until(events: Response, end: string): Promise<string> {
  let text = ''
  for await (const chunk of events.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    if (text.includes(end)) break
  }
  return text
}
