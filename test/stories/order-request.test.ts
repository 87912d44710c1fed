/**
 * Story: a customer asks for goods in words and by buttons, the staff answer in chats of their own, and
 * everybody hears what became of it. Real webhooks and SQL; only the platforms' hosts are ours.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '#domain/identity.ts'
import {
  openChat,
  openOrderShop,
  requestedOrders,
  runJob,
  setPaymentWords,
} from '#test/support/order-chat.ts'
import type { Shop } from '#test/support/shop.ts'

describe.each(['whatsapp', 'telegram'] as const)('an order request on %s', (channel) => {
  let shop: Shop
  let chat: ReturnType<typeof openChat>
  beforeAll(async () => {
    shop = await openOrderShop()
    chat = openChat(shop, channel)
    for (const who of ['staff', 'owner', 'finance'] as const) await chat.says(who, 'hello')
  })
  afterAll(() => shop.close())
  const says = (who: Role, text: string) => chat.says(who, text)

  test('asks for what was not said, one question at a time, and is confirmed with its total', async () => {
    const many = await says('customer', 'can I order the sage latte mug?')
    expect(many.text).toBe('How many of Sage Latte Mug would you like?')
    expect(chat.titles(many)).toEqual(['1', '2', '3'])
    const way = await says('customer', '2 please')
    expect(chat.titles(way)).toEqual(['Collect it', 'Deliver it'])
    const where = await says('customer', 'Deliver it')
    expect(where.text).toBe('Where shall it be delivered? Write the address.')
    const whole = await says('customer', '12 Moi Avenue, Nairobi')
    expect(whole.text).toMatch(/• 2 × Sage Latte Mug: .*1,044\.00/)
    expect(whole.text).toMatch(/Total .*1,044\.00 \(tax .*144\.00 included\)/)
    expect(whole.text).toMatch(/To be delivered to: 12 Moi Avenue, Nairobi/)
    expect(chat.titles(whole)).toEqual(['Yes, do it', 'No'])
    expect(whole.others).toEqual([])
  })

  test('reaches who may take orders, and nobody else, with its buttons', async () => {
    const sent = await says('customer', 'Yes, do it')
    expect(sent.text).toMatch(/^Your order S-\d+ over .*1,044\.00 is with the shop/)
    expect(sent.others.map(({ to }) => to).sort()).toEqual(['owner', 'staff'])
    for (const { text, buttons } of sent.others) {
      expect(text).toMatch(/^Juma Otieno.* asks for order S-\d+:\n• 2 × Sage Latte Mug/)
      expect(text).toMatch(/12 Moi Avenue, Nairobi/)
      expect(buttons.map(({ title }) => title)).toEqual(['Accept', 'Decline'])
    }
    const mine = await says('customer', 'where is my order?')
    expect(mine.text).toMatch(/waiting for the shop to accept it/)
  })

  test('is accepted by one tap, once; the customer hears it, and whoever comes second hears who', async () => {
    await setPaymentWords(shop, 'Pay here: https://pay.example/duka')
    const accepted = await says('staff', 'Accept')
    expect(accepted.text).toMatch(/^Accepted: order S-\d+ of Juma Otieno/)
    expect(accepted.others).toHaveLength(1)
    expect(accepted.others[0]).toMatchObject({ to: 'customer' })
    expect(accepted.others[0]!.text).toMatch(/^Duka has accepted your order S-\d+:\n• 2 × Sage/)
    expect(accepted.others[0]!.text).toMatch(/Pay here: https:\/\/pay\.example\/duka$/)
    const late = await says('owner', 'Accept')
    expect(late.text).toMatch(/^Otieno Ouma has accepted order request S-\d+ already\.$/)
    expect(late.others).toEqual([])
    expect(await requestedOrders(shop)).toMatchObject([{ status: 'PENDING', lines: 1 }])
    const mine = await says('customer', 'where is my order?')
    expect(mine.text).toMatch(/taken, not handed over yet[\s\S]*pay\.example/)
  })

  test('tells the customer once of each change of its status', async () => {
    const { number } = (await requestedOrders(shop))[0]!
    const paying = await says('owner', `order ${number} was paid in full by cash`)
    expect(chat.titles(paying)).toContain('Yes, do it')
    const paid = await says('owner', 'Yes, do it')
    await runJob(shop)
    const told = [...paid.others, ...chat.news()]
    expect(told.filter(({ to }) => to === 'customer').map(({ text }) => text)).toEqual([
      `Duka has received the payment for your order ${number}: thank you.`,
    ])
    await runJob(shop)
    expect(chat.news()).toEqual([])
  })

  test('is declined with a reason that is written, or tapped', async () => {
    await says('customer', 'I want 2 blue kettles, collect')
    await says('customer', 'yes')
    const why = await says('staff', 'Decline')
    expect(why.text).toMatch(/^Why is order S-\d+ of Juma Otieno declined\?/)
    expect(chat.titles(why)).toEqual(['Out of stock', 'We cannot deliver'])
    const asked = await says('staff', 'our kettles come next week')
    expect(asked.text).toMatch(/They are told: “our kettles come next week”/)
    const done = await says('staff', 'yes')
    expect(done.others.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /^Duka could not accept your order S-\d+: our kettles come next week\. Nothing is to be paid\.$/,
      ),
    ])
    await says('customer', 'I want 3 blue kettles, collect')
    await says('customer', 'yes')
    await says('staff', 'Decline')
    const tapped = await says('staff', 'Out of stock')
    expect(tapped.text).toMatch(/^Declined: order S-/)
    expect(tapped.others[0]!.text).toMatch(/Out of stock/)
    const mine = await says('customer', 'where is my order?')
    expect(mine.text).toMatch(/the shop could not accept it: Out of stock/)
  })

  test('is taken back while it waits, and the staff hear it', async () => {
    await says('customer', 'order 1 blue kettle, collect')
    await says('customer', 'yes')
    const asked = await says('customer', 'cancel my order request')
    expect(asked.text).toMatch(/^Take your order S-\d+ back\?/)
    const back = await says('customer', 'yes')
    expect(back.text).toMatch(/is taken back: nothing is ordered/)
    expect(back.others.map(({ to }) => to).sort()).toEqual(['owner', 'staff'])
    const late = await says('staff', 'Accept')
    expect(late.text).toMatch(/^The customer has taken order request S-\d+ back\.$/)
  })
})
