/** What every adapter promises, held against recorded payloads and bodies of our own. */
import { describe, expect, test } from 'vitest'
import { whatsappHandshake } from '#channels/whatsapp.ts'
import type { Inbound } from '#chat/message.ts'
import { appSecret, openTelegramChannel, openWhatsapp, post, recorded, signed } from './fixtures.ts'

const adapters = { whatsapp: openWhatsapp(), telegram: openTelegramChannel() }

describe.each(['whatsapp', 'telegram'] as const)('recorded payloads of %s', (platform) => {
  const channel = adapters[platform]

  test.each(recorded(platform))(
    '$name reads the same twice, and every id is its own',
    (fixture) => {
      const inbound = channel.receive(fixture.json)

      expect(channel.receive(structuredClone(fixture.json))).toEqual(inbound)
      expect(new Set(inbound.map(({ externalId }) => externalId)).size).toBe(inbound.length)
      for (const one of inbound) {
        expect(one.channel).toBe(platform)
        expect(one.account).not.toBe('')
        expect(one.chat).not.toBe('')
        expect(one.sentAt.getTime()).toBeGreaterThan(0)
        expect(JSON.parse(JSON.stringify(one))).toBeTruthy()
      }
    },
  )

  test.each([
    null,
    undefined,
    7,
    'text',
    [],
    {},
    { entry: 3 },
    { entry: [null, { changes: [[]] }] },
    [[1]],
  ])('nonsense (%j) becomes nothing', (raw) => expect(channel.receive(raw)).toEqual([]))

  test.each(recorded(platform))(
    '$name with any one part replaced by nonsense never throws',
    ({ json }) => {
      for (const broken of withEachPartBroken(json))
        expect(channel.receive(broken)).toBeInstanceOf(Array)
    },
  )
})

describe('what the recorded payloads become', () => {
  const kinds = (platform: 'whatsapp' | 'telegram') =>
    Object.fromEntries(
      recorded(platform).map(({ name, json }) => [
        name.replace('.json', ''),
        adapters[platform].receive(json).map(kindOf).join(','),
      ]),
    )

  test('WhatsApp', () => expect(kinds('whatsapp')).toMatchSnapshot())
  test('Telegram', () => expect(kinds('telegram')).toMatchSnapshot())

  function kindOf(inbound: Inbound): string {
    if (inbound.kind === 'status') return `status ${inbound.state}`
    if (inbound.kind !== 'message') return inbound.kind
    const { content } = inbound
    if (content.is === 'other') return `message other ${content.what}`
    return content.is === 'media' ? `message ${content.media.kind}` : `message ${content.is}`
  }
})

describe('WhatsApp signatures', () => {
  const { verify } = openWhatsapp()
  const bodies = [
    ...recorded('whatsapp').map(({ name, bytes }) => ({ name, bytes })),
    { name: 'Arabic', bytes: bytesOf('كيف كانت المبيعات أمس؟') },
    { name: 'emoji', bytes: bytesOf('👨‍👩‍👧 sold? 💷') },
    { name: 'an address with / < % @', bytes: bytesOf('50% of a/b <juma@shop.example>') },
    { name: '1,000 updates', bytes: bytesOf('كم بعنا؟ 🧾', 1000) },
  ]

  test.each(bodies)('$name: right is right, anything else is wrong', ({ bytes }) => {
    const right = signed(bytes).get('x-hub-signature-256')!
    const is = (header: string | null) =>
      verify(new Headers(header === null ? {} : { 'x-hub-signature-256': header }), bytes)

    expect(is(right)).toBe(true)
    expect(is(`sha256=${right.slice(7).toUpperCase()}`)).toBe(true)
    expect(is(null)).toBe(false)
    expect(is('')).toBe(false)
    expect(is(right.slice(7))).toBe(false)
    expect(is(right.slice(0, -1))).toBe(false)
    expect(is(`${right}, ${right}`)).toBe(false)
    expect(is(right.replace('sha256', 'sha1'))).toBe(false)
    expect(is(signed(bytes, 'another').get('x-hub-signature-256'))).toBe(false)
    expect(verify(signed(bytes), Uint8Array.of(...bytes.slice(0, 90), 32))).toBe(false)
  })

  test.each(bodies.slice(-4))(
    '$name, signed in Meta’s escaped form and decoded on the way',
    ({ bytes }) => {
      const text = new TextDecoder().decode(bytes)
      const wire = text.replace(/[/<%@]|[^\0-\x7f]/g, (found) => {
        if (found === '/') return '\\/'
        const hex = found.charCodeAt(0).toString(16).padStart(4, '0')
        return `\\u${found.charCodeAt(0) < 128 ? hex.toUpperCase() : hex}`
      })
      expect(JSON.parse(wire)).toEqual(JSON.parse(text))

      expect(verify(signed(wire), new TextEncoder().encode(wire))).toBe(true)
      expect(verify(signed(wire), bytes)).toBe(true)
      expect(verify(signed(wire), bytesOf('another text 🧾'))).toBe(false)
    },
  )

  test('without an app secret nothing is accepted, not even what an empty one signs', () => {
    const body = bytesOf('hello')
    for (const none of [null, '']) {
      const { verify } = openWhatsapp({ appSecret: none })
      expect(verify(signed(body, ''), body)).toBe(false)
    }
    expect(verify(signed(body, appSecret), body)).toBe(true)
  })

  test('a body of 1,000 updates is a thousand messages', () => {
    const raw = JSON.parse(new TextDecoder().decode(bytesOf('كم بعنا؟ 🧾', 1000)))
    const inbound = openWhatsapp().receive(raw)
    expect(inbound).toHaveLength(1000)
    expect(inbound[999]).toMatchObject({ content: { is: 'text', text: 'كم بعنا؟ 🧾' } })
  })
})

describe('Telegram’s secret', () => {
  const body = new Uint8Array()
  const has = (secret: string) => new Headers({ 'x-telegram-bot-api-secret-token': secret })

  test('only the very secret is right', () => {
    const { verify } = openTelegramChannel()
    expect(verify(has('hook-secret'), body)).toBe(true)
    for (const wrong of [
      '',
      'hook-secre',
      'hook-secret1',
      'Hook-secret',
      'hook-secret, hook-secret',
    ]) {
      expect(verify(has(wrong), body)).toBe(false)
    }
    expect(verify(new Headers(), body)).toBe(false)
  })

  test('without a secret nothing is accepted', () => {
    const { verify } = openTelegramChannel({ webhookSecret: null })
    expect(verify(new Headers(), body)).toBe(false)
    expect(verify(has(''), body)).toBe(false)
  })
})

describe('Meta’s handshake', () => {
  const asked = {
    'hub.mode': 'subscribe',
    'hub.verify_token': 'let me in',
    'hub.challenge': '1158201444',
  }

  test('the right token gets its challenge back; all else is refused', () => {
    expect(whatsappHandshake(asked, 'let me in')).toBe('1158201444')
    expect(whatsappHandshake(asked, 'let me i')).toBe(null)
    expect(whatsappHandshake({ ...asked, 'hub.mode': 'unsubscribe' }, 'let me in')).toBe(null)
    expect(whatsappHandshake({ ...asked, 'hub.challenge': undefined }, 'let me in')).toBe(null)
    expect(whatsappHandshake({}, 'let me in')).toBe(null)
    expect(whatsappHandshake({ ...asked, 'hub.verify_token': '' }, '')).toBe(null)
    expect(whatsappHandshake({ ...asked, 'hub.verify_token': undefined }, null)).toBe(null)
  })
})

function bytesOf(text: string, times = 1): Uint8Array<ArrayBuffer> {
  const messages = Array.from({ length: times }, (_, i) => ({
    from: '16505551234',
    id: `wamid.own${i}`,
    timestamp: '1749416383',
    type: 'text',
    text: { body: text },
  }))
  return new TextEncoder().encode(JSON.stringify(post({ messages })))
}

/** Copies of a payload, each with one part (at any depth) replaced by each kind of nonsense. */
function* withEachPartBroken(json: unknown): Generator<unknown> {
  const nonsense = [null, 7, 'x', [], {}, [null], -1e300]
  for (const path of pathsOf(json)) {
    for (const broken of nonsense) {
      const copy = structuredClone(json)
      let holder = copy as Record<string, unknown>
      for (const step of path.slice(0, -1)) holder = holder[step] as Record<string, unknown>
      holder[path.at(-1)!] = broken
      yield copy
    }
  }
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    [...path, key],
    ...pathsOf(inner, [...path, key]),
  ])
}
