/**
 * A customer sends a screenshot of another shop's app on WhatsApp, orders what it shows, the shop
 * accepts on Telegram, and the customer is told. With no account and no model.
 */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { drawingOf } from '#domain/demo/drawings/draw.ts'
import { openPhoneBrowser, type PhoneBrowser, reply, widths, write, writeAs } from './phone-page.ts'

const jpegQuality = 40

let phone: PhoneBrowser
beforeAll(async () => {
  phone = await openPhoneBrowser()
})
afterAll(() => phone?.close())
afterEach(() => {
  expect(phone.faults).toEqual([])
  expect(phone.strangers).toEqual([])
})

describe('a screenshot of a shop app', () => {
  test('finds the product, which is ordered, accepted and told', async () => {
    const page = await phone.open({ width: 1440, height: 900 })
    // Who never wrote to the shop's number cannot be written to.
    await write(page, 'telegram', 'help')
    await reply(page, 'telegram', 1)

    await writeAs(page, 'customer')
    await attach(page, 'whatsapp', await screenshotOf('TEA-120'))
    await write(page, 'whatsapp', 'Do you have this?')
    const card = await reply(page, 'whatsapp', 1)
    expect(await card.innerText()).toMatch(
      /Teapot, Midnight Blue: £28\.98, (in stock|few left|out of stock)/,
    )
    await pictureIn(page, 'whatsapp').waitFor()
    await page.screenshot({ path: 'out/image-search-card.png' })

    await tap(page, 'whatsapp', 'Order it')
    expect(await (await reply(page, 'whatsapp', 2)).innerText()).toMatch(/How many/)
    await tap(page, 'whatsapp', '2')
    expect(await (await reply(page, 'whatsapp', 3)).innerText()).toMatch(/collect/)
    await tap(page, 'whatsapp', 'Collect it')
    const order = await (await reply(page, 'whatsapp', 4)).innerText()
    expect(order).toMatch(/2 × Teapot, Midnight Blue/)
    expect(order).toMatch(/£57\.96/)
    await tap(page, 'whatsapp', 'Yes, do it')
    const sent = await (await reply(page, 'whatsapp', 5)).innerText()
    const [number] = /S-\d+/.exec(sent)!

    await page.locator('.news.owner').waitFor()
    await writeAs(page, 'owner')
    expect(await page.locator('.news:visible').count()).toBe(0)
    const request = await reply(page, 'telegram', 2)
    expect(await request.innerText()).toContain(number)
    await page.screenshot({ path: 'out/image-search-request.png' })
    await tap(page, 'telegram', 'Accept')
    expect(await (await reply(page, 'telegram', 3)).innerText()).toMatch(/Accepted/)

    await writeAs(page, 'customer')
    const told = await (await reply(page, 'whatsapp', 6)).innerText()
    expect(told).toMatch(/has accepted your order/)
    expect(told).toContain(number)
    await page.screenshot({ path: 'out/image-search-told.png' })
    await page.context().close()
  })

  test('from the album of a narrow, dark phone is answered on Telegram, and fits', async () => {
    const look = { width: 360, height: 740, role: 'customer', colorScheme: 'dark' as const }
    const page = await phone.open(look)
    await page.locator('.views [data-view="telegram"]').click()
    await page.locator('#telegram .shot', { hasText: 'How much is this?' }).click()

    const card = await reply(page, 'telegram', 1)
    expect(await card.innerText()).toMatch(/Stovetop Kettle, Cream Enamel.*£41\.94/)
    await pictureIn(page, 'telegram').waitFor()
    expect(await widths(page)).toEqual([])
    await page.screenshot({ path: 'out/image-search-narrow.png' })
    await page.context().close()
  })
})

test('a picture of another format is dropped on the phone, and sent as both apps send photos', async () => {
  const page = await phone.open({ width: 1440, height: 900, role: 'finance' })
  await page.evaluate(dropWebp)
  expect(await page.locator('#whatsapp .attached').innerText()).toContain('cup.webp')
  await page.locator('#whatsapp .send').click()
  await page.locator('#whatsapp .person .tick.read').waitFor()

  await page.locator('.call', { hasText: 'message: image' }).first().click()
  const body = page.locator('.call[open] pre', { hasText: 'whatsapp_business_account' })
  expect(await body.innerText()).toContain('"mime_type": "image/jpeg"')
  await reply(page, 'whatsapp', 1)
  await page.context().close()
})

/** In the page: a picture of the desktop is let go over the phone. Wider than both apps keep. */
const dropWebp = `(async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1200 })
  canvas.getContext('2d').fillRect(300, 300, 900, 600)
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/webp'))
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File([blob], 'cup.webp', { type: 'image/webp' }))
  const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true })
  document.querySelector('#whatsapp .screen').dispatchEvent(drop)
})()`

/** Through the page's own file picker. */
async function attach(page: Page, channel: string, buffer: Buffer): Promise<void> {
  const file = { name: 'Screenshot_20261121.jpg', mimeType: 'image/jpeg', buffer }
  await page.locator(`#${channel} input[type="file"]`).setInputFiles(file)
}

async function tap(page: Page, channel: string, title: string): Promise<void> {
  const key = page.locator(`#${channel} .shop .key`, { hasText: new RegExp(`^${title}$`) })
  await key.last().click()
}

function pictureIn(page: Page, channel: string) {
  return page.locator(`#${channel} .shop .picture img`).last()
}

/** A fake shop's app on a small telephone: its bars, its price tag, the picture cut at the sides. */
async function screenshotOf(sku: string): Promise<Buffer> {
  const page = await phone.browser.newPage({ viewport: { width: 390, height: 844 } })
  const src = `data:image/svg+xml;base64,${Buffer.from(drawingOf(sku)).toString('base64')}`
  await page.setContent(`
    <style>
      body { margin: 0; font: 16px sans-serif; color: #222; background: #fff }
      .status { display: flex; justify-content: space-between; padding: 12px 22px }
      .bar { padding: 14px; background: #ff6a3d; color: #fff; font-size: 19px; text-align: center }
      .shot { position: relative; height: 370px; overflow: hidden }
      .shot img { position: absolute; width: 450px; left: -30px; top: -40px }
      .tag { position: absolute; left: 0; bottom: 18px; padding: 8px 16px; background: #ffd400; font-weight: bold }
      .words { padding: 18px 22px } h1 { font-size: 21px; margin: 0 0 8px } b { font-size: 25px; color: #ff6a3d }
      .buy { margin: 20px 22px; padding: 16px; border-radius: 30px; background: #ff6a3d; color: #fff; text-align: center }
    </style>
    <div class="status"><b style="font-size:15px;color:#222">21:47</b><span>LTE ▮ 63%</span></div>
    <div class="bar">‹ &nbsp; BestHome Deals &nbsp; ♡</div>
    <div class="shot"><img src="${src}"><span class="tag">-20% TODAY</span></div>
    <div class="words"><h1>Blue Ceramic Tea Pot 1.2L</h1><b>$41.99</b><p>★★★★☆ 1,204 sold · free returns</p></div>
    <div class="buy">Add to cart</div>`)
  const shot = await page.screenshot({ type: 'jpeg', quality: jpegQuality })
  await page.close()
  return shot
}
