/** What leaves: in order, paced, retried with a maximum, and never "marked sent" when it was not. */
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { Sent } from '#chat/delivery.ts'
import type { Inbound } from '#chat/message.ts'
import { addPerson, recogniseSender } from '#domain/people.ts'
import { forgetAudit } from '#test/support/forget-audit.ts'
import { message } from '#test/support/messages.ts'
import { openShop } from '#test/support/road.ts'
import { type Call, scriptedChannel } from '#test/support/scripted-channel.ts'

const shop = await openShop()
afterEach(() => shop.stopRoads())
afterAll(() => shop.close())

let nextPhone = 710_000_100
const somebody = () => ({ phone: `+254${nextPhone++}`, name: 'Juma' })

/** Ends the first calls as told, one after another; all later ones are sent. */
function ending(...outcomes: Sent[]) {
  return scriptedChannel(() => outcomes.shift() ?? null)
}

const outbox = (chat: string) =>
  shop.ask(
    (sql) => sql`
      select o.*
      from outbox o
      join conversations c on c.id = o.conversation_id
      where c.chat = ${chat}
      order by o.id`,
  )

const pausedSeconds = async () => {
  const [row] = await shop.ask(
    (sql) => sql`select extract(epoch from until - now())::float as seconds from pauses`,
  )
  return row?.seconds
}

/** As if every pause and wait were over. */
const passTime = () =>
  shop.ask(async (sql) => {
    await sql`delete from pauses`
    await sql`update outbox set not_before = now() where state = 'waiting'`
  })

type Status = Extract<Inbound, { kind: 'status' }>
function status(call: Call, state: Status['state'], more: Partial<Status> = {}): Status {
  const { account, chat, sentAt } = message('')
  return {
    channel: 'whatsapp',
    account,
    chat,
    sentAt,
    externalId: randomUUID(),
    kind: 'status',
    of: call.externalId,
    state,
    errors: [],
    ...more,
  }
}

describe('a message that leaves', () => {
  test('is tried again after a passing fault, and gives up after its maximum', async () => {
    const busy: Sent = {
      is: 'retry',
      afterMs: 1,
      pauses: 'nothing',
      code: '131016',
      reason: 'busy',
    }
    const whatsapp = ending(busy, busy)
    const { road, says } = await shop.open({ channels: { whatsapp } })
    await says('a', { sender: somebody() })
    await road.idle()
    expect(whatsapp.calls).toHaveLength(3)
    expect(whatsapp.said()).toEqual(['You said: a'])
    await road.stop()

    const never = ending(...Array.from({ length: 9 }, () => busy))
    const hopeless = await shop.open({
      channels: { whatsapp: never },
      limits: { sendAttemptsMax: 3 },
    })
    const sender = somebody()
    await hopeless.says('b', { sender })
    await hopeless.road.idle()
    expect(never.calls).toHaveLength(3)
    expect(await outbox(sender.phone)).toMatchObject([{ state: 'failed', error_code: '131016' }])
    await hopeless.road.stop()
  })

  test('waits as long as the platform says, and everybody on that account with it', async () => {
    const told = { code: '130429', reason: 'too fast', pauses: 'account', afterMs: 30_000 } as const
    const whatsapp = ending({ is: 'retry', ...told })
    const { road, says, telegram } = await shop.open({ channels: { whatsapp } })
    const sender = somebody()
    await says('one', { sender })
    while (!(await pausedSeconds()));
    await says('two', { sender: somebody() })
    await says('three', { sender })
    await says('elsewhere', {
      channel: 'telegram',
      sender: { telegramId: '1' },
      chat: '1',
      address: { chatId: '1' },
    })
    while (telegram.said().length === 0) await outbox('')
    expect(whatsapp.calls).toHaveLength(1)
    expect(await pausedSeconds()).toBeCloseTo(30, -1)
    await passTime()
    await road.idle()
    expect(whatsapp.said()).toHaveLength(3)
    expect(whatsapp.said().indexOf('You said: one')).toBeLessThan(
      whatsapp.said().indexOf('You said: three'),
    )
    await road.stop()
  })

  test('to one chat that is paused delays no other', async () => {
    const told = { code: '131056', reason: 'pair limit', pauses: 'chat', afterMs: 30_000 } as const
    const whatsapp = ending({ is: 'retry', ...told })
    const { road, says } = await shop.open({ channels: { whatsapp } })
    await says('one', { sender: somebody() })
    while (!(await pausedSeconds()));
    await says('two', { sender: somebody() })
    while (whatsapp.said().length === 0) await outbox('')
    await passTime()
    await road.idle()
    expect(whatsapp.said()).toEqual(['You said: two', 'You said: one'])
    await road.stop()
  })

  test('goes at the pace of its recipient, in order', async () => {
    const slow = { everyMs: 60, burst: 2 }
    const { road, whatsapp, keep } = await shop.open({ paces: { whatsapp: slow, telegram: slow } })
    const sender = somebody()
    const began = performance.now()
    await keep(...['1', '2', '3', '4'].map((text) => message(text, { sender })))
    await road.idle()
    expect(whatsapp.said().map((text) => text.at(-1))).toEqual(['1', '2', '3', '4'])
    expect(performance.now() - began).toBeGreaterThanOrEqual(100)
    await road.stop()
  })

  test('whose answer was lost is sent once more, unless a status tells that it left', async () => {
    const whatsapp = ending({ is: 'unknown', reason: 'reset' })
    const { road, says } = await shop.open({ channels: { whatsapp } })
    await says('a', { sender: somebody() })
    await road.idle()
    expect(whatsapp.calls).toHaveLength(2)
    await road.stop()

    const lost = ending({ is: 'unknown', reason: 'reset' })
    const patient = await shop.open({
      channels: { whatsapp: lost },
      limits: { unknownGraceMs: 30_000 },
    })
    const sender = somebody()
    await patient.says('b', { sender })
    while (lost.calls.length === 0) await outbox('')
    const { correlation } = lost.calls[0]!
    await patient.keep(status(lost.calls[0]!, 'delivered', { correlation }))
    await patient.road.idle()
    expect(lost.calls).toHaveLength(1)
    expect(await outbox(sender.phone)).toMatchObject([{ state: 'delivered' }])
    await patient.road.stop()
  })

  test('that must not be repeated waits for its status, and fails when none comes', async () => {
    const { road, says, whatsapp } = await shop.open({ limits: { unknownWaitMs: 150 } })
    const sender = somebody()
    await says('hello', { sender })
    await road.idle()
    await shop.ask(
      (sql) => sql`
        insert into outbox (org_id, conversation_id, channel, account, payload, must_not_repeat,
          state, leased_by, leased_until, not_before, created_at)
        select org_id, id, channel, account, '{"is":"text","text":"receipt"}', true,
          'sending', 'a dead process', now() - interval '1 s', now(), now()
        from conversations where chat = ${sender.phone}`,
    )
    await says('more', { sender })
    await road.idle()
    expect(whatsapp.said()).toEqual(['You said: hello', 'You said: more'])
    expect(await outbox(sender.phone)).toMatchObject([
      { state: 'sent' },
      { state: 'failed', error_code: 'unknown' },
      { state: 'sent' },
    ])
    await road.stop()
  })

  test('without credentials is recorded as skipped', async () => {
    const whatsapp = ending({ is: 'skipped', reason: 'no access token' })
    const { road, says } = await shop.open({ channels: { whatsapp } })
    const sender = somebody()
    await says('a', { sender })
    await road.idle()
    expect(await outbox(sender.phone)).toMatchObject([
      { state: 'skipped', reason: 'no access token' },
    ])
    await road.stop()
  })
})

describe('delivery receipts', () => {
  test('may come in any order and twice: what was read stays read', async () => {
    const { road, says, keep, whatsapp } = await shop.open()
    const sender = somebody()
    await says('a', { sender })
    await road.idle()
    const [call] = whatsapp.calls as [Call]
    await keep(status(call, 'delivered'))
    await road.idle()
    await keep(status(call, 'sent'))
    await road.idle()
    expect(await outbox(sender.phone)).toMatchObject([{ state: 'delivered' }])
    await keep(status(call, 'read'))
    await road.idle()
    await keep(status(call, 'delivered'), status(call, 'sent'))
    await road.idle()
    const [row] = await outbox(sender.phone)
    expect(row).toMatchObject({ state: 'read' })
    expect(row!.delivered_at).toBeInstanceOf(Date)
    await road.stop()
  })

  test('of a failure fail the message', async () => {
    const { road, says, keep, whatsapp } = await shop.open()
    const sender = somebody()
    await says('a', { sender })
    await road.idle()
    const errors = [{ code: '131026', title: `Undeliverable: ${sender.phone}` }]
    await keep(status(whatsapp.calls[0]!, 'failed', { errors }))
    await road.idle()
    expect(await outbox(sender.phone)).toMatchObject([
      // In our own words: the platform's may quote a number.
      {
        state: 'failed',
        error_code: '131026',
        reason: expect.stringMatching(/^that number cannot/),
      },
    ])
    await road.stop()
  })
})

describe('the 24-hour window', () => {
  const template = { name: 'answer_ready', language: 'en' }
  const closed: Sent = { is: 'window-closed', code: '131047' }

  test('closed, lets a template knock; "Get it" lets the answer leave, once', async () => {
    const whatsapp = ending(closed)
    const { road, says } = await shop.open({ channels: { whatsapp }, template })
    const sender = somebody()
    await says('sales', { sender })
    await road.idle()
    expect(whatsapp.said()).toEqual(['[answer_ready]'])
    const knock = whatsapp.calls[1]!.message
    const choice = knock.is === 'template' ? knock.choice! : null
    expect(choice?.title).toBe('Get it')

    await says({ is: 'tap', token: choice!.token, title: 'Get it' }, { sender })
    await road.idle()
    expect(whatsapp.said()).toEqual(['[answer_ready]', 'You said: sales'])
    await road.stop()
  })

  test('found closed only by a status, any message of the person opens it again', async () => {
    const { road, says, keep, whatsapp } = await shop.open({ template })
    const sender = somebody()
    await says('sales', { sender })
    await road.idle()
    const errors = [{ code: '131047', title: 'Re-engagement message' }]
    await keep(status(whatsapp.calls[0]!, 'failed', { errors }))
    await road.idle()
    await says('hello?', { sender })
    await road.idle()
    expect(whatsapp.said()).toEqual([
      'You said: sales',
      '[answer_ready]',
      'You said: sales',
      'You said: hello?',
    ])
    await road.stop()
  })

  test('closed with no template: the owner is told on another channel, once', async () => {
    const telegramId = '4242'
    await shop.db.asOrg(shop.org.id, async (sql) => {
      const now = new Date()
      const { userId } = await addPerson(sql, { name: 'Amina', roles: ['owner'], now })
      await recogniseSender(sql, { channel: 'telegram', sender: { telegramId: '1' }, now })
      await sql`
        insert into identities (org_id, channel, kind, value, user_id)
        values (current_org(), 'telegram', 'telegram', ${telegramId}, ${userId})`
    })
    const whatsapp = ending(closed, closed, closed)
    const { road, says, telegram } = await shop.open({ channels: { whatsapp } })
    await says('I am here', {
      channel: 'telegram',
      sender: { telegramId },
      chat: telegramId,
      address: { chatId: telegramId },
    })
    await road.idle()
    const sender = somebody()
    for (const text of ['a', 'b']) {
      await says(text, { sender })
      await road.idle()
    }
    expect(await outbox(sender.phone)).toMatchObject([
      { state: 'failed', error_code: '131047' },
      { state: 'failed', error_code: '131047' },
    ])
    expect(telegram.said().slice(1)).toEqual([
      'A message to Juma on WhatsApp could not be delivered: the person last wrote more than 24 hours ago.',
    ])
    await road.stop()
  })
})

describe('who cannot be reached', () => {
  test('is marked, is not called again, and is reached again once they write', async () => {
    const blocked: Sent = { is: 'failed', code: '403', reason: 'blocked', unreachable: true }
    const whatsapp = ending(blocked)
    const { road, says } = await shop.open({ channels: { whatsapp } })
    const sender = somebody()
    await says('a', { sender })
    await road.idle()
    await shop.ask(
      (sql) => sql`
        insert into outbox (org_id, conversation_id, channel, account, payload, not_before,
          created_at)
        select org_id, id, channel, account, '{"is":"text","text":"news"}', now(), now()
        from conversations where chat = ${sender.phone} and unreachable_reason = 'blocked'`,
    )
    await road.idle()
    expect(whatsapp.calls).toHaveLength(1)
    expect(await outbox(sender.phone)).toMatchObject([
      { error_code: '403' },
      { error_code: 'unreachable' },
    ])
    await says('c', { sender })
    await road.idle()
    expect(whatsapp.said()).toEqual(['You said: c'])
    await road.stop()
  })

  test('a notice that fails is not told again', async () => {
    const blocked: Sent = { is: 'failed', code: '403', reason: 'blocked', unreachable: true }
    const down = () => scriptedChannel(() => blocked)
    const [whatsapp, telegram] = [down(), down()]
    await shop.ask((sql) => sql.begin(forgetAudit))
    const { road, says } = await shop.open({ channels: { whatsapp, telegram } })
    await says('a', { sender: somebody() })
    await road.idle()
    expect(whatsapp.calls).toHaveLength(1)
    expect(telegram.calls).toHaveLength(1)
    const notices = await shop.ask(
      (sql) => sql`select state from outbox where purpose = 'notice' order by id`,
    )
    expect(notices.at(-1)).toEqual({ state: 'failed' })
    await road.stop()
  })
})
