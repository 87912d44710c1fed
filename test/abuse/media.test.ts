/**
 * Story: pictures, files and addresses that are bait. Of all that arrives, a picture alone is fetched,
 * from its platform and by its id, whatever else the message names; the answer is one sentence, and no
 * other connection is opened.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast, fromTelegram, now, openShop, whatsappBody } from '#test/support/shop.ts'

const seconds = String(Math.floor(now.getTime() / 1_000))

describe('bait', async () => {
  const shop = await openShop()
  let connections = 0
  let callsBefore = 0
  const trap = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  let port = 0
  beforeAll(async () => {
    trap.listen(0)
    await once(trap, 'listening')
    port = (trap.address() as AddressInfo).port
  })
  afterAll(async () => {
    trap.close()
    await shop.close()
  })

  /** The same door, written in every way that has fooled somebody. */
  const addresses = () => [
    `http://127.0.0.1:${port}/x`,
    `http://localhost:${port}/x`,
    `http://[::1]:${port}/x`,
    `http://[::ffff:127.0.0.1]:${port}/x`,
    `http://2130706433:${port}/x`,
    `http://0177.0.0.1:${port}/x`,
    `http://0x7f000001:${port}/x`,
    `http://127.1:${port}/x`,
    `http://user:pass@127.0.0.1:${port}/x`,
    'http://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:70/x',
  ]

  const bombs = {
    'a picture of 144 million points': ['image', { mime_type: 'image/png', file_size: 446_000 }],
    'a drawing that is named a photo': ['image', { mime_type: 'image/jpeg', filename: 'a.svg' }],
    'a moving picture of 10,000 frames': ['video', { mime_type: 'image/gif', animated: true }],
    'half a photo': ['image', { mime_type: 'image/jpeg', sha256: 'x' }],
    'a workbook that is a bomb': [
      'document',
      { filename: '../../sales.xlsx', mime_type: 'application/zip' },
    ],
    'a page': ['document', { filename: 'a.jpg', mime_type: 'text/html' }],
    'a voice': ['audio', { mime_type: 'audio/ogg', voice: true }],
    'a sticker': ['sticker', { mime_type: 'image/webp', animated: true }],
  } as const
  const sentence = /^(?:I (?:cannot|could not)|That file is not) [^\n]+\.( Please [^\n.]+\.)?$/

  test.each(Object.entries(bombs))('%s on WhatsApp', async (_, [type, more]) => {
    const [url, link, href] = addresses()
    const media = { id: '1003383421387256', url, link, href, ...more }
    const answer = await told('whatsapp', whatsapp({ type, [type]: media }))
    expect(answer).toHaveLength(1)
    expect(answer[0]).toMatch(sentence)
    expectFetched(type === 'image' ? byId : [])
  })

  test.each([
    ['photo', [{ file_id: 'a', file_size: 1, width: 12_000, height: 12_000 }]],
    ['document', { file_id: 'a', file_name: 'a.svg', mime_type: 'image/jpeg', file_size: 99 }],
    ['animation', { file_id: 'a', mime_type: 'image/gif', width: 1, height: 1, duration: 9_999 }],
    ['video', { file_id: 'http://127.0.0.1/', mime_type: 'video/mp4' }],
    ['voice', { file_id: '../../getMe', mime_type: 'audio/ogg' }],
    ['sticker', { file_id: 'a', is_animated: true }],
  ])('a %s on Telegram', async (kind, content) => {
    const { update_id, message } = fromTelegram('owner', '') as {
      update_id: number
      message: object
    }
    const { text: _, ...bare } = message as { text: string }
    const answer = await told('telegram', { update_id, message: { ...bare, [kind]: content } })
    expect(answer).toHaveLength(1)
    expect(answer[0]).toMatch(sentence)
    expectFetched(kind === 'photo' || kind === 'document' ? byId : [])
  })

  test('addresses in every part of a message', async () => {
    const posts = addresses().flatMap((url) => {
      const text = { body: `see ${url}`, preview_url: true }
      const referral = { source_url: url, image_url: url, video_url: url, media_url: url }
      const entities = [{ type: 'text_link', offset: 0, length: 3, url }]
      const update = fromTelegram('owner', 'see here') as { message: object }
      const message = { ...update.message, entities, link_preview_options: { url } }
      return [
        whatsapp({ type: 'text', text, referral, context: { id: url } }),
        whatsapp({ type: 'location', location: { latitude: 1, longitude: 2, url } }),
        whatsapp({ type: 'contacts', contacts: [{ name: {}, urls: [{ url }] }] }),
        whatsapp({ type: 'image', image: { id: '7', caption: url, url } }),
        { ...update, message },
      ]
    })
    await told('whatsapp', ...posts.filter((post) => 'entry' in post))
    expectFetched(['GET /v25.0/7'])
    await told('telegram', ...posts.filter((post) => 'message' in post))
    expectFetched([])
  })

  function whatsapp(content: object) {
    const from = cast.owner.phone.slice(1)
    const message = { from, id: `wamid.${randomUUID()}`, timestamp: seconds, ...content }
    return whatsappBody({ messages: [message] })
  }

  /** What the person reads. */
  async function told(channel: 'whatsapp' | 'telegram', ...bodies: object[]): Promise<string[]> {
    const before = shop.platforms.delivered.length
    callsBefore = shop.platforms.calls.length
    for (const body of bodies)
      expect((await shop.post(channel, JSON.stringify(body))).status).toBe(200)
    await shop.tillie.road.idle()
    return shop.platforms.delivered.slice(before).map(({ text }) => text)
  }

  /** What was asked of the platforms besides carrying words. */
  function expectFetched(allowed: string[]) {
    const calls = shop.platforms.calls.slice(callsBefore)
    const other = new Set(calls.filter((call) => !carriesWords.test(call)))
    expect([...other].filter((call) => !allowed.includes(call))).toEqual([])
    expect(connections).toBe(0)
  }
})

/** Where each platform keeps the picture of that id. */
const byId = ['GET /v25.0/1003383421387256', 'POST /bot/getFile', 'GET /file/bot/photos/a']

/** A reply, a read mark, "typing…": nothing of these brings anything back. */
const carriesWords =
  /^POST \/(v[\d.]+\/\d+\/messages|bot\/(sendMessage|sendChatAction|setWebhook))$/
