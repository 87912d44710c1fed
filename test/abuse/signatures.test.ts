/**
 * Story: somebody who is not the platform posts to us, or posts again what the platform once did.
 * Forgeries are 401 and leave no trace; what was taken once is not taken twice, however old it is.
 */
import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { pruneInbox } from '#chat/dead-letters.ts'
import { fromTelegram, fromWhatsapp, openShop, signed } from '#test/support/shop.ts'
import { openTelegramChannel, openWhatsapp, signed as signedHeaders } from '../channels/fixtures.ts'

const bytesOf = (value: object) => Buffer.from(JSON.stringify(value))

describe('a post that is not the platform’s', async () => {
  const shop = await openShop()
  afterAll(shop.close)
  const body = bytesOf(fromWhatsapp('owner', 'net sales yesterday: "é" 50% <b>'))
  const right = signed('whatsapp', body)
  const hex = right.slice('sha256='.length)
  const forged = (algorithm: string, secret: string, what: Buffer | string = body) =>
    createHmac(algorithm, secret).update(what).digest('hex')

  test.each<[string, string | string[] | undefined]>([
    ['missing', undefined],
    ['empty', ''],
    ['a space', ' '],
    ['bare hex', hex],
    ['a digit short', right.slice(0, -1)],
    ['a digit long', `${right}0`],
    ['half of it', right.slice(0, 39)],
    ['not hex', `sha256=${'g'.repeat(64)}`],
    ['noughts', `sha256=${'0'.repeat(64)}`],
    ['in capitals before the sign', `${right} `.toUpperCase().replace('SHA256', 'SHA-256')],
    ['with a space inside', right.replace('=', '= ')],
    ['in quotes', `"${right}"`],
    ['twice', [right, right]],
    ['twice, the right one last', [`sha256=${'0'.repeat(64)}`, right]],
    ['joined by a comma', `${right},${right}`],
    ['joined by a comma and a space', `sha1=x, ${right}`],
    ['of SHA-1', `sha1=${forged('sha1', 'app-secret')}`],
    ['of SHA-512, cut', `sha256=${forged('sha512', 'app-secret').slice(0, 64)}`],
    ['of another secret', `sha256=${forged('sha256', 'app-secret ')}`],
    ['of no secret', `sha256=${forged('sha256', '')}`],
    ['of another body', signed('whatsapp', Buffer.concat([body, Buffer.from(' ')]))],
    ['of nothing', signed('whatsapp', '')],
    [
      'of the body as another writer has it',
      signed('whatsapp', JSON.stringify(JSON.parse(body.toString()), null, 1)),
    ],
    ['in letters of another script', `sha256=${hex.slice(0, -1)}\u00e4`],
    ['very long', `sha256=${hex.repeat(100)}`],
  ])('a signature %s', async (_, signature) => {
    const before = await effects()
    expect(await posted({ 'x-hub-signature-256': signature })).toBe(401)
    expect(await effects()).toEqual(before)
  })

  test.each<[string, Record<string, string>, Buffer]>([
    ['compressed', { 'content-encoding': 'gzip' }, gzipSync(body)],
    ['with a byte behind it', {}, Buffer.concat([body, Buffer.from('\n')])],
    ['with a mark before it', {}, Buffer.concat([Buffer.from('\ufeff'), body])],
    ['without its last byte', {}, body.subarray(0, -1)],
    ['in Latin-1', {}, Buffer.from(body.toString(), 'latin1')],
    ['in UTF-16', {}, Buffer.from(body.toString(), 'utf16le')],
    ['with nothing in it', {}, Buffer.alloc(0)],
  ])('the right signature on a body %s', async (_, headers, sent) => {
    const before = await effects()
    expect(await posted({ ...headers, 'x-hub-signature-256': right }, sent)).toBe(401)
    expect(await effects()).toEqual(before)
  })

  test.each<[string, string | string[] | undefined]>([
    ['missing', undefined],
    ['empty', ''],
    ['short', 'webhook-secre'],
    ['long', 'webhook-secret2'],
    ['in capitals', 'WEBHOOK-SECRET'],
    ['twice', ['webhook-secret', 'webhook-secret']],
    ['joined', 'webhook-secret,webhook-secret'],
    ['in quotes', '"webhook-secret"'],
    ['WhatsApp’s', 'app-secret'],
  ])('Telegram’s secret %s', async (_, secret) => {
    const before = await effects()
    const sent = bytesOf(fromTelegram('owner', 'net sales yesterday'))
    const header = { 'x-telegram-bot-api-secret-token': secret }
    expect(await posted(header, sent, 'telegram')).toBe(401)
    expect(await effects()).toEqual(before)
  })

  test('capital letters in the hex are the same signature', async () => {
    const sent = bytesOf(fromWhatsapp('customer', 'hello'))
    const capitals = `sha256=${signed('whatsapp', sent).slice(7).toUpperCase()}`
    expect(await posted({ 'x-hub-signature-256': capitals }, sent)).toBe(200)
  })

  test('the platform is heard while a thousand strangers knock', async () => {
    const strangers = Array.from({ length: 1_000 }, (_, i) =>
      posted({ 'x-hub-signature-256': i % 2 ? 'sha256=no' : `sha256=${'0'.repeat(64)}` }),
    )
    const sent = bytesOf(fromWhatsapp('customer', 'anybody there?'))
    expect(await posted({ 'x-hub-signature-256': signed('whatsapp', sent) }, sent)).toBe(200)
    expect(new Set(await Promise.all(strangers))).toEqual(new Set([401]))
  })

  test.each(['whatsapp', 'telegram'] as const)(
    'on %s a post of two days ago, of a week ago, and one under its id are no new effect',
    async (channel) => {
      const written = channel === 'whatsapp' ? fromWhatsapp : fromTelegram
      const said = bytesOf(written('owner', 'net sales yesterday'))
      expect((await shop.post(channel, said)).status).toBe(200)
      await shop.tillie.road.idle()
      const once = await effects()
      for (const days of [2, 7, 29]) {
        await shop.db.asOwner(async (sql) => {
          await sql`update raw_events set received_at = now() - make_interval(days => ${days})`
          await sql`update inbox set received_at = now() - make_interval(days => ${days})`
        })
        await shop.db.asCourier((sql) => pruneInbox(sql, new Date()))
        expect((await shop.post(channel, said)).status).toBe(200)
        await shop.tillie.road.idle()
        expect(await effects()).toEqual(once)
      }

      const other = Buffer.from(said.toString().replace('net sales yesterday', 'orders yesterday'))
      const noted = await conflicts()
      expect((await shop.post(channel, other)).status).toBe(200)
      await shop.tillie.road.idle()
      expect(await conflicts()).toBe(noted + 1)
      expect(await effects()).toEqual({ ...once, raw: once.raw + 1 })
    },
  )

  async function effects() {
    const [raw, inbox, turns, outbox] = [
      await shop.count('raw_events'),
      await shop.count('inbox'),
      await shop.count('turns'),
      await shop.count('outbox'),
    ]
    return { raw, inbox, turns, outbox }
  }

  async function conflicts(): Promise<number> {
    const found = await shop.db.asOwner(
      (sql) => sql`select from audit_log where action = 'inbox.conflict'`,
    )
    return found.count
  }

  /** Headers exactly as given: `fetch` would mend them. */
  function posted(
    headers: Record<string, string | string[] | undefined>,
    sent: Uint8Array = body,
    channel = 'whatsapp',
  ): Promise<number> {
    const given = Object.entries(headers).filter(([, value]) => value !== undefined)
    return new Promise((done, fail) => {
      const asked = request(`${shop.tillie.url}/webhooks/${channel}`, {
        method: 'POST',
        headers: { ...(Object.fromEntries(given) as object), 'content-length': sent.length },
      })
      asked.on('error', fail)
      asked.on('response', (answer) => text(answer).then(() => done(answer.statusCode!), fail))
      asked.end(sent)
    })
  }
})

describe('one change anywhere', () => {
  const whatsapp = openWhatsapp()
  const body = fc.json({ maxDepth: 2 }).map((json) => Buffer.from(json))

  test('in the body: the signature no longer fits', () => {
    fc.assert(
      fc.property(body, fc.nat(), fc.integer({ min: 1, max: 255 }), (body, place, change) => {
        const changed = Buffer.from(body)
        changed[place % body.length]! ^= change
        expect(whatsapp.verify(signedHeaders(body), body)).toBe(true)
        expect(whatsapp.verify(signedHeaders(body), changed)).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  test('in the body, by a byte more or less: it does not fit, or the JSON is the same', () => {
    fc.assert(
      fc.property(body, fc.nat(), fc.nat(255), fc.boolean(), (body, place, byte, isMore) => {
        const at = place % body.length
        const inserted = isMore ? [Buffer.of(byte), body.subarray(at)] : [body.subarray(at + 1)]
        const changed = Buffer.concat([body.subarray(0, at), ...inserted])
        const isTaken = whatsapp.verify(signedHeaders(body), changed)
        if (isTaken) expect(JSON.parse(changed.toString())).toEqual(JSON.parse(body.toString()))
      }),
      { numRuns: 2_000 },
    )
  })

  test('in the signature or the secret: it no longer fits', () => {
    const telegram = openTelegramChannel()
    const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code))
    fc.assert(
      fc.property(body, fc.nat(), visible, (body, place, sign) => {
        const right = signedHeaders(body).get('x-hub-signature-256')!
        const header = (text: string, name: string) => {
          const at = place % text.length
          return new Headers({ [name]: text.slice(0, at) + sign + text.slice(at + 1) })
        }
        const forged = header(right, 'x-hub-signature-256')
        const isSame = forged.get('x-hub-signature-256')!.toLowerCase() === right
        expect(whatsapp.verify(forged, body)).toBe(isSame)
        const secret = header('hook-secret', 'x-telegram-bot-api-secret-token')
        const isSecret = secret.get('x-telegram-bot-api-secret-token') === 'hook-secret'
        expect(telegram.verify(secret, body)).toBe(isSecret)
      }),
      { numRuns: 2_000 },
    )
  })
})
