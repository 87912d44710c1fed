/**
 * Story: bodies made to hurt. A client that will not finish is cut off and holds nobody up; what is
 * large, deep or odd is kept as it came, poisons nothing, and costs its neighbours nothing.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { openBodies } from '#http/read-body.ts'
import { listen } from '#http/server.ts'
import { openTestDb } from '#test/support/database.ts'
import { cast, fromWhatsapp, openShop, whatsappBody } from '#test/support/shop.ts'
import { openDoors } from '../http/doors.ts'

const megabyte = 1024 * 1024

describe('a client that will not finish', async () => {
  const { db, close } = await openTestDb()
  const { app, kept } = openDoors(db)
  const patience = { headersMsMax: 300, requestMsMax: 400, checkEveryMs: 50 }
  const hasty = await listen(app.fetch, '127.0.0.1', 0, patience)
  /** Whoever does finish may take the time that a busy machine needs. */
  const patient = await listen(app.fetch, '127.0.0.1', 0)
  afterAll(async () => {
    await Promise.all([hasty.close(0), patient.close(0)])
    await close()
  })
  const head = (more: string) =>
    `POST /webhooks/whatsapp HTTP/1.1\r\nHost: shop\r\nX-Signed: right\r\n${more}`

  test.each([
    ['its first line', 'POST /webhooks/whatsapp HTTP/1.1\r\nX-'],
    ['a body that is shorter than it said', `${head('Content-Length: 1000')}\r\n\r\n{"entry":`],
    ['a large body', `${head('Content-Length: 3000000')}\r\n\r\n{"entry":`],
    ['a chunk', `${head('Transfer-Encoding: chunked')}\r\n\r\nff\r\n{"entry":`],
    ['the last chunk', `${head('Transfer-Encoding: chunked')}\r\n\r\n2\r\n{}\r\n`],
  ])('in the middle of %s is cut off', async (_, start) => {
    const answer = await said(start)
    expect(answer).toMatch(/^HTTP\/1\.1 408 |^$/)
    expect(kept).toEqual([])
  })

  test('and drips on, byte by byte, is cut off too, while others are answered', async () => {
    const dripping = said(`${head('Content-Length: 1000')}\r\n\r\n`, { dripEveryMs: 20 })
    expect((await fetch(`${patient.url}/healthz`)).status).toBe(200)
    expect(await dripping).toMatch(/^HTTP\/1\.1 408 |^$/)
    expect(kept).toEqual([])
  })

  test.each([
    ['a length and chunks at once', head('Content-Length: 2\r\nTransfer-Encoding: chunked'), 400],
    ['two lengths', head('Content-Length: 2\r\nContent-Length: 3'), 400],
    ['a length below nought', head('Content-Length: -1'), 400],
    ['headers without end', head(`X-Long: ${'x'.repeat(20_000)}`), 431],
    ['a length of terabytes', head('Content-Length: 9999999999999'), 413],
  ])('%s is refused at once', async (_, start, status) => {
    const answer = await said(`${start}\r\n\r\n{}`, { server: patient })
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(kept).toEqual([])
  })

  test('more than 3 MB is refused while it comes, without a length too', async () => {
    const chunk = `${megabyte.toString(16)}\r\n${'x'.repeat(megabyte)}\r\n`
    const start = `${head('Transfer-Encoding: chunked')}\r\n\r\n${chunk.repeat(3)}`
    const refused = await said(`${start}1\r\nx\r\n`, { server: patient })
    expect(refused).toMatch(/^HTTP\/1\.1 413 /)
    expect(kept).toEqual([])
    const whole = `${head('Transfer-Encoding: chunked\r\nConnection: close')}\r\n\r\n2\r\n{}\r\n0\r\n\r\n`
    expect(await said(whole, { server: patient })).toMatch(/^HTTP\/1\.1 200 /)
    expect(kept.splice(0)).toMatchObject([{ body: '{}' }])
  })

  /**
   * What the server said before the connection ended, whether it was closed or broken off; a blank is
   * sent again and again if asked.
   */
  async function said(start: string, { server = hasty, dripEveryMs = 0 } = {}): Promise<string> {
    const socket = connect(server.port, '127.0.0.1')
    const words: Buffer[] = []
    socket.on('data', (part: Buffer) => words.push(part))
    socket.on('error', () => {})
    await once(socket, 'connect')
    const drip = dripEveryMs ? setInterval(() => socket.write(' '), dripEveryMs) : undefined
    const closed = new Promise((done) => socket.once('close', done))
    socket.write(start)
    await closed
    clearInterval(drip)
    return Buffer.concat(words).toString()
  }
})

test('large bodies share a room that small ones never need', async () => {
  const bodies = openBodies(3 * megabyte)
  const stalled = Array.from({ length: 40 }, () => stalledPost(2 * megabyte))
  const reads = stalled.map(({ request }) => bodies.read(request))
  const outcomes = await Promise.all(
    reads.map((read) => Promise.race([read, settled('waits' as const)])),
  )
  const turnedAway = outcomes.flatMap((one) => (one === 'waits' ? [] : one.is))
  expect(turnedAway.length).toBeGreaterThan(5)
  expect(new Set(turnedAway)).toEqual(new Set(['no-room']))

  const small = new Request('http://shop/', { method: 'POST', body: '{}' })
  expect(await bodies.read(small)).toMatchObject({ is: 'whole', bytes: { length: 2 } })
  for (const { end } of stalled) end()
  await Promise.all(reads)
  const large = new Request('http://shop/', { method: 'POST', body: 'x'.repeat(2 * megabyte) })
  expect(await bodies.read(large)).toMatchObject({ is: 'whole', bytes: { length: 2 * megabyte } })
})

/** Resolves once everything that can happen by itself has happened. */
async function settled<T>(value: T): Promise<T> {
  for (let turns = 0; turns < 200; turns++) await new Promise((done) => setImmediate(done))
  return value
}

function stalledPost(bytes: number): { request: Request; end(): void } {
  let end = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes; at += 65_536) controller.enqueue(new Uint8Array(65_536))
      end = () => controller.close()
    },
    cancel() {
      end = () => {}
    },
  })
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit
  return { request: new Request('http://shop/', init), end: () => end() }
}

describe('signed, and odd', async () => {
  const shop = await openShop()
  afterAll(shop.close)
  const deep = (open: string, close: string) => open.repeat(200_000) + close.repeat(200_000)
  const inside = (odd: string) =>
    JSON.stringify(fromWhatsapp('customer', 'hello')).replace('"contacts"', `${odd},"contacts"`)
  const poison = '{"polluted":"yes","toString":null}'

  test.each<[string, string | Uint8Array]>([
    ['lists 200,000 deep', deep('[', ']')],
    ['objects 200,000 deep', deep('{"a":', '}')],
    ['a message with a list 200,000 deep in it', inside(`"a":${deep('[', ']')}`)],
    ['deep, and never closed', '['.repeat(3 * megabyte)],
    ['brackets in a text', JSON.stringify(fromWhatsapp('customer', '[{'.repeat(2_000)))],
    ['quotation marks alone', '"'.repeat(3 * megabyte)],
    ['a million numbers', `[${'0,'.repeat(1_000_000)}0]`],
    ['a million messages that are numbers', inside(`"messages":[${'0,'.repeat(1_000_000)}0]`)],
    ['a million keys', `{${Array.from({ length: 200_000 }, (_, i) => `"k${i}":0`).join()}}`],
    ['__proto__ everywhere', inside(`"__proto__":${poison},"constructor":{"prototype":${poison}}`)],
    ['__proto__ at the top', `{"__proto__":${poison},"object":"whatsapp_business_account"}`],
    ['the same key twice', inside('"contacts":7,"messages":8')],
    ['numbers without end', inside('"a":1e999,"b":-1e999,"c":1e-999')],
    ['a number of a megabyte', inside(`"a":${'9'.repeat(megabyte)}`)],
    ['half a pair', inside('"\\ud800":"\\udfff"')],
    ['NULs', inside('"\\u0000":"\\u0000"')],
    ['a byte order mark', `\ufeff${JSON.stringify(fromWhatsapp('customer', 'hello'))}`],
    ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d)],
    ['a signed compressed body', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0)],
  ])('%s: kept, answered, and nothing is poisoned', async (_, body) => {
    expect((await shop.post('whatsapp', body)).status).toBe(200)
    await shop.tillie.road.idle()
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
    expect(`${{}}`).toBe('[object Object]')
  })

  test('what is in a message is kept as it is, and answered', async () => {
    const odd = ['__proto__', 'constructor', '1e999', '\u0000', '\ud800 sales', '\u202e yesterday']
    for (const said of odd) expect(await shop.says('owner', said)).toHaveLength(1)
  })

  test.each([
    ['far in the future', '99999999999'],
    ['in microseconds', '1763629200000000'],
    ['beyond any calendar', '8640000000000000'],
    ['below nought', '-5'],
    ['without end', '1e999'],
    ['in words', 'yesterday'],
  ])('a message sent %s is answered', async (_, timestamp) => {
    const body = JSON.stringify(fromWhatsapp('owner', 'net sales yesterday'))
    const before = shop.platforms.delivered.length
    await shop.post('whatsapp', body.replace(/"timestamp":"\d+"/, `"timestamp":"${timestamp}"`))
    await shop.tillie.road.idle()
    expect(
      shop.platforms.delivered
        .slice(before)
        .map(({ text }) => text)
        .join(),
    ).toContain('1,231')
  })

  test('three messages and two statuses, one malformed: four are taken, one is a dead letter', async () => {
    const message = (id: unknown, text: string) => ({
      ...{ id, from: cast.owner.phone.slice(1), timestamp: '1795168800', type: 'text' },
      text: { body: text },
    })
    const status = (id: string) => ({ id, status: 'read', timestamp: '1795168800' })
    const body = JSON.stringify(
      whatsappBody({
        messages: [
          message('wamid.one', 'net sales yesterday'),
          message({ nested: 'id' }, 'orders yesterday'),
          message('wamid.three', 'returns yesterday'),
        ],
        statuses: [status('wamid.a'), status('wamid.b')],
      }),
    )
    const [inbox, delivered] = [await shop.count('inbox'), shop.platforms.delivered.length]
    const before = await dead()
    for (const _ of ['once', 'again']) {
      expect((await shop.post('whatsapp', body)).status).toBe(200)
      await shop.tillie.road.idle()
      expect(await shop.count('inbox')).toBe(inbox + 5)
      expect(shop.platforms.delivered).toHaveLength(delivered + 2)
      expect((await dead()).slice(before.length)).toEqual([
        {
          state: 'dead',
          kind: 'unreadable',
          reason: 'it is not as WhatsApp describes its messages',
        },
      ])
    }
  })

  async function dead() {
    return shop.db.asCourier(
      (sql) => sql`select state, kind, reason from inbox where state = 'dead' order by id`,
    )
  }
})
