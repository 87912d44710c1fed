/**
 * Story: the owner has the daily report sent every morning, moves it, gets it once; an order that is
 * entered late changes a day that was told, and she is told what changed and why.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { telegramLimits } from '#channels/telegram-outbound.ts'
import { whatsappLimits } from '#channels/whatsapp-outbound.ts'
import { addCustomer } from '#domain/customers.ts'
import { recordSale } from '#domain/orders/record-sale.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { reportJobsOf } from '#main/subscriptions-of.ts'
import type { Delivered } from '#test/support/platforms.ts'
import { openShop, type Shop } from '#test/support/shop.ts'
import { readPdf } from '../reports/read-pdf.ts'

const patiently = { timeout: 60_000, interval: 100 }
/** Friday 20 November, ten in the morning in Nairobi. */
let now = new Date('2026-11-20T07:00:00Z')
let shop: Shop
let productId: string
beforeAll(async () => {
  shop = await openShop({ clock: () => now })
  await shop.db.asOrg(shop.org.id, async (sql) => {
    const [owner] = await findPeople(sql, 'owner')
    const actor = await actorFor(sql, owner!.userId)
    const mug = { sku: 'MUG-1', name: 'Blue Mug', price: '450', now }
    productId = (await addProduct(sql, actor, mug)).id
    await receiveStock(sql, actor, {
      lines: [{ productId, quantity: '100', unitCost: '200' }],
      paidFrom: 'credit',
      receivedAt: new Date('2026-11-01T07:00:00Z'),
      now,
    })
    await addCustomer(sql, actor, { name: 'Riverside Hotel', now })
  })
})
afterAll(() => shop.close())

const limits = { whatsapp: { limits: whatsappLimits }, telegram: { limits: telegramLimits } }
const jobs = () => reportJobsOf(shop.tillie.house, limits)

/** What came since, once `count` of it is there and nothing more is on its way. */
async function arrived(before: number, count: number): Promise<Delivered[]> {
  const { delivered } = shop.platforms
  await expect.poll(() => delivered.length - before, patiently).toBeGreaterThanOrEqual(count)
  await shop.tillie.road.idle()
  return delivered.slice(before).map(plain)
}

const plain = (one: Delivered) => ({ ...one, text: one.text.replaceAll('\u00a0', ' ') })

async function says(text: string): Promise<Delivered> {
  const [answer, ...more] = await shop.says('owner', text)
  expect(more).toEqual([])
  return answer!
}

async function approves(asked: Delivered): Promise<Delivered> {
  const yes = asked.buttons.find(({ title }) => /^Yes/.test(title))!
  const [done] = await shop.says('owner', yes.title, { tap: yes.id })
  return done!
}

const slots = () =>
  shop.db.asReader(
    shop.org.id,
    (sql) => sql`select slot::text, state, is_late as late from subscription_slots order by slot`,
  )

test('a report is had sent: shown first, then done', async () => {
  const asked = await says('send me the daily report every day at 7:30')
  expect(asked.text).toMatch(/Daily sales.* every day at 07:30, of the day before, as PDF/)
  expect(asked.text).toMatch(/first one comes on Sat, 21 November 2026/)
  expect((await says('what do I get?')).text).toMatch(/no reports by themselves yet/)
  expect((await approves(asked)).text).toMatch(/You get \*Daily sales\* every day at 07:30/)
})

test('its time is moved', async () => {
  const asked = await says('move it to 8')
  expect(asked.text).toMatch(/every day at 07:30.*\n→ .*every day at 08:00/)
  await approves(asked)
  expect((await says('what do I get?')).text).toMatch(
    /every day at 08:00.*Next on Sat, 21 November/,
  )
})

test('it comes at the new time, once, as words and the PDF of the day before', async () => {
  const before = shop.platforms.delivered.length
  now = new Date('2026-11-20T21:05:00Z')
  await jobs().tellRestatements(shop.org.id)
  now = new Date('2026-11-21T04:45:00Z') // 07:45: the old time has passed.
  await shop.tillie.road.idle()
  expect(shop.platforms.delivered.slice(before)).toEqual([])
  now = new Date('2026-11-21T05:00:00Z')
  const [report, ...more] = await arrived(before, 1)
  expect(more).toEqual([])
  expect(report!.to).toBe('+254700000001')
  expect(report!.text).toMatch(/^\*Daily sales\*, Fri, 20 November 2026\nThere are no sales/)
  expect(report!.text).not.toMatch(/late/)
  expect(report!.file!.name).toBe('daily_sales_2026-11-20.pdf')
  expect(readPdf(report!.file!.bytes).flat().join(' ')).toMatch(/20 November 2026/)
  now = new Date('2026-11-21T05:20:00Z')
  await jobs().tellRestatements(shop.org.id)
  await says('thanks')
  expect(await slots()).toEqual([{ slot: '2026-11-21', state: 'handed', late: false }])
  expect(shop.platforms.delivered).toHaveLength(before + 2)
})

test('an order that is entered late brings one notice: before, after, and what was entered', async () => {
  now = new Date('2026-11-21T07:12:00Z')
  await shop.db.asOrg(shop.org.id, async (sql) => {
    const [staff] = await findPeople(sql, 'staff')
    await recordSale(sql, await actorFor(sql, staff!.userId), {
      org: shop.org,
      lines: [{ productId, quantity: '3' }],
      soldAt: new Date('2026-11-20T14:00:00Z'),
      now,
    })
  })
  const before = shop.platforms.delivered.length
  now = new Date('2026-11-21T07:15:00Z')
  await jobs().tellRestatements(shop.org.id) // Another may be entered yet.
  await shop.tillie.road.idle()
  expect(shop.platforms.delivered.slice(before)).toEqual([])
  now = new Date('2026-11-21T07:30:00Z')
  await jobs().tellRestatements(shop.org.id)
  const [notice, ...more] = await arrived(before, 1)
  expect(more).toEqual([])
  expect(notice!.text).toMatch(
    /^\*Daily sales\* of Fri, 20 November 2026 has changed since I told you on Sat, 21 November 2026 at 08:00:/,
  )
  expect(notice!.text).toMatch(/Net sales: KES 0\.00 → \*KES 1,350\.00\* \(\+KES 1,350\.00\)/)
  expect(notice!.text).not.toMatch(/Average/) // There was none.
  expect(notice!.text).toMatch(
    /order \S+, KES 1,350\.00, entered on Sat, 21 November 2026 at 10:12 by Otieno Ouma/,
  )
  expect(notice!.text).toMatch(/payment for \S+, KES 1,350\.00, entered/)
  await jobs().tellRestatements(shop.org.id)
  now = new Date('2026-11-21T13:00:00Z')
  await jobs().tellRestatements(shop.org.id)
  await shop.tillie.road.idle()
  expect(shop.platforms.delivered).toHaveLength(before + 1)
})

test('its button brings the pages as they now are', async () => {
  const notice = shop.platforms.delivered.findLast(({ text }) => /has changed/.test(text))!
  const [button] = notice.buttons
  expect(button!.title).toBe('Send the new PDF')
  const [answer] = await shop.says('owner', button!.title, { tap: button!.id })
  expect(answer!.file!.name).toBe('daily_sales_2026-11-20.pdf')
  expect(readPdf(answer!.file!.bytes).flat().join(' ')).toMatch(/1,350\.00/)
})

test('what was missed while nobody was there comes once, and says that it is late', async () => {
  const before = shop.platforms.delivered.length
  now = new Date('2026-11-24T09:00:00Z')
  const [report, ...more] = await arrived(before, 1)
  expect(more).toEqual([])
  expect(report!.text).toMatch(
    /due on Tue, 24 November 2026 at 08:00, when I was not running\. 2 before it were left out/,
  )
  expect(report!.text).toMatch(/Daily sales\*, Mon, 23 November 2026/)
})

test('it is stopped, and nothing comes any more', async () => {
  await approves(await says('stop the daily report'))
  const before = shop.platforms.delivered.length
  now = new Date('2026-11-25T09:00:00Z')
  expect((await says('what do I get?')).text).toMatch(/no reports by themselves/)
  expect(shop.platforms.delivered).toHaveLength(before + 1)
})
