/**
 * Story: a sale is said in a chat, shown as it will be recorded, and recorded by one tap of the one who
 * said it; tapped twice, late, by another, or forged, the button does nothing and says why.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorFor, findPeople } from '#domain/people.ts'
import { findProduct } from '#domain/products/find-product.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import type { Delivered } from '#test/support/platforms.ts'
import { type Channel, now, openShop, type Shop } from '#test/support/shop.ts'

const minuteMs = 60_000
let moment = now

describe.each(['whatsapp', 'telegram'] as const)('a sale on %s', (channel: Channel) => {
  let shop: Shop
  beforeAll(async () => {
    moment = now
    shop = await openShop({ clock: () => moment })
    await stockUp(shop)
  })
  afterAll(() => shop.close())

  const says = (text: string) => shop.says('owner', text, { channel })
  const taps = (shown: Delivered | undefined, title: string, who: 'owner' | 'staff' = 'owner') => {
    const button = shown!.buttons.find((one) => one.title === title)
    return shop.says(who, title, { channel, tap: button!.id })
  }

  test('is shown as it will be, and nothing is written before the tap', async () => {
    const before = await books(shop)
    const [shown] = await says('sold 3 unga 2kg at 210')
    expect(shown!.text).toMatch(/Unga 2kg/)
    expect(shown!.text).toMatch(/630/)
    expect(shown!.buttons.map(({ title }) => title)).toEqual(['Yes, do it', 'No'])
    expect(await books(shop)).toEqual(before)

    const [done] = await taps(shown, 'Yes, do it')
    expect(done!.text).toMatch(/^Recorded: order /)
    const after = await books(shop)
    expect(after.orders).toBe(before.orders + 1)
    expect(after.entries).toBeGreaterThan(before.entries)
    expect(after.stock).toBe(before.stock - 3)

    const [again] = await taps(shown, 'Yes, do it')
    expect(again!.text).toMatch(/^That was done already, on .*It was not done again\.$/)
    expect(await books(shop)).toEqual(after)
    expect(await trail(shop)).toEqual(['proposal.made', 'proposal.approved'])
  })

  test('cannot be approved by another person, by a made-up button, or too late', async () => {
    const before = await books(shop)
    const [shown] = await says('sold 2 unga 2kg at 210')
    const [other] = await taps(shown, 'Yes, do it', 'staff')
    expect(other!.text).toMatch(/no longer valid/)
    const [forged] = await shop.says('owner', 'Yes, do it', { channel, tap: 'A'.repeat(32) })
    expect(forged!.text).toMatch(/no longer valid/)
    moment = new Date(moment.getTime() + 10 * minuteMs)
    const [late] = await taps(shown, 'Yes, do it')
    expect(late!.text).toMatch(/too late/)
    expect(await books(shop)).toEqual(before)
  })

  test('is recorded by a yes in words, only when that is what was just asked', async () => {
    const before = await books(shop)
    await says('sold 1 unga 2kg at 210')
    await says('help')
    const [asked] = await says('yes')
    expect(asked!.text).toMatch(/^Do you mean this\?[\s\S]*Unga 2kg/)
    expect((await books(shop)).orders).toBe(before.orders)
    const [done] = await says('Yes!')
    expect(done!.text).toMatch(/^Recorded: order /)
    expect((await books(shop)).orders).toBe(before.orders + 1)
  })

  test('is not recorded by anybody else’s yes, nor after a no', async () => {
    const before = await books(shop)
    const [shown] = await says('sold 1 unga 2kg at 210')
    await shop.says('staff', 'yes', { channel })
    await shop.says('finance', 'yes', { channel })
    expect(await books(shop)).toEqual(before)
    const [no] = await says('no thanks')
    expect(no!.text).toMatch(/nothing was done/)
    const [after] = await taps(shown, 'Yes, do it')
    expect(after!.text).toMatch(/^That was refused already/)
    expect(await books(shop)).toEqual(before)
  })

  test('is recorded at the price that was shown, whatever the catalogue says since', async () => {
    const [shown] = await says('sold 1 unga 2kg')
    await repriced(shop, '999')
    const [done] = await taps(shown, 'Yes, do it')
    expect(done!.text).toMatch(/^Recorded: order .*210/)
  })

  test('is undone by a button within a quarter of an hour, once', async () => {
    const before = await books(shop)
    const [shown] = await says('sold 4 unga 2kg at 210')
    const [done] = await taps(shown, 'Yes, do it')
    expect((await books(shop)).stock).toBe(before.stock - 4)
    const [undone] = await taps(done, 'Undo')
    expect(undone!.text).toMatch(/./)
    expect((await books(shop)).stock).toBe(before.stock)
    const [again] = await taps(done, 'Undo')
    expect(again!.text).toMatch(/undone already/)

    const [second] = await says('sold 4 unga 2kg at 210')
    const [recorded] = await taps(second, 'Yes, do it')
    moment = new Date(moment.getTime() + 16 * minuteMs)
    const [late] = await taps(recorded, 'Undo')
    expect(late!.text).toMatch(/too late/)
    expect((await books(shop)).stock).toBe(before.stock - 4)
  })
})

async function stockUp({ db, org }: Shop) {
  await db.asOrg(org.id, async (sql) => {
    const [owner] = await findPeople(sql, 'owner')
    const found = await findProduct(sql, 'Unga 2kg')
    if (found.is !== 'one') throw new Error('there is no Unga')
    const lines = [{ productId: found.product.id, quantity: '100', unitCost: '150' }]
    const actor = await actorFor(sql, owner!.userId)
    await sql`update products set price = '210' where name = 'Unga 2kg'`
    await receiveStock(sql, actor, { lines, paidFrom: 'credit', receivedAt: now, now })
  })
}

async function repriced({ db, org }: Shop, price: string) {
  await db.asOrg(org.id, (sql) => sql`update products set price = ${price} where name = 'Unga 2kg'`)
}

async function books({ db }: Shop) {
  const [row] = await db.asOwner(
    (sql) => sql<{ orders: number; entries: number; stock: number }[]>`
      select (select count(*)::integer from orders) as orders,
        (select count(*)::integer from journal_entries) as entries,
        (select sum(quantity)::float from stock_movements) as stock`,
  )
  return row!
}

async function trail({ db }: Shop): Promise<string[]> {
  const rows = await db.asOwner(
    (sql) => sql<{ action: string }[]>`
      select action from audit_log where action like 'proposal.%' order by id`,
  )
  return rows.map(({ action }) => action)
}
