/**
 * Story: customers ask in their own ways for goods and prices, and for what only a person can tell. No
 * model; real webhooks and SQL. None of them gets a figure of the business, or goods that are not there.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorFor, findPeople } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { openChat, openOrderShop } from '#test/support/order-chat.ts'
import { now, type Shop } from '#test/support/shop.ts'

const more = [
  ['CAF-1', 'Cafetière, 8 Cup', '1600', 'Kettles & coffee'],
  ['POT-1', 'Moka Pot, 6 Cup', '1900', 'Kettles & coffee'],
  ['KET-2', 'Steel Kettle', '4000', 'Kettles & coffee'],
] as const

const cannot = /^I can't answer that: .*talk to a person/
const mug = /^Sage Latte Mug: .*522\.00, in stock\.$/
const kettles = /^Blue Kettle: [^\n]*2,100\.00[^\n]*\nSteel Kettle: [^\n]*4,000\.00/

describe('a customer asks', () => {
  let shop: Shop
  let chat: ReturnType<typeof openChat>
  beforeAll(async () => {
    shop = await openOrderShop()
    await shop.db.asOrg(shop.org.id, async (sql) => {
      const [owner] = await findPeople(sql, 'owner')
      const actor = await actorFor(sql, owner!.userId)
      for (const [sku, name, price, category] of more)
        await addProduct(sql, actor, { sku, name, price, category, now })
    })
    chat = openChat(shop, 'whatsapp')
  })
  afterAll(() => shop.close())

  test.each([
    [
      'do you have something to make coffee with under 1700 shillings?',
      /^Cafetière[^\n]*1,600\.00[^\n]*$/,
    ],
    ['have you got something for coffee for less than KES 1,700', /^Cafetière[^\n]*$/],
    ['which coffee things do you have between 1,800 and 2,000?', /^Moka Pot/],
    ['is there a kettle under 3000?', /^Blue Kettle: [^\n]*$/],
    ['are there any kettles over 3000?', /^Steel Kettle: [^\n]*$/],
    ['I need a kettle below 3k', /^Blue Kettle: [^\n]*$/],
    ['my budget is KES 2,500 for a kettle', /^Blue Kettle: [^\n]*$/],
    ['a kettle for around 4100 shillings', /^Steel Kettle: [^\n]*$/],
    [
      '2000 shillings for the blue kettle, deal?',
      /^I have no "blue kettle" for [^\n]*2,000\.00 or less/,
    ],
    ['what can I buy for 600 shillings?', /^Sage Latte Mug: [^\n]*$/],
    ['I have 600 shillings, what can I get?', /^Sage Latte Mug: [^\n]*$/],
    ["what's the cheapest kettle?", kettles],
    ['which kettle is cheaper?', kettles],
    ['do you still have the latte mug?', mug],
    ['is there a latte mug?', mug],
    ['how much for two latte mugs?', mug],
    ['how many latte mugs do you have?', mug],
    ['how much is the latte mug and is it in stock?', mug],
    [
      'anything for a birthday under 600',
      /^I find no product called "birthday"\. What there is for [^\n]*600\.00 or less:\nSage Latte Mug/,
    ],
    ['do you sell unicorns under 600?', /^I find no product called "unicorns"\. What there is/],
    [
      'do you have unicorns?',
      /^I find no product called "unicorns"\. Try another word for it in English, or say "talk to a person"\.$/,
    ],
    [
      'Haben Sie Teekannen?',
      /^I find no product called "Haben Sie Teekannen"\. Try [^\n]* in English/,
    ],
  ])('for goods: %s', async (text, reply) => {
    const told = await chat.says('customer', text)
    expect(told.text).toMatch(reply)
    expect(told.others).toEqual([])
  })

  test.each([
    [
      'hi, do you have latte mugs and where is my order?',
      [/^Sage Latte Mug/, /\n\nI find no orders in your name/],
    ],
    ['do you have latte mugs? and kettles? what do they cost?', [/^Sage Latte Mug/, /Blue Kettle/]],
    [
      'do you have a latte mug? What are your opening hours?',
      [/^Sage Latte Mug/, /\n\nI can't answer that/],
    ],
  ])('several things at once: %s', async (text, parts) => {
    const told = await chat.says('customer', text)
    for (const part of parts) expect(told.text).toMatch(part)
  })

  test.each([
    'can I return a mug?',
    'what is your return policy?',
    'I want my money back',
    'when do you open?',
    'are you open on sunday?',
    'what are your opening hours?',
    'where are you located?',
    'do you deliver to Nakuru?',
    'how long does delivery take?',
    'can I pay by cash?',
    'can I get a discount?',
    'give me 10% off the blue kettle',
    'can you do a better price?',
    'your prices are too high',
    'this is a rip off',
    'I am very angry, my order is late',
    'my kettle arrived broken',
    'do you have a sale on?',
    'what do you recommend?',
    'how big is the kettle?',
  ])('what only a person can tell: %s', async (text) => {
    const told = await chat.says('customer', text)
    expect(told.text).toMatch(cannot)
    expect(told.text).not.toMatch(/figures/)
  })

  test.each([
    'how many kettles did you sell last month?',
    'what is your profit on kettles?',
    'what are your sales today?',
    'who else bought the kettle?',
    'what did Juma order?',
    'top customers',
    'how much do you make in a day',
    'stock of kettles',
  ])('and is told no figure of the business: %s', async (text) => {
    const told = await chat.says('customer', text)
    expect(told.text).toMatch(/^I can't share the business's figures with this account/)
  })

  test('greets, is thanked, and says goodbye', async () => {
    expect((await chat.says('customer', 'hello there')).text).toMatch(/^This is Duka\. I am Tillie/)
    expect((await chat.says('customer', 'thanks a lot!')).text).toBe("You're welcome.")
    expect((await chat.says('customer', 'bye')).text).toMatch(/^Goodbye/)
  })
})
