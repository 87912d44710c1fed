/** How often a message may leave, and who gets the hands that send: stories of lost answers and slow platforms. */
import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, expect, test } from 'vitest'
import type { Sent } from '#chat/delivery.ts'
import { issueCode } from '#domain/linking.ts'
import { addPerson } from '#domain/people.ts'
import { message } from '#test/support/messages.ts'
import { openShop } from '#test/support/road.ts'
import { scriptedChannel } from '#test/support/scripted-channel.ts'

const shop = await openShop()
afterEach(() => shop.stopRoads())
afterAll(() => shop.close())

const lost: Sent = { is: 'unknown', reason: 'reset' }

let nextPhone = 720_000_100
const somebody = () => ({ phone: `+254${nextPhone++}`, name: 'Juma' })

const outbox = (chat: string) =>
  shop.ask(
    (sql) => sql`
      select o.*
      from outbox o
      join conversations c on c.id = o.conversation_id
      where c.chat = ${chat}
      order by o.id`,
  )

async function aCode(): Promise<string> {
  return shop.db.asOrg(shop.org.id, async (sql) => {
    const now = new Date()
    const { userId } = await addPerson(sql, { name: 'Amina', roles: ['owner'], now })
    return (await issueCode(sql, { userId, now, random: randomBytes })).code
  })
}

test('whose answer is lost each time, a message leaves twice at most, then fails', async () => {
  const whatsapp = scriptedChannel(() => lost)
  const limits = { unknownWaitMs: 150 }
  const { road, says } = await shop.open({ channels: { whatsapp }, limits })
  const sender = somebody()
  await says('a', { sender })
  await road.idle()
  expect(whatsapp.calls).toHaveLength(2)
  expect(await outbox(sender.phone)).toMatchObject([{ state: 'failed', error_code: 'unknown' }])
})

test('that a code was redeemed is told once, and not again when that answer is lost', async () => {
  const whatsapp = scriptedChannel(() => lost)
  const limits = { unknownWaitMs: 150 }
  const { road, says } = await shop.open({ channels: { whatsapp }, limits })
  const sender = somebody()
  await says(await aCode(), { sender })
  await road.idle()
  expect(whatsapp.calls).toMatchObject([
    { message: { text: 'Welcome, Amina. This account is now linked to Shop.' } },
  ])
  expect(await outbox(sender.phone)).toMatchObject([
    { state: 'failed', error_code: 'unknown', must_not_repeat: true },
  ])
})

test('a message that is broken off each time it is sent is given up', async () => {
  const { road, says, whatsapp } = await shop.open({ limits: { sendBreaksMax: 3 } })
  const sender = somebody()
  await says('hello', { sender })
  await road.idle()
  await shop.ask(
    (sql) => sql`
      insert into outbox (org_id, conversation_id, channel, account, payload, attempts,
        state, leased_by, leased_until, not_before, created_at)
      select org_id, id, channel, account, '{"is":"text","text":"it ends us"}', 3,
        'sending', 'a dead process', now() - interval '1 s', now(), now()
      from conversations where chat = ${sender.phone}`,
  )
  await says('more', { sender })
  await road.idle()
  expect(whatsapp.said()).toContain('You said: more')
  expect(whatsapp.said()).not.toContain('it ends us')
  expect((await outbox(sender.phone))[1]).toMatchObject({ state: 'failed', error_code: 'unknown' })
})

test('of two waits that a platform asks for, the later counts', async () => {
  const wait = (afterMs: number): Sent => ({
    ...{ is: 'retry', afterMs, pauses: 'account', code: '429', reason: 'too fast' },
  })
  const { promise: bothCalled, resolve } = Promise.withResolvers<void>()
  const whatsapp = scriptedChannel(async ({ message }) => {
    if (whatsapp.calls.length === 2) resolve()
    await bothCalled
    const isFirst = message.is === 'text' && message.text.endsWith('first')
    if (isFirst) return wait(60_000)
    while ((await shop.ask((sql) => sql`select from pauses`)).count === 0);
    return wait(1_000)
  })
  const { says } = await shop.open({ channels: { whatsapp } })
  const other = somebody()
  await says('first', { sender: somebody() })
  await says('second', { sender: other })
  while ((await outbox(other.phone))[0]?.error_code !== '429');
  const [pause] = await shop.ask(
    (sql) => sql`select extract(epoch from until - now())::float as seconds from pauses`,
  )
  expect(pause!.seconds).toBeGreaterThan(30)
  await shop.ask(async (sql) => {
    await sql`delete from pauses`
    await sql`delete from outbox where state = 'waiting'`
  })
})

test('a platform that does not answer holds only its own share of the hands', async () => {
  const { promise: answers, resolve } = Promise.withResolvers<void>()
  const whatsapp = scriptedChannel(async () => {
    await answers
    return null
  })
  const limits = { sendsAtOnceMax: 4, sendsPerAccountMax: 3 }
  const { road, says, keep, telegram } = await shop.open({ channels: { whatsapp }, limits })
  await keep(...Array.from({ length: 9 }, (_, at) => message(`${at}`, { sender: somebody() })))
  while (whatsapp.calls.length < 3) await outbox('')
  const chat = '77'
  await says('elsewhere', {
    ...{ channel: 'telegram', sender: { telegramId: chat }, chat, address: { chatId: chat } },
  })
  while (telegram.said().length === 0) await outbox('')
  expect(whatsapp.calls).toHaveLength(3)
  resolve()
  await road.idle()
  expect(whatsapp.said()).toHaveLength(9)
})

test('a platform that is too busy costs no try: each wait is as long as all before, for a day', async () => {
  let nowMs = Date.now()
  const busy: Sent = { is: 'retry', code: '80007', reason: 'busy', pauses: 'chat', afterMs: null }
  const whatsapp = scriptedChannel(() => {
    nowMs += 3_600_000
    return busy
  })
  const sender = somebody()
  const { road, says } = await shop.open({
    channels: { whatsapp },
    clock: () => new Date(nowMs),
    limits: { sendAttemptsMax: 2, pauseMsMax: 2 },
  })
  await says('c', { sender })
  await road.idle()
  expect(whatsapp.calls).toHaveLength(24)
  expect(await outbox(sender.phone)).toMatchObject([{ state: 'failed', error_code: '80007' }])
  await road.stop()
})
