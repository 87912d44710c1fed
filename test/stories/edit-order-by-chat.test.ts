/** Story: an order is corrected in a chat, with a code of the authenticator app and not without. */
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addCustomer } from '#domain/customers.ts'
import { recordSale } from '#domain/orders/record-sale.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { now, openShop, type Shop } from '#test/support/shop.ts'

const minuteMs = 60_000

let moment = now
let shop: Shop
let secret: string
let number: string
beforeAll(async () => {
  shop = await openShop({ clock: () => moment })
  const { secondFactor } = shop.tillie.house
  await shop.db.asOrg(shop.org.id, async (sql) => {
    const [owner] = await findPeople(sql, 'owner')
    const actor = await actorFor(sql, owner!.userId)
    const mug = await addProduct(sql, actor, { name: 'Blue Mug', price: '450', now })
    const pot = await addProduct(sql, actor, { name: 'Teapot', price: '1200', now })
    const hour = new Date(now.getTime() - 60 * minuteMs)
    await receiveStock(sql, actor, {
      lines: [mug, pot].map(({ id }) => ({ productId: id, quantity: '10', unitCost: '200' })),
      ...{ paidFrom: 'credit', receivedAt: hour, now },
    })
    const hotel = await addCustomer(sql, actor, { name: 'Riverside Hotel', now })
    await addCustomer(sql, actor, { name: 'Juma Otieno', now })
    const lines = [
      { productId: mug.id, quantity: '3' },
      { productId: pot.id, quantity: '1' },
    ]
    const sale = { org: shop.org, lines, customerId: hotel.id, soldAt: hour, payments: [], now }
    number = (await recordSale(sql, actor, sale)).number
    secret = (await secondFactor.enrol(sql, actor, { now })).secret
    await secondFactor.confirm(sql, actor, { code: code(), now })
  })
})
afterAll(() => shop.close())

const says = async (text: string) => (await shop.says('owner', text))[0]!.text

describe('an order is changed by chat', () => {
  test('is shown before and after, and nothing is done without the code', async () => {
    const asked = await says(`change order ${number} to 5 mugs`)
    expect(asked).toMatch(/Before:\n• 3 × Blue Mug at .*450[\s\S]*After:\n• 5 × Blue Mug at .*450/)
    expect(asked).toMatch(/2,550\.00 → \**.*3,450\.00/)
    expect(asked).toMatch(/6-digit code/)
    expect(await says('yes')).toMatch(/6-digit code/)
    expect(await says('000000')).toMatch(/not right/)
    expect(await order()).toEqual({
      lines: ['Blue Mug 3', 'Teapot 1'],
      customer: 'Riverside Hotel',
    })
  })

  test('is done by the right code, once; a used one does nothing', async () => {
    moment = new Date(moment.getTime() + minuteMs)
    const right = code()
    expect(await says(right)).toMatch(/is changed: its total is .*3,450\.00/)
    const changed = { lines: ['Blue Mug 5', 'Teapot 1'], customer: 'Riverside Hotel' }
    expect(await order()).toEqual(changed)

    await says(`remove the teapot from order ${number}`)
    expect(await says(right)).toMatch(/used already/)
    expect(await order()).toEqual(changed)
    moment = new Date(moment.getTime() + minuteMs)
    expect(await says(code())).toMatch(/is changed/)
    expect((await order()).lines).toEqual(['Blue Mug 5'])
  })

  test('a price, another product and another customer', async () => {
    for (const told of [
      `change the price of mugs in order ${number} to 400`,
      `order ${number}: make it 2 teapots`,
      `put order ${number} on Juma Otieno`,
    ]) {
      await says(told)
      moment = new Date(moment.getTime() + minuteMs)
      expect(await says(code()), told).toMatch(/is changed/)
    }
    expect(await order()).toEqual({ lines: ['Teapot 2'], customer: 'Juma Otieno' })
  })

  test('what is not in it is refused by name', async () => {
    expect(await says(`remove the mug from order ${number}`)).toMatch(/has no "mug" in it/)
  })
})

function code(): string {
  return generateSync({ secret, epoch: Math.floor(moment.getTime() / 1_000) })
}

async function order() {
  return shop.db.asReader(shop.org.id, async (sql) => {
    const rows = await sql<{ line: string; customer: string }[]>`
      select p.name || ' ' || trim_scale(l.quantity) as line, c.name as customer
      from orders o
      join order_lines l on l.org_id = o.org_id and l.order_id = o.id
      join products p on p.org_id = l.org_id and p.id = l.product_id
      join customers c on c.org_id = o.org_id and c.id = o.customer_id
      where o.number = ${number}
      order by p.name`
    return { lines: rows.map(({ line }) => line), customer: rows[0]!.customer }
  })
}
