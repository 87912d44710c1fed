/**
 * Story: whatever the platforms post, signed rightly it is kept and answered 200, and none of it
 * throws; signed wrongly it is 401 and leaves no trace; posted twice it is one effect.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import {
  type Channel,
  fromTelegram,
  fromWhatsapp,
  openShop,
  whatsappBody,
} from '#test/support/shop.ts'

const folder = new URL('../fixtures/', import.meta.url)
const fixtures = (['whatsapp', 'telegram'] as const).flatMap((channel) =>
  readdirSync(new URL(channel, folder)).map((name) => ({ channel, name })),
)
const oddTexts = [
  ['Arabic', 'كيف كانت المبيعات أمس؟'],
  ['emoji', 'sales yesterday 👨‍👩‍👧 🇰🇪 ❤️'],
  ['half a pair and a NUL', 'sales \ud83d \u0000 yesterday'],
  ['a very long one', 'sales '.repeat(10_000)],
] as const

describe('every payload of the platforms', async () => {
  const shop = await openShop()
  afterAll(shop.close)
  const effects = async () => [
    await shop.count('raw_events'),
    await shop.count('inbox'),
    await shop.count('turns'),
    await shop.count('outbox'),
  ]

  async function keepsOnce(channel: Channel, body: string | Uint8Array) {
    const before = await effects()
    expect((await shop.post(channel, body, 'sha256=0')).status).toBe(401)
    expect(await effects()).toEqual(before)

    expect((await shop.post(channel, body)).status).toBe(200)
    await shop.tillie.road.idle()
    const once = await effects()
    expect(once[0]).toBe(before[0]! + 1)

    expect((await shop.post(channel, body)).status).toBe(200)
    await shop.tillie.road.idle()
    expect(await effects()).toEqual(once)
  }

  test.each(fixtures)('$channel/$name', async ({ channel, name }) => {
    await keepsOnce(channel, readFileSync(new URL(`${channel}/${name}`, folder)))
  })

  test.each(oddTexts)('%s on WhatsApp', (_, text) =>
    keepsOnce('whatsapp', JSON.stringify(fromWhatsapp('owner', text))),
  )

  test.each(oddTexts)('%s on Telegram', (_, text) =>
    keepsOnce('telegram', JSON.stringify(fromTelegram('owner', text))),
  )

  test('as Meta escapes it on the wire, signed over those bytes', () => {
    const plain = JSON.stringify(fromWhatsapp('owner', 'مبيعات <a@b> 50%'))
    const wire = plain.replace(
      /[^\0-\x7f<%@]|[<%@]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    return keepsOnce('whatsapp', wire)
  })

  test('1,000 updates in one post', async () => {
    const statuses = Array.from({ length: 1_000 }, (_, i) => ({
      id: `wamid.batch-${i}`,
      status: 'delivered',
      timestamp: '1763629200',
      recipient_id: '254700000001',
    }))
    const before = await shop.count('inbox')
    await keepsOnce('whatsapp', JSON.stringify(whatsappBody({ statuses })))
    expect(await shop.count('inbox')).toBe(before + 1_000)
  })

  test('and nothing was left that could not be answered', async () => {
    const dead = await shop.db.asCourier((sql) => sql`select 1 from inbox where state <> 'done'`)
    expect(dead.count).toBe(0)
  })
})
