/**
 * Story: a customer sends a screenshot and gets the product; one that nobody knows is shown to the team,
 * whose answer reaches the customer. Real webhooks, pixels and SQL; only the platforms' hosts are ours.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openChat } from '#test/support/order-chat.ts'
import {
  nothingKnown,
  openPhotoShop,
  type PhotoShop,
  screenshotOf,
  tableWith,
} from '#test/support/photo-shop.ts'

const channels = ['whatsapp', 'telegram'] as const
const slowly = { timeout: 60_000 }

describe.each(channels)('a photo on %s', slowly, (channel) => {
  let shop: PhotoShop
  let chat: ReturnType<typeof openChat>
  beforeAll(async () => {
    shop = await openPhotoShop()
    chat = openChat(shop, channel)
  }, 120_000)
  afterAll(() => shop.close())

  test('of a product, as a screenshot of another app, is answered with its card', async () => {
    const told = await chat.says('customer', '', { photos: [await screenshotOf('COF-110')] })
    expect(told.own).toHaveLength(1)
    expect(told.text).toMatch(/^Cafetière, 8 Cup: .*450\.00, in stock\.$/)
    expect(told.own[0]!.file!.bytes.length).toBeGreaterThan(2_000)
    expect(chat.titles(told)).toEqual(['This one', 'Others', 'Order it'])
  })

  test('is remembered when it is tapped, and can be ordered', async () => {
    const chosen = await chat.says('customer', 'This one')
    expect(chosen.text).toMatch(/I remember that your photo shows it/)
    const ordered = await chat.says('customer', 'Order it')
    expect(ordered.text).toBe('How many of Cafetière, 8 Cup would you like?')
    await chat.says('customer', 'never mind')
  })

  test('that nobody is there to look at is answered plainly, and nothing is promised', async () => {
    const told = await chat.says('customer', '', { photos: [await nothingKnown(1)] })
    expect(told.text).toBe("I don't have this, as far as I can see.")
    expect(told.others).toEqual([])
  })

  test('that nobody knows is shown to those who answer customers, with its buttons', async () => {
    await chat.says('staff', 'hello')
    await chat.says('finance', 'hello')
    const words = 'do you have one of these?'
    const told = await chat.says('customer', words, { photos: [await nothingKnown(2)] })
    expect(told.text).toMatch(/^I don't have this, as far as I can see\.\nI have shown your photo/)
    expect(told.others.map(({ to }) => to)).toEqual(['staff'])
    const [shown] = told.others
    expect(shown!.text).toMatch(/^Juma Otieno asks with this photo.*“do you have one of these\?”/s)
    expect(shown!.file!.bytes.length).toBeGreaterThan(2_000)
    expect(shown!.buttons.map(({ title }) => title)).toEqual(['It is …', 'We don’t have it'])
  })

  test('is answered by the team in words, and the customer hears of it with the product’s card', async () => {
    const which = await chat.says('staff', 'It is …')
    expect(which.text).toMatch(/^Which product does photo \d+ show\?/)
    const asked = await chat.says('staff', 'the gooseneck kettle')
    expect(asked.text).toMatch(/^Tell Juma Otieno that photo \d+ shows Gooseneck/)
    const done = await chat.says('staff', 'Yes, do it')
    expect(done.text).toMatch(/shows Gooseneck Pour-over Kettle. Juma Otieno is told/)
    expect(done.others.map(({ to }) => to)).toEqual(['customer'])
    expect(done.others[0]!.text).toMatch(/^The team has found what your photo shows: Gooseneck/)
    const order = await chat.says('customer', 'Order it')
    expect(order.text).toBe('How many of Gooseneck Pour-over Kettle would you like?')
    await chat.says('customer', 'never mind')
  })

  test('that the team answered teaches: one like it is asked about, never taken for it', async () => {
    // Nothing of the catalogue's own pictures is like it: it stays unknown.
    const told = await chat.says('customer', '', { photos: [await nothingKnown(2)] })
    expect(told.text).toMatch(/^I don't have this/)
  })

  test('that the shop does not have is said so by one tap, and by one only', async () => {
    const told = await chat.says('customer', '', { photos: [await nothingKnown(3)] })
    expect(told.others).toHaveLength(1)
    const no = await chat.says('staff', 'We don’t have it')
    expect(no.text).toMatch(/shows nothing that we have\. Juma Otieno is told/)
    expect(no.others[0]!.text).toBe(
      'The team has looked at your photo: we do not have this, sorry.',
    )
    const again = await chat.says('staff', 'We don’t have it')
    expect(again.text).toMatch(/was answered already/)
    expect(again.others).toEqual([])
  })

  // An album is one post on WhatsApp; on Telegram its parts come when they come.
  if (channel === 'whatsapp')
    test('several at once are one turn, each answered; a fifth is left', async () => {
      const skus = ['KET-101', 'STO-701', 'LAM-501', 'COF-110', 'KET-102']
      const photos = await Promise.all(skus.map((sku) => screenshotOf(sku)))
      const told = await chat.says('customer', '', { photos })
      expect(told.text).toMatch(/^1\. Stovetop/)
      for (const name of ['Stovetop Kettle', 'Clip Top Jar', 'Table Lamp', 'Cafetière'])
        expect(told.text).toContain(name)
      expect(told.text).not.toContain('Electric Kettle')
      expect(told.text).toMatch(/I looked at the first 4 of your 5 pictures/)
      expect(told.own.filter(({ file }) => file)).toHaveLength(4)
    })

  test('sent as a file is a photo all the same; what is no picture is refused in a sentence', async () => {
    const photos = [await screenshotOf('LAM-501')]
    const told = await chat.says('customer', '', { photos, asFile: 'image/png' })
    expect(told.text).toMatch(/^Table Lamp, Rattan Shade/)
    const bad = await chat.says('customer', '', { photos: [Buffer.from('%PDF-1.4 not a picture')] })
    expect(bad.text).toMatch(/^[A-Z].*picture.*\.$/)
    expect(bad.own[0]!.buttons).toEqual([])
    const cut = await chat.says('customer', '', { photos: [photos[0]!.subarray(0, 4_000)] })
    expect(cut.text).toMatch(/\.$/)
  })

  test('with words about another make of it is answered for what it shows', async () => {
    const photos = [await screenshotOf('LAM-501')]
    const price = await chat.says('customer', 'how much is this?', { photos })
    expect(price.text).toMatch(/^Table Lamp, Rattan Shade: .*450\.00/)
    const green = await chat.says('customer', 'do you have this in rattan?', { photos })
    expect(green.text).toMatch(/^Table Lamp, Rattan Shade/)
    const red = await chat.says('customer', 'is this in red?', { photos })
    expect(red.text).toMatch(/^I have no “red” of it, only this:\n• Table Lamp, Rattan Shade/)
  })

  test('is answered to the team with its code and how many there are', async () => {
    const told = await chat.says('staff', '', { photos: [await screenshotOf('KET-102')] })
    expect(told.text).toMatch(/Brushed Steel 1\.7 l \(KET-102\): .*, 10 in stock/)
    expect(chat.titles(told)).not.toContain('Order it')
    const two = await chat.says('staff', '', { photos: [await tableWith('LAM-501', 'COF-110')] })
    expect(two.text).toMatch(/^I see 2 products:/)
    for (const code of ['LAM-501', 'COF-110'])
      expect(two.text).toMatch(new RegExp(`\\(${code}\\).*10 in stock – (surely|probably)`))
  })

  test('with “this is …” becomes a picture of the product, shown before, and undone', async () => {
    const { renderDrawing } = await import('#domain/demo/drawings/draw.ts')
    const photos = [await renderDrawing('KET-103')]
    const pictures = () =>
      shop.asOwner(
        (sql) => sql<{ standing: number }[]>`
          select count(*)::integer as standing
          from product_images
          where product_id = ${shop.products.get('KET-103')!} and removed_at is null`,
      )
    const words = 'this is the gooseneck kettle'
    expect((await chat.says('staff', words, { photos })).text).toMatch(/may not/)
    const asked = await chat.says('owner', words, { photos })
    expect(asked.text).toMatch(
      /^Keep this photo \(\d+\) as a picture of Gooseneck.*\(KET-103\)\?\s+Shall/,
    )
    expect(await pictures()).toEqual([{ standing: 0 }])
    await chat.says('owner', 'Yes, do it')
    expect(await pictures()).toEqual([{ standing: 1 }])
    const found = await chat.says('customer', '', { photos: [await screenshotOf('KET-103')] })
    expect(found.text).toMatch(/^Gooseneck Pour-over Kettle/)
    await chat.says('owner', 'Undo')
    expect(await pictures()).toEqual([{ standing: 0 }])
  })
})
