/** May so much come off? Margin, age of stock, customer and policy decide; nobody's words do. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addCustomer } from '#domain/customers.ts'
import { type DiscountQuestion, judgeDiscount } from '#domain/discounts.ts'
import { boughtTogether, safeOffers, slowMovers } from '#domain/offers.ts'
import { recordSale } from '#domain/orders/record-sale.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { freshen } from '#domain/report-views.ts'
import { Refusal } from '#kit/refusal.ts'
import { now, openKitchenShop } from '../questions/kitchen-shop.ts'

const today = '2026-11-20'

describe('a discount', () => {
  let shop: Awaited<ReturnType<typeof openKitchenShop>>
  const id: Record<string, string> = {}
  beforeAll(async () => {
    shop = await openKitchenShop()
    const found = await shop.db.asReader(
      shop.org.id,
      (sql) => sql<{ sku: string; id: string }[]>`select sku, id::text from products`,
    )
    for (const { sku, id: own } of found) id[sku] = own
    await freshen(shop.db, shop.org.id)
  })
  afterAll(() => shop.close())

  const judged = (asked: Omit<DiscountQuestion, 'today'>) =>
    shop.db.asReader(shop.org.id, (sql) => judgeDiscount(sql, { ...asked, today }))

  test('is approved as long as the margin stays over the floor', async () => {
    // 4,950 less 15 % is 4,207.50; it cost 3,000.
    expect(await judged({ productId: id['KET-1']!, percent: '0.15' })).toMatchObject({
      ...{ action: 'approve', askedPrice: '4207.5000', margin: '0.2870', floor: '0.2' },
    })
  })

  test('is countered with the highest one that does', async () => {
    // (1 − 0.2) × price may not be under 3,000: at most 24.2 %, in half percents 24 %.
    const verdict = await judged({ productId: id['KET-1']!, percent: '0.28' })
    expect(verdict).toMatchObject({ action: 'counter', why: 'margin', highest: '0.24' })
    expect(await judged({ productId: id['KET-1']!, percent: verdict.highest! })).toMatchObject({
      action: 'approve',
    })
  })

  test('is never more than the house allows, whatever the margin', async () => {
    expect(await judged({ productId: id['MUG-BLU']!, percent: '0.31' })).toMatchObject({
      ...{ action: 'counter', why: 'most', highest: '0.3' },
    })
  })

  test('is refused where there is no room, and never under cost', async () => {
    expect(await judged({ productId: id['RICE-25']!, price: '2000' })).toMatchObject({
      ...{ action: 'refuse', highest: null },
    })
  })

  test('may be higher for goods that have been there for long', async () => {
    expect(await judged({ productId: id['TRAY-1']!, percent: '0.2' })).toMatchObject({
      ...{ action: 'approve', isOld: true, stockDays: 123, floor: '0.05' },
    })
  })

  test('may be higher for the best customers, and for no other', async () => {
    const [best, other] = await shop.db.asOrg(shop.org.id, async (sql) => {
      const [bramble] = await sql<{ id: string }[]>`
        select id::text from customers where name = 'Bramble Tea Rooms'`
      const other = await addCustomer(sql, shop.people.owner, { name: 'Passer-by', now })
      const sale = { org: shop.org, soldAt: now, now, customerId: other.id }
      const lines = [{ productId: id['MUG-WHT']!, quantity: '1' }]
      await recordSale(sql, shop.people.owner, { ...sale, lines })
      return [bramble!.id, other.id]
    })
    await freshen(shop.db, shop.org.id)
    const asked = { productId: id['KET-1']!, percent: '0.26' }
    expect(await judged({ ...asked, customerId: best })).toMatchObject({
      ...{ action: 'approve', isGoodCustomer: true, floor: '0.15' },
    })
    expect(await judged({ ...asked, customerId: other })).toMatchObject({ action: 'counter' })
  })

  test('is judged by the business’s own policy where it has set one', async () => {
    const set = (settings: object) =>
      shop.db.asOwner(
        (sql) =>
          sql`update orgs set settings = ${sql.json(settings as never)} where org_id = ${shop.org.id}`,
      )
    await set({ discounts: { marginFloor: '0.35' } })
    expect(await judged({ productId: id['KET-1']!, percent: '0.15' })).toMatchObject({
      ...{ action: 'counter', floor: '0.35' },
    })
    await set({})
  })

  test('is refused while nobody knows the cost, and makes no sense beyond the price', async () => {
    const { id: jug } = await shop.db.asOrg(shop.org.id, (sql) =>
      addProduct(sql, shop.people.owner, { name: 'Clay Jug', price: '900', now }),
    )
    expect(await judged({ productId: jug, percent: '0.05' })).toMatchObject({
      ...{ action: 'refuse', why: 'no cost', margin: null },
    })
    await expect(judged({ productId: jug, price: '1000' })).rejects.toThrow(Refusal)
    await expect(judged({ productId: jug, percent: '1' })).rejects.toThrow('less than 100 %')
  })

  test('goods that lie are found, with what may come off them', async () => {
    const found = await shop.db.asReader(shop.org.id, async (sql) => {
      const slow = await slowMovers(sql, { today, limit: 10 })
      return {
        slow,
        safe: await safeOffers(
          sql,
          slow.map(({ productId }) => productId),
        ),
      }
    })
    expect(found.slow.map(({ name }) => name)).toContain('Oak Tea Tray')
    expect(found.slow.map(({ name }) => name)).not.toContain('Clay Jug')
    expect(found.safe.get(id['TRAY-1']!)).toEqual({
      ...{ percent: '0.08', price: '1380.0000', margin: '0.2029' },
    })
  })

  test('what is bought along is counted by orders', async () => {
    await shop.db.asOrg(shop.org.id, async (sql) => {
      for (const quantity of ['1', '2'])
        await recordSale(sql, shop.people.owner, {
          ...{ org: shop.org, soldAt: now, now },
          lines: [
            { productId: id['KET-1']!, quantity: '1' },
            { productId: id['MUG-BLU']!, quantity },
          ],
        })
    })
    const asked = { productId: id['KET-1']!, today, limit: 5 }
    const found = await shop.db.asReader(shop.org.id, (sql) => boughtTogether(sql, asked))
    expect(found).toEqual([
      { productId: id['MUG-BLU'], name: 'Blue Enamel Mug', together: '2', price: '5400.0000' },
    ])
  })
})
