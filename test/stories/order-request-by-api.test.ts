/**
 * Story: a customer orders in a chat, and a program of the shop answers through the API. The customer
 * reads it at once, out of the same transaction: no job of the minute has to ring.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeKey } from '#domain/api-keys.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { openChat, openOrderShop, requestedOrders, runJob } from '#test/support/order-chat.ts'
import { now, type Shop } from '#test/support/shop.ts'

describe.each(['whatsapp', 'telegram'] as const)('an order request of %s', (channel) => {
  let shop: Shop
  let chat: ReturnType<typeof openChat>
  let key = ''
  beforeAll(async () => {
    shop = await openOrderShop()
    chat = openChat(shop, channel)
    for (const who of ['staff', 'owner'] as const) await chat.says(who, 'hello')
    key = await shop.db.asOrg(shop.org.id, async (sql) => {
      const [owner] = await findPeople(sql, 'owner')
      const actor = await actorFor(sql, owner!.userId)
      const scopes = ['orders:write', 'sales:read'] as const
      return (await makeKey(sql, actor, { name: 'Till', scopes, now, random: randomBytes })).secret
    })
  })
  afterAll(() => shop.close())

  async function calls(method: string, path: string, body?: unknown, more = {}) {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more }
    const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }
    const answer = await fetch(`${shop.tillie.url}/api/v1${path}`, init)
    await shop.tillie.road.idle()
    return { status: answer.status, body: (await answer.json()) as ReturnType<JSON['parse']> }
  }

  async function asks(): Promise<{ id: string; number: string; orderId: string }> {
    await chat.says('customer', 'order 2 sage latte mugs, collect')
    await chat.says('customer', 'yes')
    chat.news()
    return (await calls('GET', '/order-requests?state=waiting')).body.items[0]
  }
  const heard = () => chat.news().map(({ to, text }) => `${to}: ${text.split('\n')[0]}`)

  test('is accepted by the API: the customer reads it at once, and once', async () => {
    const { id, number } = await asks()
    const once = { 'idempotency-key': 'accept-1' }
    expect((await calls('POST', `/order-requests/${id}/accept`, undefined, once)).status).toBe(200)
    expect(heard()).toEqual([`customer: Duka has accepted your order ${number}:`])
    expect((await calls('POST', `/order-requests/${id}/accept`, undefined, once)).status).toBe(200)
    await runJob(shop)
    expect(heard()).toEqual([])
  })

  test('is declined by the API with its reason', async () => {
    const { id, number } = await asks()
    await calls('POST', `/order-requests/${id}/decline`, { reason: 'None left' })
    expect(heard()).toEqual([
      `customer: Duka could not accept your order ${number}: None left. Nothing is to be paid.`,
    ])
    await runJob(shop)
    expect(heard()).toEqual([])
  })

  test('is refused for the second time, and nobody is told', async () => {
    const { id } = await asks()
    await calls('POST', `/order-requests/${id}/accept`)
    heard()
    expect((await calls('POST', `/order-requests/${id}/decline`, { reason: 'No' })).status).toBe(
      422,
    )
    expect(heard()).toEqual([])
    expect((await requestedOrders(shop)).at(-1)).toMatchObject({ status: 'PENDING' })
  })

  test('that was accepted is paid and handed over by the API, and the customer reads each', async () => {
    const { id, number, orderId } = await asks()
    await calls('POST', `/order-requests/${id}/accept`)
    heard()
    const paid = await calls('POST', `/orders/${orderId}/payments`, {
      ...{ amount: '1044', method: 'cash' },
    })
    expect(paid.status).toBeLessThan(300)
    expect(heard()).toEqual([
      `customer: Duka has received the payment for your order ${number}: thank you.`,
    ])
  })
})
