/** Delivery receipts in every order there is, and each of them twice: no state ever goes back. */
import { randomUUID } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import type { Sent } from '#chat/delivery.ts'
import type { Inbound } from '#chat/message.ts'
import { message } from '#test/support/messages.ts'
import { openShop } from '#test/support/road.ts'
import { type Call, scriptedChannel } from '#test/support/scripted-channel.ts'

const shop = await openShop()
afterAll(() => shop.close())

const states = ['sent', 'delivered', 'read', 'failed'] as const
type State = (typeof states)[number]

function ordersOf(left: readonly State[]): State[][] {
  if (left.length === 0) return [[]]
  return left.flatMap((first) =>
    ordersOf(left.filter((state) => state !== first)).map((rest) => [first, ...rest]),
  )
}

function status({ correlation, externalId }: Call, state: State): Inbound {
  const { account, chat, sentAt } = message('')
  const errors = state === 'failed' ? [{ code: '131026', title: 'Undeliverable' }] : []
  return {
    ...{ channel: 'whatsapp', account, chat, sentAt, externalId: randomUUID(), kind: 'status' },
    ...{ of: externalId, state, correlation, errors },
  } as Inbound
}

/** A failure counts until the message has arrived; what has arrived can only be read. */
function expected(order: State[]): State {
  const arrived = order.findIndex((state) => state === 'delivered' || state === 'read')
  const failed = order.indexOf('failed')
  if (failed >= 0 && (arrived < 0 || failed < arrived)) return 'failed'
  if (order.includes('read')) return 'read'
  return arrived < 0 ? 'sent' : 'delivered'
}

test('in all 24 orders, each twice, every step leads where it should', async () => {
  const { road, keep, whatsapp } = await shop.open()
  const orders = ordersOf(states)
  const phone = (at: number) => `+2547400${10_000 + at}`
  const senders = orders.map((_, at) => ({ phone: phone(at), name: 'Juma' }))
  await keep(...senders.map((sender) => message('hello', { sender })))
  await road.idle()
  const calls = new Map(whatsapp.calls.map((call) => [JSON.stringify(call.to), call]))
  const callTo = (at: number) => calls.get(JSON.stringify({ phone: phone(at) }))!
  for (let step = 0; step < 2 * states.length; step += 1) {
    await keep(...orders.map((order, at) => status(callTo(at), order[step % states.length]!)))
    await road.idle()
    const rows = await shop.ask(
      (sql) => sql<{ correlation: string; state: State }[]>`
        select correlation::text, state from outbox where purpose = 'reply'`,
    )
    const found = new Map(rows.map(({ correlation, state }) => [correlation, state]))
    const told = orders.map((order, at) => ({
      order: order.join(' '),
      step,
      state: found.get(callTo(at).correlation),
    }))
    expect(told).toEqual(
      orders.map((order, at) => ({ ...told[at], state: expected(order.slice(0, step + 1)) })),
    )
  }
  await road.stop()
})

test('a message that failed when it was sent again, and had arrived before, is read', async () => {
  const endings: Sent[] = [
    { is: 'unknown', reason: 'reset' },
    { is: 'failed', code: '131026', reason: 'undeliverable', unreachable: false },
  ]
  const whatsapp = scriptedChannel(() => endings.shift() ?? null)
  const { road, says, keep } = await shop.open({ channels: { whatsapp } })
  const sender = { phone: '+254740000999', name: 'Juma' }
  await says('hello', { sender })
  await road.idle()
  const stateNow = async () => {
    const [row] = await shop.ask(
      (sql) => sql<{ state: string }[]>`
        select state from outbox where correlation = ${whatsapp.calls[0]!.correlation}`,
    )
    return row!.state
  }
  expect(await stateNow()).toBe('failed')
  await keep(status(whatsapp.calls[0]!, 'read'))
  await road.idle()
  expect(await stateNow()).toBe('read')
  await road.stop()
})
