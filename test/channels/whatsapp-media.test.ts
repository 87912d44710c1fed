/** Files from WhatsApp: only from Meta's hosts, never too large, and a sentence when it does not work. */
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MediaRef } from '#chat/message.ts'
import { Refusal } from '#kit/refusal.ts'
import { graph, openWhatsapp } from './fixtures.ts'

const photo: MediaRef = { kind: 'image', id: '1003383421387256' }
const cdn = 'https://lookaside.fbsbx.com/whatsapp_business/attachments/'
const bytesMax = 20 * 1024 * 1024
const host = setupServer()
let asked: { url: string; authorization: string | null }[] = []

beforeAll(() => host.listen({ onUnhandledFrame: 'error' }))
afterEach(() => {
  host.resetHandlers()
  asked = []
})
afterAll(() => host.close())

test('the file is fetched with the token, in two steps', async () => {
  described({ url: `${cdn}?mid=1`, mime_type: 'image/jpeg', file_size: 3 })
  serving(cdn, () => HttpResponse.arrayBuffer(Uint8Array.of(1, 2, 3).buffer))

  expect(await download()).toEqual({ bytes: Uint8Array.of(1, 2, 3), mime: 'image/jpeg' })
  expect(asked).toEqual([
    { url: `${graph}/v25.0/1003383421387256`, authorization: 'Bearer the access token' },
    { url: `${cdn}?mid=1`, authorization: 'Bearer the access token' },
  ])
})

test('an address that has run out is asked for once more', async () => {
  let times = 0
  described({ url: cdn, mime_type: 'image/png' })
  serving(cdn, () => {
    times++
    return times === 1 ? new HttpResponse(null, { status: 404 }) : new HttpResponse('ok')
  })
  expect((await download()).mime).toBe('image/png')

  serving(cdn, () => new HttpResponse(null, { status: 404 }))
  await expect(download()).rejects.toThrow(/no longer available/)
})

describe('hosts that are not Meta’s get neither a call nor the token', () => {
  test.each([
    'https://evil.example/x',
    'https://fbsbx.com.evil.example/x',
    'https://evilfbsbx.com/x',
    'http://lookaside.fbsbx.com/x',
    'https://lookaside.fbsbx.com:8443/x',
    'https://user:pass@lookaside.fbsbx.com/x',
    'https://127.0.0.1/x',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://2130706433/x',
    'https://0177.0.0.1/x',
    'https://0x7f000001/x',
    'https://127.1/x',
    'https://lookaside.fbsbx.com./x',
    'https://lookaside.fbsbx.com@evil.example/x',
    'https://evil.example#.fbsbx.com',
    'https://evil.example\\.fbsbx.com/x',
    'https://ⓔvil.example/x',
    'data:text/plain,x',
    'ftp://lookaside.fbsbx.com/x',
    'file:///etc/passwd',
    'http://graph.facebook.com/x',
  ])('%s', async (url) => {
    described({ url })
    await expect(download()).rejects.toThrow(Refusal)
    await expect(download()).rejects.toThrow(/not on WhatsApp’s own servers/)
    expect(asked.every((call) => call.url.startsWith(`${graph}/v25.0/`))).toBe(true)
  })

  test.each([
    '10.1.2.3',
    '127.0.0.1',
    '192.168.1.1',
    '172.16.9.9',
    '169.254.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '::7f00:1',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    'fec0::1',
    '192.0.0.192',
    '240.0.0.1',
  ])('a Meta name that resolves to %s', async (address) => {
    described({ url: cdn })
    await expect(download({ resolve: async () => ['157.240.1.1', address] })).rejects.toThrow(
      /not on WhatsApp’s own servers/,
    )
  })

  test('a redirect is not followed', async () => {
    described({ url: cdn })
    serving(cdn, () => HttpResponse.redirect('https://evil.example/x', 302))
    await expect(download()).rejects.toThrow(/no longer available/)
    expect(asked.map(({ url }) => new URL(url).host)).toEqual([
      'graph.facebook.com',
      'lookaside.fbsbx.com',
    ])
  })
})

test('a stand-in for the Graph API serves its own files, and further hosts can be named', async () => {
  const baseUrl = 'http://127.0.0.1:4010'
  serving(`${baseUrl}/v25.0/1003383421387256`, () =>
    HttpResponse.json({ url: `${baseUrl}/file/1` }),
  )
  serving(
    `${baseUrl}/file/1`,
    () => new HttpResponse('local', { headers: { 'content-type': 'text/plain' } }),
  )
  expect((await openWhatsapp({ baseUrl }).download(photo)).mime).toBe('text/plain')

  described({ url: 'https://media.example:8443/1' })
  serving('https://media.example:8443/1', () => new HttpResponse('named'))
  expect((await download({ mediaHosts: ['media.example:8443'] })).bytes).toHaveLength(5)
  const inside = { mediaHosts: ['media.example:8443'], resolve: async () => ['10.0.0.1'] }
  await expect(download(inside)).rejects.toThrow(/not on WhatsApp’s own servers/)
})

describe('too large', () => {
  const tooBig = /too big for me: up to 20 MB/

  test('by the webhook’s word', async () => {
    const large = { ...photo, sizeBytes: bytesMax + 1 }
    await expect(openWhatsapp().download(large)).rejects.toThrow(tooBig)
  })

  test('by Meta’s word', async () => {
    described({ url: cdn, file_size: String(bytesMax + 1) })
    await expect(download()).rejects.toThrow(tooBig)
  })

  test('by the header', async () => {
    described({ url: cdn })
    const headers = { 'content-length': String(bytesMax + 1) }
    serving(cdn, () => new HttpResponse('x', { headers }))
    await expect(download()).rejects.toThrow(tooBig)
  })

  test('by what comes, whatever was said: the stream is cut', async () => {
    described({ url: cdn, file_size: 3 })
    let sent = 0
    let isCut = false
    const long = new ReadableStream({
      pull(controller) {
        sent += 1024 * 1024
        controller.enqueue(new Uint8Array(1024 * 1024))
        if (sent > 3 * bytesMax) controller.close()
      },
      cancel() {
        isCut = true
      },
    })
    const fetch: typeof globalThis.fetch = async (url, init) =>
      String(url).startsWith(cdn) ? new Response(long) : globalThis.fetch(url, init)
    await expect(download({ fetch })).rejects.toThrow(tooBig)
    expect(isCut).toBe(true)
    expect(sent).toBeLessThan(bytesMax + 4 * 1024 * 1024)
  })
})

test.each([
  [400, /no longer available/],
  [404, /no longer available/],
  [429, /just now/],
  [500, /just now/],
])('when Meta answers HTTP %i', async (status, sentence) => {
  serving(`${graph}/v25.0/1003383421387256`, () =>
    HttpResponse.json({ error: { code: 100 } }, { status }),
  )
  await expect(download()).rejects.toThrow(sentence)
})

test.each([
  [401, /no longer available/],
  [503, /just now/],
])('when the file’s host answers HTTP %i', async (status, sentence) => {
  described({ url: cdn })
  serving(cdn, () => new HttpResponse(null, { status }))
  await expect(download()).rejects.toThrow(sentence)
})

test('when the network fails', async () => {
  described({ url: cdn })
  serving(cdn, () => HttpResponse.error())
  await expect(download()).rejects.toThrow(/just now/)
  await expect(download({ resolve: () => Promise.reject(new Error('ENOTFOUND')) })).rejects.toThrow(
    /just now/,
  )
})

test('an id that would lead elsewhere, an answer without an address, and no credentials', async () => {
  await expect(openWhatsapp().download({ ...photo, id: '../me?x=1' })).rejects.toThrow(Refusal)
  described({})
  await expect(download()).rejects.toThrow(/no longer available/)
  await expect(openWhatsapp({ accessToken: null }).download(photo)).rejects.toThrow(/not connected/)
})

function download(changed: Parameters<typeof openWhatsapp>[0] = {}) {
  return openWhatsapp({ resolve: async () => ['157.240.1.1'], ...changed }).download(photo)
}

function described(answer: object): void {
  serving(`${graph}/v25.0/1003383421387256`, () => HttpResponse.json(answer))
}

function serving(url: string, answer: () => Response): void {
  host.use(
    http.get(url, ({ request }) => {
      asked.push({ url: request.url, authorization: request.headers.get('authorization') })
      return answer()
    }),
  )
}
