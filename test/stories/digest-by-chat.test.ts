/**
 * Story: the owner asks what there is to know of yesterday, has it sent every Monday and every evening,
 * and gets it once each; who may not read the books gets none of it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer } from '#domain/customers.ts'
import { requestOrder } from '#domain/order-requests/request-order.ts'
import { recordSale, type Sale } from '#domain/orders/record-sale.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { listRuns } from '#domain/report-runs.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import type { Delivered } from '#test/support/platforms.ts'
import { openShop, type Shop } from '#test/support/shop.ts'
import { readPdf } from '../reports/read-pdf.ts'

const patiently = { timeout: 20_000, interval: 100 }
let now = new Date('2026-11-20T07:00:00Z')
let shop: Shop
let [mug, kettle, hotel] = ['', '', '']

beforeAll(async () => {
  shop = await openShop({ clock: () => now })
  await shop.db.asOrg(shop.org.id, async (sql) => {
    const [owner] = await findPeople(sql, 'owner')
    const actor = await actorFor(sql, owner!.userId)
    mug = (await addProduct(sql, actor, { sku: 'MUG-1', name: 'Blue Mug', price: '450', now })).id
    const steel = { sku: 'KET-1', name: 'Steel Kettle', price: '1000', now }
    kettle = (await addProduct(sql, actor, steel)).id
    await receiveStock(sql, actor, {
      lines: [
        { productId: mug, quantity: '500', unitCost: '200' },
        { productId: kettle, quantity: '1', unitCost: '600' },
      ],
      ...{ paidFrom: 'credit', receivedAt: now, now },
    })
    hotel = (await addCustomer(sql, actor, { name: 'Riverside Hotel', now })).id
  })
  // Three Thursdays of three mugs each, beside those that were imported.
  for (const day of ['2026-11-26', '2026-12-03', '2026-12-10']) await sells(day, mug, '3')
  await sells('2026-12-16', kettle, '1')
})
afterAll(() => shop.close())

/** At ten in the morning of its day, unless it is entered at another time. */
async function sells(
  day: string,
  productId: string,
  quantity: string,
  { enteredAt, ...more }: Partial<Sale> & { enteredAt?: Date } = {},
) {
  const soldAt = new Date(`${day}T07:00:00Z`)
  await shop.db.asOrg(shop.org.id, async (sql) => {
    const [staff] = await findPeople(sql, 'staff')
    const actor = await actorFor(sql, staff!.userId)
    const lines = [{ productId, quantity }]
    await recordSale(sql, actor, {
      org: shop.org,
      lines,
      soldAt,
      now: enteredAt ?? soldAt,
      ...more,
    })
  })
}

const plain = (text: string) => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ')

async function says(text: string, who: 'owner' | 'staff' = 'owner'): Promise<Delivered> {
  const [answer, ...more] = await shop.says(who, text)
  expect(more).toEqual([])
  return { ...answer!, text: plain(answer!.text) }
}

async function approves(asked: Delivered): Promise<string> {
  const yes = asked.buttons.find(({ title }) => /^Yes/.test(title))!
  const [done] = await shop.says('owner', yes.title, { tap: yes.id })
  return plain(done!.text)
}

test('yesterday on one page: sold beside the usual, money, debts, what waits, what changed', async () => {
  now = new Date('2026-12-17T05:00:00Z')
  await says('daily report for yesterday as pdf')
  const late = new Date('2026-12-17T09:00:00Z')
  await sells('2026-12-16', mug, '2', { enteredAt: late })
  await sells('2026-12-17', mug, '4')
  await sells('2026-12-17', mug, '2', { customerId: hotel, payments: [], status: 'FULFILLED' })
  now = new Date('2026-12-18T05:00:00Z')
  await shop.says('customer', 'hello')
  await shop.db.asOrg(shop.org.id, async (sql) => {
    const [customer] = await findPeople(sql, 'customer')
    const actor = await actorFor(sql, customer!.userId)
    const lines = [{ productId: mug, quantity: '5' }]
    await requestOrder(sql, actor, { org: shop.org, lines, delivery: 'collect', now })
    const [staff] = await findPeople(sql, 'staff')
    await sql`
      insert into proposals (org_id, tool, input, sha256, summary, needs, scope, proposed_by,
        proposed_at, expires_at)
      values (current_org(), 'refund_credit', '{}', '\\x00', 'Pay 500 back?', 'second-person', '',
        ${staff!.userId}, ${now}, ${new Date('2026-12-19T05:00:00Z')})`
  })

  const { text } = await says("what's my digest?")

  expect(text).toMatch(
    /^Net sales, Thu, 17 December 2026: \*KES 2,700\.00\*, up 100% from KES 1,350\.00 \(the usual of 5 such days before\)\./,
  )
  expect(text).toMatch(
    /Orders 2 · Payments collected KES 1,800\.00 · Owed by customers KES 900\.00/,
  )
  expect(text).toMatch(
    /Order requests waiting now 1 · Approvals waiting now 1 · Out of stock now 1/,
  )
  expect(text).toMatch(/Earlier days that changed 1/)
  expect(text).toMatch(/\*Best sellers\*\n1\. Blue Mug: Units 6 · Net sales KES 2,700\.00/)
  expect(text).toMatch(/\*Top movers\*\n1\. Blue Mug: Net sales KES 2,700\.00 · Usual KES 810\.00/)
  expect(text).toMatch(/\*Order requests waiting now\*\n1\. S-\d+: KES 2,250\.00/)
  expect(text).toMatch(/\*Approvals waiting now\*\n1\. Otieno Ouma: Since 2026-12-18 08:00/)
  expect(text).toMatch(
    /\*Earlier days that changed\*\n1\. Wed, 16 December 2026: Net sales as told KES 1,000\.00 · Net sales now KES 1,900\.00/,
  )
  expect(text).toMatch(/\*Running low or out of stock now\*\n1\. Steel Kettle: Left 0 · Order 2/)
  expect(text).toMatch(/All \d+ control totals PASS\./)
  expect((await says('why?')).text).toMatch(/Owed by customers.*debits less credits/s)
})

test('its file says the same, and is kept as a run', async () => {
  const { file } = await says('digest for yesterday as pdf')
  expect(file!.name).toBe('digest_2026-12-17.pdf')
  const page = plain(readPdf(file!.bytes).flat().join(' '))
  for (const part of ['2,700.00', 'Top movers', 'Steel Kettle', 'Control account', 'PASS'])
    expect(page).toContain(part)
  const { items } = await shop.db.asReader(shop.org.id, (sql) =>
    listRuns(sql, { types: ['digest'], limit: 5 }),
  )
  expect(items).toMatchObject([{ params: { from: '2026-12-17', to: '2026-12-17' }, via: 'chat' }])
  const kept = await shop.tillie.house.desk.render(shop.org.id, items[0]!.id, 'pdf')
  expect(Buffer.from(kept.bytes)).toEqual(Buffer.from(file!.bytes))
})

test('the week’s is of the week before, and the same figures are told in the evening of the day', async () => {
  expect((await says('digest of this week')).text).toMatch(/The last of these days is not over yet/)
  now = new Date('2026-12-18T15:30:00Z')
  expect((await says('digest')).text).toMatch(/Fri, 18 December 2026.*This day is not over yet/s)
  now = new Date('2026-12-18T05:00:00Z')
  expect((await says('my weekly digest')).text).toMatch(/7 – 13 December 2026/)
})

test('who may not read the books is given none of it', async () => {
  const { text } = await says('digest', 'staff')
  expect(text).not.toMatch(/KES/)
})

test('it is had sent every Monday, of the week before, and comes once', async () => {
  const asked = await says('send me a weekly digest every Monday at 8')
  expect(asked.text).toMatch(/\*Digest\* every Monday at 08:00, of the week before, as PDF/)
  await approves(asked)
  expect((await says('what do I get?')).text).toMatch(/\*Digest\* every Monday at 08:00/)
  const before = shop.platforms.delivered.length
  now = new Date('2026-12-21T05:00:00Z')
  const came = () =>
    shop.platforms.delivered.slice(before).filter(({ text, file }) => file ?? /Digest/.test(text))
  // Its words are too long to stand below the file.
  await expect.poll(() => came().length, patiently).toBe(2)
  await shop.tillie.road.idle()
  const [words, pages, ...more] = came()
  expect(more).toEqual([])
  expect(plain(words!.text)).toMatch(/^\*Digest\*\nNet sales, 14 – 20 December 2026: \*KES 4,600/)
  expect(plain(words!.text)).toMatch(/\*Best sellers\*\n1\. Blue Mug: Units 8/)
  expect(pages!.file!.name).toBe('digest_2026-12-14_2026-12-20.pdf')
})

test('only if there is something to say: a low stock and an old debt alone are nothing new', async () => {
  await approves(await says('stop the digest'))
  await shop.db.asOrg(shop.org.id, async (sql) => {
    await sql`
      update order_requests
      set decision = 'declined', decided_at = ${now}
      where org_id = current_org()`
  })
  const asked = await says('send me a digest every evening only if there is something to say')
  expect(asked.text).toMatch(/every day at 19:00, of that day so far, .*only if there is something/)
  await approves(asked)
  const before = shop.platforms.delivered.length
  const settled = () =>
    shop.db.asReader(
      shop.org.id,
      (sql) =>
        sql`select slot::text, state from subscription_slots order by subscription_id desc, slot desc limit 1`,
    )
  now = new Date('2026-12-21T16:00:00Z')
  await expect.poll(settled, patiently).toEqual([{ slot: '2026-12-21', state: 'nothing' }])
  await sells('2026-12-22', mug, '1')
  now = new Date('2026-12-22T16:00:00Z')
  await expect.poll(settled, patiently).toEqual([{ slot: '2026-12-22', state: 'handed' }])
  await shop.tillie.road.idle()
  const [told, ...more] = shop.platforms.delivered
    .slice(before)
    .filter(({ text }) => !/has changed/.test(text))
  expect(more).toEqual([])
  expect(plain(told!.text)).toMatch(/Net sales, Tue, 22 December 2026: \*KES 450\.00\*/)
})
