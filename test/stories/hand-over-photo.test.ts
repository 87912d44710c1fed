/** Story: a customer sends photos into a chat that a person of the shop answers: that person sees them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prunePictureQuestions } from '#domain/pictures/picture-limits.ts'
import { openChat, openOrderShop } from '#test/support/order-chat.ts'
import { screenshotOf } from '#test/support/photo-shop.ts'
import { now, type Shop } from '#test/support/shop.ts'

describe.each(['whatsapp', 'telegram'] as const)('a photo for a person, on %s', (channel) => {
  let shop: Shop
  let chat: ReturnType<typeof openChat>
  beforeAll(async () => {
    shop = await openOrderShop()
    chat = openChat(shop, channel)
    for (const who of ['staff', 'owner'] as const) await chat.says(who, 'hello')
    await chat.says('customer', 'I want to speak to a human')
    await chat.says('staff', 'I take it')
  })
  afterAll(() => shop.close())

  test('comes to whoever took the chat, with its words, and nobody answers for them', async () => {
    const photos = [await screenshotOf('MUG-203')]
    const sent = await chat.says('customer', 'mine came like this', { photos })
    expect(sent.own).toEqual([])
    expect([...new Set(sent.others.map(({ to }) => to))]).toEqual(['staff'])
    expect(sent.others.map(({ text }) => text).join('\n')).toMatch(
      /Juma Otieno.* \(chat 1\):\n“(?:\(a photo\) )?mine came like this”/,
    )
    const files = sent.others.flatMap(({ file }) => file ?? [])
    expect(files).toHaveLength(1)
    expect([...files[0]!.bytes.slice(0, 2)]).toEqual([0xff, 0xd8])
    const shows = channel === 'telegram' ? /sendPhoto$/ : /\/media$/
    expect(shop.platforms.calls.some((call) => shows.test(call))).toBe(true)
    expect(sent.others.flatMap(({ buttons }) => buttons.map(({ title }) => title))).toEqual([
      'Hand back',
    ])
  })

  test('comes without words too, and one that cannot be shown is named', async () => {
    const bare = await chat.says('customer', '', { photos: [await screenshotOf('KET-101')] })
    expect(bare.others.map(({ text }) => text).join('')).toMatch(
      /Juma Otieno.* \(chat 1\) sends this\./,
    )
    expect(bare.others.flatMap(({ file }) => file ?? [])).toHaveLength(1)
    const broken = await chat.says('customer', 'look', { photos: [new Uint8Array(500).fill(7)] })
    expect(broken.others.map(({ text }) => text).join('')).toMatch(
      /“look”\n\(a photo that I cannot show\)/,
    )
    expect(broken.others.flatMap(({ file }) => file ?? [])).toEqual([])
  })

  test('leaves after a month, as other photos do', async () => {
    const later = new Date(now.getTime() + 31 * 24 * 3_600_000)
    const left = await shop.db.asOrg(shop.org.id, (sql) => prunePictureQuestions(sql, later))
    expect(left).toBe(2)
  })
})
