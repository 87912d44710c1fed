/** Story: customers find products, prices and their own orders; never a figure of stock, cost, margin or anybody else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { moveIdentities } from '#domain/addresses.ts'
import { addCustomer } from '#domain/customers.ts'
import { houseScopes } from '#domain/identity.ts'
import { recordSale } from '#domain/orders/record-sale.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { findProduct } from '#domain/products/find-product.ts'
import { tools } from '#tools/index.ts'
import { now, openKitchenShop } from '../questions/kitchen-shop.ts'

describe('a customer', () => {
  let shop: Awaited<ReturnType<typeof openKitchenShop>>
  beforeAll(async () => {
    shop = await openKitchenShop()
    const { owner, customer } = shop.people
    await shop.db.asOrg(shop.org.id, async (sql) => {
      const phone = '+254700000004'
      const { userId } = customer
      await moveIdentities(sql, { channel: 'whatsapp', sender: { phone }, userId, now })
      const own = await addCustomer(sql, owner, { name: 'Ciru', phone, now })
      const kettle = await findProduct(sql, 'KET-1')
      if (kettle.is !== 'one') throw new Error('there is no kettle')
      await recordSale(sql, owner, {
        ...{ org: shop.org, soldAt: now, now, customerId: own.id, payments: [] },
        lines: [{ productId: kettle.product.id, quantity: '1' }],
      })
    })
  })
  afterAll(() => shop.close())

  const asks = async (text: string) => {
    const answered = await shop.ask({ as: 'customer', text })
    return { ...answered, text: answered.text.replaceAll('**', '').replaceAll('\u00a0', ' ') }
  }

  test.each([
    ['do you have blue mugs?', /^Blue Enamel Mug: .*450\.00, in stock\.$/],
    ['what blue mugs do you have?', /^Blue Enamel Mug: .*450\.00, in stock\.$/],
    ['how many white mugs do you have?', /^White Stoneware Mug: .*380\.00, few left\.$/],
    ['how much is the tea tray', /^Oak Tea Tray: .*1,500\.00, in stock\.$/],
    ['got any unicorns?', /^I find no product called "unicorns"/],
  ])('%s', async (text, reply) => {
    expect((await asks(text)).text).toMatch(reply)
  })

  test('is told what they pay, tax included; those who keep the catalogue its price before tax', async () => {
    const { owner } = shop.people
    await shop.db.asOrg(shop.org.id, (sql) =>
      addProduct(sql, owner, { name: 'Copper Ladle', price: '24.15', taxRate: '0.2', now }),
    )
    expect((await asks('how much is the copper ladle?')).text).toMatch(/: .*28\.98, /)
    expect((await asks('copper ladle under 25')).text).not.toMatch(/^Copper Ladle/)
    const { text } = await shop.ask({ as: 'owner', text: 'how much is the copper ladle?' })
    expect(text).toMatch(/24\.15/)
  })

  test('finds the own order by the phone number that they write from', async () => {
    const { text } = await asks('where is my order?')
    expect(text).toMatch(/^Order S-1003, .*\n• 1 × Stovetop Kettle: .*4,950\.00/)
    expect((await asks('where is order S-1003?')).text).toMatch(/^Order S-1003/)
  })

  test('finds no order of anybody else, and cannot tell it from one that never was', async () => {
    const [theirs, none] = [
      await asks('where is order S-1002?'),
      await asks('where is order S-9999?'),
    ]
    expect(theirs.text.replace('S-1002', '#')).toBe(none.text.replace('S-9999', '#'))
  })

  test.each([
    'sold 3 mugs at 450',
    'counted 3 mugs',
    'P&L for October',
    'what is running out?',
    'can I give 15 % on the kettle?',
    'cancel order S-1003',
    'stock value',
    'stock of KET-1',
    'balance sheet',
    'what is the cost of the kettle to you',
    'what margin do you make on the kettle',
    'who are your best customers',
  ])('is told nothing of the business by: %s', async (text) => {
    const { text: reply, offers, choices } = await asks(text)
    expect(reply).not.toMatch(/\b(?:3,?000|2,?100|12|37|40|0\.|margin|%)/)
    expect([...offers, ...choices].filter(({ title }) => /yes/i.test(title))).toEqual([])
  })

  test('has no tool that writes but to ask for an own order and to take that back', () => {
    const mine: readonly string[] = houseScopes.customer
    const writes = tools.filter(({ propose }) => propose)
    const own = writes.filter(({ needs }) => needs === null || mine.includes(needs))
    expect(own.map(({ name }) => name).sort()).toEqual(['cancel_order_request', 'request_order'])
    expect(writes.length).toBeGreaterThan(10)
  })
})
