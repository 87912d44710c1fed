/**
 * The phone's page while its clock is moved: the daily report is had sent and comes once, an order that is
 * entered late is told, and the audit of a month comes as a ZIP that proves itself until a byte is changed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { telegramLimits } from '#channels/telegram-outbound.ts'
import { whatsappLimits } from '#channels/whatsapp-outbound.ts'
import { readConfig } from '#config.ts'
import { recordSale } from '#domain/orders/record-sale.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { identifyProduct } from '#domain/products/find-product.ts'
import { reportJobsOf } from '#main/subscriptions-of.ts'
import { openTillie, type Tillie } from '#main.ts'
import { openTerminal } from '#test/cli/terminal.ts'
import { quiet } from '#test/support/database.ts'
import { openPhoneBrowser, type PhoneBrowser, reply, write } from './phone-page.ts'

/** Friday, ten in the morning in London. */
let now = new Date('2026-11-20T10:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'tillie-time-'))
const terminal = openTerminal()
const limits = { whatsapp: { limits: whatsappLimits }, telegram: { limits: telegramLimits } }
let tillie: Tillie
let phone: PhoneBrowser
let page: Page
beforeAll(async () => {
  const settings = { TILLIE_DATA: join(folder, 'data'), TILLIE_PORT: '0', TILLIE_HOST: '127.0.0.1' }
  tillie = await openTillie(readConfig(settings), { phone: true, clock: () => now, log: quiet })
  phone = await openPhoneBrowser({ phone: tillie.phoneUrl!, stop: () => tillie.stop() })
  page = await phone.open({ width: 1440, height: 900 })
})
afterAll(async () => {
  await phone?.close()
  terminal.close()
  rmSync(folder, { recursive: true, force: true })
})

const documents = () => page.locator('#telegram .shop a.document')
const jobs = () => reportJobsOf(tillie.house, limits)

async function fileOf(nth: number): Promise<Buffer> {
  const href = await documents().nth(nth).getAttribute('href')
  return (await page.request.get(new URL(href!, page.url()).href)).body()
}

test('the daily report is had sent at 7:30, time is moved, and its PDF comes once', async () => {
  await write(page, 'telegram', 'send me the daily report every day at 7:30')
  expect(await (await reply(page, 'telegram', 1)).innerText()).toMatch(/every day at 07:30/)
  await page.locator('#telegram .shop .key', { hasText: 'Yes, do it' }).click()
  expect(await (await reply(page, 'telegram', 2)).innerText()).toMatch(/You get Daily sales/)

  now = new Date('2026-11-21T07:29:00Z')
  await jobs().tellRestatements(tillie.org.id)
  await tillie.road.idle()
  expect(await documents().count()).toBe(0)
  now = new Date('2026-11-21T07:30:00Z')
  await documents().first().waitFor({ timeout: 60_000 })
  expect(await documents().first().innerText()).toContain('daily_sales_2026-11-20.pdf')
  expect((await fileOf(0)).subarray(0, 5).toString()).toBe('%PDF-')
  now = new Date('2026-11-21T08:30:00Z')
  await jobs().tellRestatements(tillie.org.id)
  await write(page, 'telegram', 'what do I get?')
  await page.getByText('Next on Sun, 22 November').waitFor({ timeout: 60_000 })
  expect(await documents().count()).toBe(1)
})

test('an order that is entered late brings the notice of what has changed', async () => {
  const { db, org } = { ...tillie.house, org: tillie.org }
  await db.asOrg(org.id, async (sql) => {
    const [staff] = await findPeople(sql, 'staff')
    const mug = await identifyProduct(sql, 'MUG-201')
    if (mug.is !== 'one') throw new Error('the demo shop has no such mug')
    await recordSale(sql, await actorFor(sql, staff!.userId), {
      org,
      lines: [{ productId: mug.product.id, quantity: '3' }],
      soldAt: new Date('2026-11-20T14:00:00Z'),
      now,
    })
  })
  now = new Date('2026-11-21T09:15:00Z')
  await jobs().tellRestatements(tillie.org.id)
  const notice = page.locator('#telegram .shop .bubble', {
    hasText: 'has changed since I told you',
  })
  await notice.waitFor({ timeout: 60_000 })
  expect(await notice.innerText()).toMatch(/Net sales: £[\d,.]+ → £[\d,.]+ \(\+£29\.85\)/)
  await page.screenshot({ path: 'out/phone-restatement.png' })
})

test('the audit of October comes as a ZIP that verifies, and no longer when a byte is changed', async () => {
  await write(page, 'telegram', 'monthly audit for October')
  const zip = documents().filter({ hasText: 'monthly_audit_2026-10.zip' })
  await zip.waitFor({ timeout: 80_000 })
  const bytes = await fileOf((await documents().count()) - 1)
  const path = join(folder, 'audit.zip')
  writeFileSync(path, bytes)
  expect((await terminal.tillie(['verify', path])).out).toMatch(/^Whole: monthly audit 2026-10/)
  bytes[Math.floor(bytes.length / 2)]! ^= 1
  writeFileSync(path, bytes)
  expect(await terminal.tillie(['verify', path])).toMatchObject({ status: 1 })
})
