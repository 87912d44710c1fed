/** Story: the people of a shop ask it on WhatsApp and Telegram; real webhooks, tools and clients. */
import { afterAll, describe, expect, test } from 'vitest'
import { openShop } from '#test/support/shop.ts'

describe('the shop is asked', async () => {
  const shop = await openShop()
  afterAll(shop.close)

  test('by its owner on WhatsApp, who gets the figures of her own records', async () => {
    const [answer, ...more] = await shop.says('owner', 'How did we do yesterday?')
    expect(answer!.text).toMatch(/1,231\.00/)
    expect(answer!.text).toMatch(/1,441\.00/)
    expect(answer!.text).toMatch(/210\.00/)
    expect(more).toEqual([])
  })

  test('by finance on Telegram, in the markup of Telegram', async () => {
    const [answer] = await shop.says('finance', 'how many orders yesterday?', {
      channel: 'telegram',
    })
    expect(answer!.text).toMatch(/<b>3<\/b>/)
  })

  test.each(['whatsapp', 'telegram'] as const)(
    'for the PDF on %s, which opens',
    async (channel) => {
      const answers = await shop.says('finance', 'send me the PDF of yesterday', { channel })
      const file = answers.find((answer) => answer.file)?.file
      expect(file?.name).toBe('daily_sales_2026-11-19.pdf')
      expect(Buffer.from(file!.bytes.slice(0, 5)).toString()).toBe('%PDF-')
    },
  )

  test('"why?" by who asked before, and shows where the figure comes from', async () => {
    await shop.says('owner', 'net sales yesterday', { channel: 'telegram' })
    const [answer] = await shop.says('owner', 'why?', { channel: 'telegram' })
    expect(answer!.text).toMatch(/Africa\/Nairobi/)
    expect(answer!.text).toMatch(/KES/)
  })

  test.each(['whatsapp', 'telegram'] as const)(
    'by a customer on %s, who learns nothing',
    async (channel) => {
      const [answer] = await shop.says('customer', 'How did we do yesterday?', { channel })
      expect(answer!.text).toMatch(/can't share/)
      expect(answer!.text).not.toMatch(/\d/)
    },
  )

  test('by a thumb on a button, which makes exactly its call', async () => {
    const [which] = await shop.says('owner', 'sales of unga this month')
    expect(which!.buttons.map(({ title }) => title).sort()).toEqual(['Unga 1kg', 'Unga 2kg'])
    const button = which!.buttons.find(({ title }) => title === 'Unga 1kg')!
    const [answer] = await shop.says('owner', button.title, { tap: button.id })
    expect(answer!.text).toMatch(/110\.00/)
    const [stale] = await shop.says('owner', 'Unga 9kg', { tap: 'made-up' })
    expect(stale!.text).toMatch(/no longer valid/)
  })

  test('and the messages are marked as read while Tillie types', () => {
    const { calls } = shop.platforms
    expect(calls).toContain('POST /bot/sendChatAction')
    expect(calls.filter((call) => call.endsWith('/100200300/messages')).length).toBeGreaterThan(3)
  })
})
