/** The phone in a real browser: ask, get a figure, get the PDF; by keyboard; on a narrow screen. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openPhoneBrowser, type PhoneBrowser, reply, widths, write } from './phone-page.ts'

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const money = /(?:[£€$]|[A-Z]{3})\s?\d[\d,]*\.\d\d/

let phone: PhoneBrowser
beforeAll(async () => {
  phone = await openPhoneBrowser()
})
afterAll(() => phone?.close())
afterEach(() => {
  expect(phone.faults).toEqual([])
  expect(phone.strangers).toEqual([])
})

describe.each(['whatsapp', 'telegram'])('on %s', (channel) => {
  test('the owner asks how yesterday was and gets a figure, then the PDF, which opens', async () => {
    const page = await phone.open({ width: 1440, height: 900 })
    await page.locator(`#${channel} .ask`, { hasText: 'How did we do yesterday?' }).click()
    const answer = await reply(page, channel, 1)
    expect(await answer.innerText()).toMatch(money)

    await write(page, channel, 'send me the PDF')
    const link = page.locator(`#${channel} .shop a.document`)
    await link.waitFor({ timeout: 60_000 })
    const [opened] = await Promise.all([page.context().waitForEvent('page'), link.click()])
    const file = await page.request.get(
      new URL((await link.getAttribute('href'))!, page.url()).href,
    )
    expect(file.headers()['content-type']).toBe('application/pdf')
    expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-')
    await opened.close()
    await page.screenshot({ path: `out/phone-${channel}.png` })
    await page.context().close()
  })
})

test('a sale is told, shown, approved by a button, done once, and gone from the shelf', async () => {
  const page = await phone.open({ width: 1440, height: 900, role: 'staff' })
  const inHand = async (nth: number) => {
    await write(page, 'telegram', 'how many loaf tins do we have?')
    return Number(/: (\d+)/.exec(await (await reply(page, 'telegram', nth)).innerText())![1])
  }
  const before = await inHand(1)
  await write(page, 'telegram', 'sold 2 loaf tins for cash')
  expect(await (await reply(page, 'telegram', 2)).innerText()).toMatch(/2 × Loaf Tin/)
  const yes = page.locator('#telegram .shop .key', { hasText: 'Yes, do it' })
  await yes.click()
  expect(await (await reply(page, 'telegram', 3)).innerText()).toMatch(/Recorded: order S-1\d+/)
  await yes.click()
  expect(await (await reply(page, 'telegram', 4)).innerText()).toMatch(/done already/)
  expect(await inHand(5)).toBe(before - 2)
  await page.screenshot({ path: 'out/phone-sale.png' })
  await page.context().close()
})

test('by keyboard alone: who writes, the question, the answer; focus is always seen', async () => {
  const page = await phone.open({ width: 1440, height: 900 })
  await tabTo(page, 'input[name="role"]')
  await page.keyboard.press('ArrowRight')
  expect(await page.locator('input[value="finance"]').isChecked()).toBe(true)

  await tabTo(page, '#whatsapp textarea')
  await page.keyboard.type('How did we do yesterday?')
  await page.keyboard.press('Enter')
  const answer = await reply(page, 'whatsapp', 1)
  expect(await answer.innerText()).toMatch(money)
  expect(await page.locator('#whatsapp textarea').inputValue()).toBe('')

  const log = page.locator('#whatsapp [role="log"]')
  expect(await log.getAttribute('aria-live')).toBe('polite')
  await page.context().close()
})

test('by keyboard alone: a button under an answer is reached, pressed, and answered', async () => {
  const page = await phone.open({ width: 1440, height: 900, role: 'finance' })
  await tabTo(page, '#telegram textarea')
  await page.keyboard.type('how much lamp did we sell last month')
  await page.keyboard.press('Enter')
  await page.locator('#telegram .shop .key').first().waitFor({ timeout: 60_000 })
  await tabTo(page, '#telegram .shop .key', 'Shift+Tab')
  await page.keyboard.press('Enter')
  expect(await (await reply(page, 'telegram', 2)).innerText()).toMatch(money)
  await page.locator('#telegram .key[aria-busy]').waitFor({ state: 'detached' })
  await page.context().close()
})

test('a message is ticked when it is taken and when it is read, and the wire shows the way', async () => {
  const page = await phone.open({ width: 1440, height: 900, role: 'staff' })
  await write(page, 'whatsapp', 'help')
  await page.locator('#whatsapp .person .tick.read').waitFor({ timeout: 60_000 })
  await page.locator('.call', { hasText: 'message: text' }).first().click()
  const body = page.locator('.call[open] pre', { hasText: 'whatsapp_business_account' })
  expect(await body.innerText()).toContain('"body": "help"')
  await page.context().close()
})

test('a picture can be attached, is shown, and is taken', async () => {
  const page = await phone.open({ width: 1440, height: 900, role: 'customer' })
  const buffer = Buffer.from(pixel, 'base64')
  const file = { name: 'shot.png', mimeType: 'image/png', buffer }
  await page.locator('#telegram input[type="file"]').setInputFiles(file)
  await write(page, 'telegram', 'Do you have this?')
  await page.locator('#telegram .person .picture img').waitFor()
  await page.locator('#telegram .person .tick.delivered').waitFor({ timeout: 60_000 })
  await page.context().close()
})

test.each(['light', 'dark'] as const)(
  '390 px wide and %s: nothing scrolls sideways',
  async (colorScheme) => {
    const page = await phone.open({ width: 390, height: 844, role: 'owner', colorScheme })
    for (const view of ['wire', 'telegram', 'whatsapp']) {
      await page.locator(`.views [data-view="${view}"]`).click()
      expect(await page.locator(`#${view}`).isVisible()).toBe(true)
      expect(await widths(page)).toEqual([])
      await page.screenshot({ path: `out/phone-narrow-${colorScheme}-${view}.png` })
    }
    await page.context().close()
  },
)

/** Presses Tab until it is there; every stop on the way must show that it has the focus. */
async function tabTo(page: Page, selector: string, key = 'Tab'): Promise<void> {
  for (let stops = 0; stops < 60; stops++) {
    await page.keyboard.press(key)
    const seen = await page.evaluate(`(() => {
      const at = document.activeElement
      const ring = (node) => node && getComputedStyle(node).outlineStyle !== 'none'
      return { is: at.matches(${JSON.stringify(selector)}), ring: ring(at) || ring(at.closest('label')),
        what: at.outerHTML.slice(0, 80) }
    })()`)
    const { is, ring, what } = seen as { is: boolean; ring: boolean; what: string }
    expect(ring || what.startsWith('<body'), `no focus ring on ${what}`).toBe(true)
    if (is) return
  }
  throw new Error(`the keyboard does not reach ${selector}`)
}
