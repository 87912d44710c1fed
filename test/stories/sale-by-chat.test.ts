/**
 * Story: a sale told in a chat is asked back, approved by a button, and then stands in stock, in
 * today's report and in the books, once; a tap that comes again, late, from elsewhere or forged
 * does nothing and says why.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addCustomer } from '#domain/customers.ts'
import { issueCode } from '#domain/linking.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import type { Delivered } from '#test/support/platforms.ts'
import { now, openShop, type Shop } from '#test/support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await shop.db.asOrg(shop.org.id, async (sql) => {
    const [owner] = await findPeople(sql, 'owner')
    const actor = await actorFor(sql, owner!.userId)
    const mug = { sku: 'MUG-1', name: 'Blue Mug', price: '450', reorderPoint: '5', now }
    const { id } = await addProduct(sql, actor, mug)
    await receiveStock(sql, actor, {
      lines: [{ productId: id, quantity: '10', unitCost: '200' }],
      paidFrom: 'credit',
      receivedAt: new Date(now.getTime() - 3_600_000),
      now,
    })
    await addCustomer(sql, actor, { name: 'Riverside Hotel', now })
  })
})
afterAll(() => shop.close())

const told = 'sold 3 blue mugs at 450 to the Riverside Hotel'

interface Books {
  stock: string
  orders: number
  changed: Record<string, string>
}

/** What is in hand, how many orders were taken, and what stands on each account of a role. */
async function books(): Promise<Books> {
  return shop.db.asReader(shop.org.id, async (sql) => {
    const [counted] = await sql<Omit<Books, 'changed'>[]>`
      select trim_scale(sum(b.quantity))::text as stock,
        (select count(*)::integer from orders where source = 'tillie' and status <> 'CANCELLED')
          as orders
      from stock_balances b`
    const accounts = await sql<{ role: string; balance: string }[]>`
      select a.role, trim_scale(sum(l.debit - l.credit))::text as balance
      from journal_lines l
      join accounts a on a.org_id = l.org_id and a.id = l.account_id
      where a.role is not null
      group by a.role`
    const changed = Object.fromEntries(accounts.map(({ role, balance }) => [role, balance]))
    return { ...counted!, changed }
  })
}

const buttonOf = (message: Delivered | undefined, title: RegExp) =>
  message!.buttons.find((button) => title.test(button.title))!

describe.each(['whatsapp', 'telegram'] as const)('on %s, a sale', (channel) => {
  let asked: Delivered
  let before: Books

  test('is asked back with what it comes to, and nothing is done yet', async () => {
    before = await books()
    const [answer] = await shop.says('staff', told, { channel })
    asked = answer!
    expect(asked.text).toMatch(/3/)
    expect(asked.text).toMatch(/Blue Mug/)
    expect(asked.text).toMatch(/1,350\.00/)
    expect(asked.text).toMatch(/Riverside Hotel/)
    expect(asked.buttons.map(({ title }) => title)).toEqual(['Yes, do it', 'No'])
    expect(await books()).toEqual(before)
  })

  test('is not done by another person, who is told why', async () => {
    const tap = buttonOf(asked, /yes/i).id
    const [owner] = await shop.says('owner', 'Yes, do it', { channel, tap })
    expect(owner!.text).toMatch(/no longer valid|Only the person/)
    const other = `${tap.slice(0, -1)}${tap.endsWith('x') ? 'y' : 'x'}`
    const [forged] = await shop.says('staff', 'Yes, do it', { channel, tap: other })
    expect(forged!.text).toMatch(/no longer valid/)
    expect(await books()).toEqual(before)
  })

  test('is done by the button of whoever asked: stock, cash and books follow', async () => {
    const tap = buttonOf(asked, /yes/i).id
    const [done] = await shop.says('staff', 'Yes, do it', { channel, tap })
    expect(done!.text).toMatch(/Recorded: order .*1,350\.00/)
    const after = await books()
    expect(Number(after.stock)).toBe(Number(before.stock) - 3)
    expect(after.orders).toBe(before.orders + 1)
    const moved = (role: string) =>
      Number(after.changed[role] ?? 0) - Number(before.changed[role] ?? 0)
    expect([moved('cash'), moved('sales'), moved('inventory'), moved('cogs')]).toEqual([
      1350, -1350, -600, 600,
    ])
    expect(moved('receivable')).toBe(0)
  })

  test('is done once, however often the button is tapped', async () => {
    const after = await books()
    const tap = buttonOf(asked, /yes/i).id
    const [again] = await shop.says('staff', 'Yes, do it', { channel, tap })
    expect(again!.text).toMatch(/done already/)
    expect(await books()).toEqual(after)
  })

  test('is in today’s report and in the answers', async () => {
    const [answer] = await shop.says('owner', 'net sales today', { channel })
    expect(answer!.text).toMatch(channel === 'whatsapp' ? /1,350\.00/ : /2,700\.00/)
    const [stock] = await shop.says('owner', 'how many blue mugs do we have?', { channel })
    expect(stock!.text).toMatch(channel === 'whatsapp' ? /\b7\b/ : /\b4\b/)
  })

  test('has one trail: proposed, approved, recorded', async () => {
    const actions = await shop.db.asReader(
      shop.org.id,
      (sql) => sql<{ action: string }[]>`
        select action
        from audit_log
        where action in ('proposal.made', 'proposal.approved', 'sale.recorded')
        order by id`,
    )
    expect(
      actions
        .slice(-3)
        .map(({ action }) => action)
        .sort(),
    ).toEqual(['proposal.approved', 'proposal.made', 'sale.recorded'])
  })
})

test('a sale by chat is in the API: the order, its stock, the books and the trail', async () => {
  const code = await shop.db.asOrg(shop.org.id, async (sql) => {
    const [owner] = await findPeople(sql, 'owner')
    return (await issueCode(sql, { userId: owner!.userId, now, random: randomBytes })).code
  })
  const call = async (path: string, init: RequestInit = {}): Promise<ReturnType<JSON['parse']>> =>
    (await fetch(`${shop.tillie.url}/api/v1${path}`, init)).json()
  const body = JSON.stringify({
    code,
    login: 'wanjiru@duka.example',
    password: 'ten signs or more',
  })
  const headers = { 'content-type': 'application/json' }
  const session = await call('/auth/register', { method: 'POST', headers, body })
  const token = { headers: { authorization: `Bearer ${session.accessToken}` } }

  const { items: orders } = await call('/orders?limit=2', token)
  expect(orders.map(({ id }: { id: string }) => id)).toHaveLength(2)
  expect(JSON.stringify(orders)).toMatch(/S-100[12]/)
  const { items: moves } = await call('/inventory/movements?limit=10', token)
  expect(moves.filter(({ kind }: { kind: string }) => kind === 'sale')).toHaveLength(2)
  const result = await call('/reports/profit-loss?from=2026-11-20&to=2026-11-20', token)
  expect(JSON.stringify(result)).toMatch(/"2700(\.0+)?"/)
  const { items: trail } = await call('/audit?limit=50', token)
  const actions = trail.map(({ action }: { action: string }) => action)
  expect(actions).toEqual(expect.arrayContaining(['proposal.approved', 'sale.recorded']))
})

test('"no" leaves everything as it was', async () => {
  const before = await books()
  const [asked] = await shop.says('staff', told)
  const [answer] = await shop.says('staff', 'no')
  expect(answer!.text).toMatch(/nothing was done/i)
  const tap = buttonOf(asked, /yes/i).id
  const [late] = await shop.says('staff', 'Yes, do it', { tap })
  expect(late!.text).toMatch(/refused already/)
  expect(await books()).toEqual(before)
})

test('more than is in hand is refused before anybody is asked', async () => {
  const before = await books()
  const [answer] = await shop.says('staff', 'sold 300 blue mugs')
  expect(answer!.buttons).toEqual([])
  expect(answer!.text).toMatch(/4/)
  expect(await books()).toEqual(before)
})

test('a customer cannot sell anything', async () => {
  const before = await books()
  const [answer] = await shop.says('customer', told)
  expect(answer!.buttons).toEqual([])
  expect(await books()).toEqual(before)
})
