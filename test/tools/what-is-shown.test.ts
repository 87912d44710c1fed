/** Story: whoever says yes has seen the day, the place and the sum; whoever may not see costs sees none. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '#domain/identity.ts'
import { createOrder } from '#domain/orders/create-order.ts'
import { identifyProduct } from '#domain/products/find-product.ts'
import { addLocation } from '#domain/stock/locations.ts'
import { now, openKitchenShop } from '../questions/kitchen-shop.ts'

describe('what is shown before a yes', () => {
  let shop: Awaited<ReturnType<typeof openKitchenShop>>
  let talks = 0
  beforeAll(async () => {
    shop = await openKitchenShop()
  })
  afterAll(() => shop.close())

  const talk = (...texts: string[]) => talkAs('owner', ...texts)

  /** One conversation: what came back to each. */
  async function talkAs(as: Role, ...texts: string[]): Promise<string[]> {
    const conversation = `shown ${++talks}`
    const replies: string[] = []
    for (const text of texts) {
      const { text: reply } = await shop.ask({ as, text, conversation })
      replies.push(reply.replaceAll('**', '').replaceAll('\u00a0', ' '))
    }
    return replies
  }

  test.each([
    ['sold 1 kettle yesterday'],
    ['received 2 kettles at 3,000 yesterday'],
    ['adjust stock of kettle down by 1 because theft yesterday'],
    ['write off 1 kettle because it was dented yesterday'],
    ['counted 5 kettles yesterday'],
    ['Bramble Tea Rooms paid 100 yesterday'],
  ])('%s: the day is named', async (said) => {
    const [shown] = await talk(said, 'no')
    expect(shown).toMatch(/on Thu,? 19 November 2026/)
  })

  test('a count of an earlier day is held against what was there then', async () => {
    await talk('received 4 rice 25 kg at 2,100', 'yes')
    const [shown, done] = await talk('counted 18 rice 25 kg yesterday', 'yes')
    expect(shown).toMatch(/: 20 → 18\?/)
    expect(done).toMatch(/^Counted: 20 → 18\./)
    expect((await talk('stock of RICE-25'))[0]).toMatch(/: 22 bag|: 22 in stock|: 22/)
  })

  test('goods that lie in two places are counted in one that is named', async () => {
    const { owner } = shop.people
    await shop.db.asOrg(shop.org.id, (sql) => addLocation(sql, owner, { name: 'Store', now }))
    await talk('transfer 5 tea trays from Shop to Store', 'yes')
    const [asked] = await talk('counted 9 tea trays')
    expect(asked).toBe(
      'Oak Tea Tray is kept in Shop (10), Store (5). Say where it was counted: … in Shop.',
    )
    const [shown] = await talk('counted 9 tea trays in Shop', 'no')
    expect(shown).toMatch(/in Shop to what was counted: 10 → 9\?/)
    await talk('transfer 5 tea trays from Store to Shop', 'yes')
  })

  test('who may not see costs is shown none, nor a hint of them', async () => {
    const [shown, done] = await talkAs('staff', 'received 2 kettles', 'yes')
    expect(shown).toMatch(/2 × Stovetop Kettle at the average cost so far; in stock before/)
    expect(`${shown}${done}`).not.toMatch(/KES|Ksh|3,000/)
    const [preview] = await talkAs('staff', 'what if we sell 1 kettle at 2,999')
    expect(preview).not.toMatch(/cost/)
    expect((await talk('what if we sell 1 kettle at 2,999'))[0]).toMatch(/sold below what it cost/)
  })

  test('a return names its sum and what is owed after it', async () => {
    const [, sold] = await talk('sold 2 kettles to Juma Otieno on credit', 'yes')
    const number = sold!.match(/order (\S+),/)![1]!
    await talk(`order ${number} paid 6,000 by card`, 'yes')
    const [none] = await talk(`returned 1 stove from order ${number}`)
    expect(none).toBe(`Order ${number} has no "stove" in it.`)
    const [over] = await talk(`returned 3 kettles from order ${number}`)
    expect(over).toMatch(/^Only 2 of Stovetop Kettle/)
    const [shown] = await talk(`returned 1 kettle from order ${number}`, 'yes')
    expect(shown).toMatch(/KES 4,950\.00 credited, back into stock\?/)
    expect(shown).toMatch(/The shop then owes the customer KES 1,050\.00\./)
    expect((await talk(`order ${number}`))[0]).toMatch(
      /to be given back to the customer: KES 1,050\.00\.$/,
    )
  })

  test('a price of one that does not make the sum of all is asked about', async () => {
    expect((await talk('sold 3 kettles at 5,000 for 12,000'))[0]).toBe(
      'The price of one and the sum of all do not agree: say one of them.',
    )
    expect((await talk('sold 3 kettles at 5,000 for 15,000', 'no'))[0]).toMatch(/KES 15,000\.00/)
  })

  test('an order that waits for its money is paid, and never more than it comes to', async () => {
    const { owner } = shop.people
    const { number } = await shop.db.asOrg(shop.org.id, async (sql) => {
      const found = await identifyProduct(sql, 'MUG-BLU')
      const productId = found.is === 'one' ? found.product.id : ''
      const lines = [{ productId, quantity: '2' }]
      return createOrder(sql, owner, { org: shop.org, lines, orderedAt: now, now })
    })
    expect((await talk(`order ${number}`))[0]).toMatch(/not handed over yet[\s\S]*not paid yet\.$/)
    expect((await talk(`order ${number} paid 901`))[0]).toBe(
      `Only KES 900.00 of order ${number} is unpaid.`,
    )
    const [shown, done, again] = await talk(`order ${number} paid`, 'yes', `order ${number} paid`)
    expect(shown).toMatch(/^Record KES 900\.00 \(cash\) .* of which KES 900\.00 is not paid yet\?/)
    expect(done).toMatch(/nothing is owed any more/)
    expect(again).toBe(`Order ${number} is paid in full.`)
  })

  test('what cannot be undone is not told as if it had not been done', async () => {
    const [, , undone] = await talk('Bramble Tea Rooms paid 100', 'yes', 'undo')
    expect(undone).toBe('That cannot be undone by a button. Please tell me what to correct.')
    expect(await talk('undo')).toEqual(['There is nothing that you did in this chat to undo.'])
  })

  test('a price that somebody changed since is not overwritten by an undo', async () => {
    const conversation = 'one price'
    await shop.ask({ text: 'change the price of kettle to 5,000', conversation })
    await shop.ask({ text: 'yes', conversation })
    await talk('change the price of kettle to 5,200', 'yes')
    const { text } = await shop.ask({ text: 'undo', conversation })
    expect(text).toBe('Stovetop Kettle got another price meanwhile: nothing was undone.')
  })

  test('to lock an earlier month opens none after it', async () => {
    await talk('lock the books through October', 'yes')
    expect((await talk('lock the books through September'))[0]).toMatch(
      /^The books are locked through Sat,? 31 October 2026 already\./,
    )
    await talk('unlock the books because the story is over', 'yes')
  })

  test('a rule from nothing on names no amount', async () => {
    const [, set, listed] = await talk(
      'write off stock always needs a second person',
      'yes',
      'approval rules',
    )
    expect(set).toBe('From now on, write off stock needs the yes of a second person.')
    expect(listed).toBe('• write off stock: the yes of a second person')
  })
})
