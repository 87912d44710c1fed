/** Story: everything that can be told in a chat is shown first, done by one yes, and undone where it can be. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addLocation } from '#domain/stock/locations.ts'
import { now, openKitchenShop } from '../questions/kitchen-shop.ts'

describe('told in a chat', () => {
  let shop: Awaited<ReturnType<typeof openKitchenShop>>
  let talks = 0
  beforeAll(async () => {
    shop = await openKitchenShop()
  })
  afterAll(() => shop.close())

  /** One conversation: what is said, and what came back to each. */
  async function talk(...texts: string[]): Promise<string[]> {
    const conversation = `talk ${++talks}`
    const replies: string[] = []
    for (const text of texts) {
      const { text: reply } = await shop.ask({ text, conversation })
      replies.push(reply.replaceAll('**', '').replaceAll('\u00a0', ' '))
    }
    return replies
  }

  async function inHand(sku: string): Promise<string> {
    const [row] = await shop.db.asReader(
      shop.org.id,
      (sql) => sql<{ quantity: string }[]>`
        select trim_scale(b.quantity)::text as quantity
        from stock_balances b
        join products p on p.org_id = b.org_id and p.id = b.product_id
        where p.sku = ${sku}`,
    )
    return row!.quantity
  }

  async function isInBalance() {
    expect(await talk('do the books balance?')).toEqual([
      expect.stringMatching(/^The books are in order/),
    ])
  }

  test('nothing is done before the yes', async () => {
    const [shown] = await talk('write off 2 kettles because they were dented')
    expect(shown).toMatch(/^Write off 2 × Stovetop Kettle \(now 12 in stock\), "dented"\?/)
    expect(await inHand('KET-1')).toBe('12')
  })

  test.each([
    ['write off 2 kettles because they were dented', 'KET-1', '12', '10'],
    ['take 4 tea trays out of stock because of a wrong delivery', 'TRAY-1', '15', '11'],
    ['add 4 tea trays to stock', 'TRAY-1', '15', '19'],
    ['counted 7 kettles', 'KET-1', '12', '7'],
    ['received 5 kettles at 3,200 cash', 'KET-1', '12', '17'],
    ['sold 2 kettles by mpesa', 'KET-1', '12', '10'],
  ])('%s, and undone', async (said, sku, before, after) => {
    expect(await inHand(sku)).toBe(before)
    const conversation = `talk ${++talks}`
    await shop.ask({ text: said, conversation })
    await shop.ask({ text: 'yes', conversation })
    expect(await inHand(sku)).toBe(after)
    const undone = await shop.ask({ text: 'Undo', conversation })
    expect(undone.refused).toBe(false)
    expect(await inHand(sku)).toBe(before)
    await isInBalance()
  })

  test('a transfer needs a place that there is', async () => {
    const [reply] = await talk('transfer 5 kettles from Shop to Warehouse')
    expect(reply).toBe('I know no place called "Warehouse". There are: Shop.')
    const { owner } = shop.people
    await shop.db.asOrg(shop.org.id, (sql) => addLocation(sql, owner, { name: 'Warehouse', now }))
    const [shown, moved, undone] = await talk(
      'transfer 5 kettles from Shop to Warehouse',
      'yes',
      'Undo',
    )
    expect(shown).toMatch(/^Move 5 × Stovetop Kettle from Shop \(now 12\) to Warehouse \(now 0\)\?/)
    expect(moved).toMatch(/^Moved\./)
    expect(undone).toMatch(/^Undone/)
    const [stock] = await talk('stock of KET-1')
    expect(stock).toMatch(/12 in stock/)
    expect(stock).not.toMatch(/Warehouse: 5/)
  })

  test('a product comes, gets another price, and the old one again', async () => {
    const [, added] = await talk('add product Clay Jug at 900 sku JUG-1', 'yes')
    expect(added).toBe('Clay Jug is in the catalogue as JUG-1.')
    const [shown, changed, undone] = await talk('the clay jug now costs 950', 'yes', 'Undo')
    expect(shown).toMatch(
      /^Change the price of Clay Jug \(JUG-1\): Ksh 900\.00 → Ksh 950\.00\?|KES/,
    )
    expect(changed).toMatch(/950/)
    expect(undone).toMatch(/back at .*900/)
  })

  test('an entry is posted, then reversed', async () => {
    const [, posted] = await talk('paid 700 for transport by bank', 'yes')
    const number = posted!.match(/entry (\d+)/)![1]
    const [shown, reversed] = await talk(`reverse entry ${number} because of a mistake`, 'yes')
    expect(shown).toMatch(/Debit 6300 Transport and delivery .*700\.00 → credit/)
    expect(reversed).toMatch(/^Reversed, by entry \d+\.$/)
    expect(await talk(`reverse entry ${number}`)).toEqual([`Entry ${number} is reversed already.`])
    await isInBalance()
  })

  test('an order is handed over, and another cancelled', async () => {
    const [, delivered] = await talk('order S-1002 was delivered to Jane', 'yes')
    expect(delivered).toMatch(/^Handed over: delivery note \S+\.$/)
    const [, sold] = await talk('sold 1 tea tray', 'yes')
    const number = sold!.match(/order (\S+),/)![1]!
    const [shown, cancelled] = await talk(`cancel order ${number}`, 'yes')
    expect(shown).toMatch(/Its goods go back into stock, and .* go back to the customer/)
    expect(cancelled).toBe(`Order ${number} is cancelled.`)
    expect(await inHand('TRAY-1')).toBe('15')
    await isInBalance()
  })

  test('a locked month takes no entry, and is opened only with a reason', async () => {
    const [shown, locked] = await talk('lock the books through October', 'yes')
    expect(shown).toMatch(/^The books are open → locked through .*31 October 2026\?/)
    expect(locked).toMatch(/locked through/)
    const replies = await talk('paid 100 for rent on 5 October', 'yes')
    expect(replies.join(' ')).toMatch(/locked/)
    expect(await talk('unlock the books')).toEqual([expect.stringMatching(/^Say why/)])
    const [, open] = await talk('unlock the books because the rent was missing', 'yes')
    expect(open).toBe('The books are open again.')
  })

  test('what all of them came to gives the price of one', async () => {
    const [shown] = await talk('sold 4 blue mugs for 1,600')
    expect(shown).toMatch(/4 × Blue Enamel Mug at .*400\.00: .*1,600\.00/)
  })

  test('a tapped choice goes on where the question was asked', async () => {
    const [asked, shown, done] = await talk('received 5 mugs at 190', '1', 'yes')
    expect(asked).toMatch(/^Which one do you mean by "mugs"\?/)
    expect(shown).toMatch(/5 × Blue Enamel Mug at .*190\.00 each/)
    expect(done).toMatch(/^Received/)
    expect(await inHand('MUG-BLU')).toBe('45')
  })
})
