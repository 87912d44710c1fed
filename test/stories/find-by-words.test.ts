/** Story: customers ask for things in their own words, on real webhooks, and are never told that a near one is it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorFor } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { cast, now, openShop } from '#test/support/shop.ts'

const shelves: [name: string, price: string, category: string, quantity: string | null][] = [
  ['Kettle, Blue Enamel 1.5 l', '4950', 'Kettles', '9'],
  ['Kettle, Steel 1.7 l', '3900', 'Kettles', '4'],
  ['Kettle, Whistling 2 l', '4200', 'Kettles', null],
  ['French Press, 8-cup', '2750', 'Coffee', '6'],
  ['Moka Pot 3-cup', '1900', 'Coffee', '2'],
]

describe('a customer asks in words', async () => {
  const shop = await openShop()
  afterAll(shop.close)
  beforeAll(() =>
    shop.db.asOrg(shop.org.id, async (sql) => {
      const [owner] = await sql<{ id: string }[]>`
        select id from users where name = ${cast.owner.name}`
      const actor = await actorFor(sql, owner!.id)
      for (const [name, price, category, quantity] of shelves) {
        const { id } = await addProduct(sql, actor, { name, price, category, now })
        const lines = [{ productId: id, quantity: quantity ?? '1', unitCost: '100' }]
        await receiveStock(sql, actor, { lines, paidFrom: 'credit', receivedAt: now, now })
        if (quantity === null)
          await sql`
            update stock_balances
            set quantity = 0
            where product_id = ${id}`
      }
    }),
  )

  const plain = (text: string) =>
    text.replaceAll(/[*\u00a0]|<\/?b>/g, (sign) => (sign === '\u00a0' ? ' ' : ''))
  const asks = async (
    text: string,
    channel: 'whatsapp' | 'telegram' = 'whatsapp',
    tap?: string,
  ) => {
    const [answer, ...more] = await shop.says('customer', text, { channel, tap })
    expect(more).toEqual([])
    return { text: plain(answer!.text ?? ''), buttons: answer!.buttons }
  }

  test.each(['whatsapp', 'telegram'] as const)(
    '"do you have the blue kettle 1.5L?" on %s: it is there, for that price',
    async (channel) => {
      const { text } = await asks('do you have the blue kettle 1.5L?', channel)
      expect(text).toBe('Kettle, Blue Enamel 1.5 l: KES 4,950.00, in stock.')
    },
  )

  test.each([
    ['do you have a blue kettle 1500 ml', 'Kettle, Blue Enamel 1.5 l: KES 4,950.00, in stock.'],
    ['have you got a cafetière?', 'French Press, 8-cup: KES 2,750.00, in stock.'],
    ['moka pot for 3 cups', 'Moka Pot 3-cup: KES 1,900.00, few left.'],
    [
      'do you sell sofas?',
      'I find no product called "sofas". Try another word for it in English, or say "talk to a person".',
    ],
  ])('"%s"', async (said, answer) => {
    expect((await asks(said)).text).toBe(answer)
  })

  test('of another size there are only near ones, and the answer says so', async () => {
    const { text, buttons } = await asks('do you have the blue kettle 3L?')
    expect(text.split('\n')).toEqual([
      'I have no "blue kettle 3L". The nearest are:',
      'Kettle, Blue Enamel 1.5 l: KES 4,950.00, in stock.',
    ])
    const [answer] = [await asks(buttons[0]!.title, 'whatsapp', buttons[0]!.id)]
    expect(answer.text).toBe('Kettle, Blue Enamel 1.5 l: KES 4,950.00, in stock.')
  })

  test('out of stock: what there would be instead is told as such, with a button for each', async () => {
    const { text, buttons } = await asks('do you have the whistling kettle?')
    expect(text.split('\n')).toEqual([
      'Kettle, Whistling 2 l: KES 4,200.00, out of stock.',
      'Instead there would be:',
      'Kettle, Steel 1.7 l: KES 3,900.00, in stock.',
      'Kettle, Blue Enamel 1.5 l: KES 4,950.00, in stock.',
    ])
    expect(buttons.map(({ title }) => title)).toEqual([
      'Kettle, Steel 1.7 l',
      expect.stringMatching(/^Kettle, Blue Enamel/),
    ])
    const answer = await asks(buttons[0]!.title, 'whatsapp', buttons[0]!.id)
    expect(answer.text).toBe('Kettle, Steel 1.7 l: KES 3,900.00, in stock.')
  })
})
