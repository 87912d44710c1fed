/** Turns: who asks, in which order, what is one turn, and what is answered without any model. */
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { listDead, retryDead } from '#chat/dead-letters.ts'
import type { InboundMessage } from '#chat/message.ts'
import type { Post } from '#chat/post.ts'
import { issueCode } from '#domain/linking.ts'
import { addPerson } from '#domain/people.ts'
import type { Answer, Asked } from '#engine/answer.ts'
import type { Offer } from '#engine/tool.ts'
import { answered, echo, gate, juma, message } from '#test/support/messages.ts'
import { openShop } from '#test/support/road.ts'
import { scriptedChannel } from '#test/support/scripted-channel.ts'

const shop = await openShop()
afterEach(() => shop.stopRoads())
afterAll(() => shop.close())

const photo = { is: 'media', media: { kind: 'image', id: 'm1' } } as const
let nextPhone = 700_000_100
const somebody = () => ({ phone: `+254${nextPhone++}`, name: 'Somebody' })

describe('a turn', () => {
  test('answers each message once, however often its webhook comes', async () => {
    const { road, whatsapp, keep } = await shop.open()
    const one = message('hello')
    await Promise.all(Array.from({ length: 50 }, () => keep(one)))
    await road.idle()
    await keep(one)
    await road.idle()
    expect(whatsapp.said()).toEqual(['You said: hello'])
    expect(whatsapp.attended).toContain(one.messageId)
    await road.stop()
  })

  test('keeps the order of a chat among eight workers, while a slow chat delays no other', async () => {
    const slow = gate()
    const seen: string[] = []
    const answer: Answer = async ({ text }) => {
      seen.push(text)
      if (text === 'slow') await slow.promise
      return answered(text)
    }
    const { road, whatsapp, keep } = await shop.open({ answer, limits: { turnsAtOnceMax: 8 } })
    const [one, other] = [somebody(), somebody()]
    const texts = Array.from({ length: 40 }, (_, at) => `${at}`)
    await keep(...['slow', ...texts].map((text) => message(text, { sender: one })))
    await keep(...texts.map((text) => message(`other ${text}`, { sender: other })))
    while (whatsapp.said().length < texts.length) await road.keep(nothing)
    expect(whatsapp.said()).toEqual(texts.map((text) => `other ${text}`))
    slow.resolve()
    await road.idle()
    expect(whatsapp.said().slice(texts.length)).toEqual(['slow', ...texts])
    expect(seen.filter((text) => !text.startsWith('other'))).toEqual(['slow', ...texts])
    await road.stop()
  })

  test('takes a picture and its words as one, and says what it cannot read', async () => {
    // As long as the words may take to be kept on a machine that does much else.
    const { road, whatsapp, says } = await shop.open({ limits: { mediaWaitMs: 1_500 } })
    const sender = somebody()
    await says(photo, { sender })
    await says('do you have this?', { sender })
    await road.idle()
    expect(whatsapp.said()).toEqual([
      'You said: do you have this?\n\nI cannot look at pictures here. Please tell me in words what you need.',
    ])
    await says('one', { sender })
    await says('two', { sender })
    await road.idle()
    expect(whatsapp.said().slice(1)).toEqual(['You said: one', 'You said: two'])
    await road.stop()
  })

  test('answers what it cannot read with one honest sentence, without asking anybody', async () => {
    const answer: Answer = () => Promise.reject(new Error('must not be asked'))
    const { road, whatsapp, says } = await shop.open({ answer })
    const sender = somebody()
    await says({ is: 'media', media: { kind: 'audio', id: 'v' } }, { sender })
    await road.idle()
    await says({ is: 'place', latitude: 1, longitude: 2 }, { sender })
    await road.idle()
    await says({ is: 'other', what: 'poll' }, { sender })
    await road.idle()
    await says(photo, { sender })
    await road.idle()
    expect(whatsapp.said()).toEqual([
      'I cannot listen to voice messages. Please write me the question.',
      'I cannot read locations. Please ask me in words.',
      'I cannot read that kind of message. Please ask me in words.',
      'I cannot look at pictures here. Please tell me in words what you need.',
    ])
    await road.stop()
  })

  test('never answers reactions, echoes or late edits, and reads an early edit', async () => {
    const first = gate()
    const answer: Answer = async (asked) => {
      if (asked.text === 'wait') await first.promise
      return echo(asked)
    }
    const { road, whatsapp, keep } = await shop.open({ answer })
    const sender = somebody()
    const [wait, typo, gone] = ['wait', 'saels', 'never mind'].map((text) =>
      message(text, { sender }),
    ) as [InboundMessage, InboundMessage, InboundMessage]
    await keep(wait)
    const about = (of: InboundMessage) => ({ ...message('', { sender }), of: of.messageId })
    const content = { is: 'text', text: 'sales' } as const
    await keep(typo, gone)
    await keep(
      { ...about(typo), kind: 'edit', content },
      { ...about(gone), kind: 'revoke' },
      { ...about(wait), kind: 'edit', content },
      { ...about(wait), kind: 'reaction', emoji: '👍' },
      { ...about(wait), kind: 'echo', content },
    )
    first.resolve()
    await road.idle()
    expect(whatsapp.said()).toEqual(['You said: wait', 'You said: sales'])
    await road.stop()
  })

  test('hands over earlier turns and the last answer', async () => {
    const asked: Asked[] = []
    const answer: Answer = async (question) => {
      asked.push(question)
      const tools = [{ name: 'ask_sales', input: { day: '2011-01-18' }, result: { net: '1.00' } }]
      return answered('Net sales 1.00', { tools })
    }
    const { road, says } = await shop.open({ answer })
    const sender = somebody()
    await says('how did we do?', { sender })
    await road.idle()
    await says('and the day before?', { sender })
    await road.idle()
    expect(asked[0]).toMatchObject({ history: [], last: null })
    expect(asked[1]).toMatchObject({
      history: [{ question: 'how did we do?', reply: 'Net sales 1.00' }],
      last: { question: 'how did we do?', tools: [{ name: 'ask_sales' }] },
    })
    await road.stop()
  })

  test('puts a message aside after five tries, with a reason, and goes on with its chat', async () => {
    let tries = 0
    const answer: Answer = async (asked) => {
      if (asked.text !== 'poison') return echo(asked)
      tries += 1
      throw new TypeError('cannot read the secret 0700')
    }
    const { road, whatsapp, says } = await shop.open({ answer })
    const sender = somebody()
    await says('poison', { sender })
    await says('next', { sender })
    await road.idle()
    expect(tries).toBe(5)
    expect(whatsapp.said()).toEqual([
      expect.stringContaining('Sorry, something went wrong'),
      'You said: next',
    ])
    const dead = await shop.db.asCourier(listDead)
    expect(dead).toMatchObject([{ attempts: 5, reason: expect.stringMatching(/^TypeError at/) }])

    tries = -1_000
    expect(await shop.db.asCourier((sql) => retryDead(sql, [dead[0]!.id]))).toBe(1)
    expect(await shop.db.asCourier(listDead)).toEqual([])
    await road.stop()
    await shop.ask((sql) => sql`update inbox set state = 'done' where state = 'new'`)
  })

  test('that lost its lease writes nothing, and whoever holds the message answers it', async () => {
    const [first, second, lost] = [gate(), gate(), gate()]
    let asked = 0
    const answer: Answer = async (question) => {
      asked += 1
      const mine = asked
      await (mine === 1 ? first : second).promise
      return answered(`${question.text} ${mine}`)
    }
    const observe = {
      turnEnded: ({ ended }: { ended: string }) => ended === 'lost' && lost.resolve(),
    }
    const slow = await shop.open({ answer, observe, limits: { turnLeaseMs: 300_000 } })
    await slow.says('once', { sender: somebody() })
    while (asked < 1) await slow.road.keep(nothing)
    await shop.ask(
      (sql) => sql`
        update inbox set leased_until = now() - interval '1 s' where state = 'new'`,
    )
    const quick = await shop.open({ answer })
    while (asked < 2) await quick.road.keep(nothing)
    first.resolve()
    await lost.promise
    second.resolve()
    await quick.road.idle()
    expect([...slow.whatsapp.said(), ...quick.whatsapp.said()]).toEqual(['once 2'])
    await Promise.all([slow.road.stop(), quick.road.stop()])
  })

  test('in hand when the house closes is finished, and what cannot be is given back', async () => {
    const first = gate()
    let isAsked = false
    const answer: Answer = async (asked) => {
      isAsked = true
      await first.promise
      return echo(asked)
    }
    const closing = await shop.open({ answer })
    await closing.says('late', { sender: somebody() })
    while (!isAsked) await closing.road.keep(nothing)
    await closing.road.stop(20)
    expect(closing.road.isTakingWork()).toBe(false)
    const [row] = await shop.ask(
      (sql) => sql`select leased_by, attempts from inbox where state = 'new'`,
    )
    expect(row).toEqual({ leased_by: null, attempts: 0 })
    first.resolve()

    const reopened = await shop.open()
    await reopened.road.idle()
    expect(reopened.whatsapp.said()).toEqual(['You said: late'])
    expect(closing.whatsapp.said()).toEqual([])
    await reopened.road.stop()
  })
})

/** Any other work on the database, to let the road go on meanwhile. */
const nothing: Post = { channel: 'whatsapp', body: '', inbound: [] }

describe('the caller', () => {
  const asked: Asked[] = []
  const answer: Answer = async (question) => {
    asked.push(question)
    const refused = !question.actor.may.has('sales:read')
    return answered(refused ? 'Your account may not do that here.' : 'figures', { refused })
  }

  test('is a customer until a code says otherwise, and wrong codes say the same always', async () => {
    const { road, whatsapp, says } = await shop.open({ answer })
    const sender = somebody()
    const { code } = await shop.db.asOrg(shop.org.id, async (sql) => {
      const { userId } = await addPerson(sql, { name: 'Amina', roles: ['owner'], now: new Date() })
      const random = (size: number) => crypto.getRandomValues(new Uint8Array(size))
      return issueCode(sql, { userId, now: new Date(), random })
    })
    for (const text of ['sales?', 'TILL-7K2M9-QXR4T', code, 'sales?', code]) {
      await says(text, { sender })
      await road.idle()
    }
    expect(whatsapp.said()).toEqual([
      'Your account may not do that here.',
      'That code is not valid. Please ask for a new one and send it to me.',
      'Welcome, Amina. This account is now linked to Shop.',
      'figures',
      'That code is not valid. Please ask for a new one and send it to me.',
    ])
    expect(asked.map(({ actor }) => actor.roles)).toEqual([['customer'], ['owner']])

    const group = { isGroup: true, chat: 'group', address: { chatId: 'group' }, sender }
    await says('sales?', group)
    await says('not to the bot', { ...group, isForUs: false })
    await road.idle()
    expect(whatsapp.said().at(-1)).toBe(
      'I give business figures only in a private chat. Please write to me there.',
    )
    expect(whatsapp.said()).toHaveLength(6)
    await road.stop()
  })

  test('who writes from a new address goes on with the conversation', async () => {
    const { road, whatsapp, says, keep } = await shop.open({ answer })
    const before = { bsuid: 'KE.old', name: 'Wanjiru' }
    const after = { bsuid: 'KE.new', name: 'Wanjiru' }
    await says('hello', { sender: before, chat: 'KE.old', address: { bsuid: 'KE.old' } })
    await road.idle()
    const { kind, ...rest } = message('')
    await keep({ ...rest, kind: 'identity', previous: before, current: after, chat: 'KE.old' })
    await says('again', { sender: after, chat: 'KE.new', address: { bsuid: 'KE.new' } })
    await road.idle()
    expect(asked.at(-1)?.history).toMatchObject([{ question: 'hello' }])
    expect(whatsapp.calls.at(-1)?.to).toEqual({ bsuid: 'KE.new' })
    await road.stop()
  })
})

describe('a button', () => {
  const offers: Offer[] = [
    { title: 'Why?', tool: 'explain', input: { of: 1 } },
    { title: 'As PDF', tool: 'report', input: { format: 'pdf' } },
  ]

  test('makes exactly the call it was offered for, by tap or by number; a stranger’s does nothing', async () => {
    const asked: Asked[] = []
    const answer: Answer = async (question) => {
      asked.push(question)
      return answered('ok', { offers })
    }
    const { road, whatsapp, says } = await shop.open({ answer })
    const [sender, stranger] = [somebody(), somebody()]
    await says('sales', { sender })
    await road.idle()
    const { message: sent } = whatsapp.calls[0]!
    const token = sent.is === 'text' ? sent.choices![1]!.token : ''
    expect(Buffer.byteLength(token)).toBeLessThanOrEqual(40)

    const tap = { is: 'tap', token, title: 'As PDF', callbackId: 'cb' } as const
    await says(tap, { sender })
    await road.idle()
    await says('1', { sender })
    await road.idle()
    await says(tap, { sender: stranger })
    await road.idle()
    await shop.ask((sql) => sql`update choices set expires_at = now() - interval '1 day'`)
    await says(tap, { sender })
    await road.idle()

    expect(asked.map(({ tapped }) => tapped)).toEqual([
      undefined,
      { tool: 'report', input: { format: 'pdf' } },
      { tool: 'explain', input: { of: 1 } },
    ])
    expect(asked[1]?.text).toBe('As PDF')
    expect(whatsapp.taps).toEqual(['cb', 'cb', 'cb'])
    const stale = 'That button is no longer valid. Please ask me again.'
    expect(whatsapp.said()).toEqual(['ok', 'ok', 'ok', stale, stale])
    await road.stop()
  })
})

test('files of an answer leave with it', async () => {
  const bytes = new TextEncoder().encode('%PDF')
  const files = [{ name: 'daily.pdf', mime: 'application/pdf', bytes }]
  const answer: Answer = async () => answered('Here it is', { files })
  const loaded: string[] = []
  const whatsapp = scriptedChannel(async ({ message }, { load }) => {
    if (message.is === 'file') loaded.push(new TextDecoder().decode(await load(message.file)))
    return null
  })
  const { road, says } = await shop.open({ answer, channels: { whatsapp } })
  await says('the pdf', { sender: juma })
  await road.idle()
  expect(loaded).toEqual(['%PDF'])
  expect(whatsapp.said()).toEqual(['Here it is'])
})
