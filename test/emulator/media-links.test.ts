/** Story: the address of a file is guessed, altered, lent to another file, or kept too long. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonOf, openTinyTillie, pixel, secrets, type TinyTillie } from './tiny-tillie.ts'

const minuteMs = 60_000

describe('the address of a file', () => {
  let tillie: TinyTillie
  beforeAll(async () => {
    tillie = await openTinyTillie()
  })
  afterAll(() => tillie.close())

  const uploaded = async () => (await jsonOf(await tillie.upload(pixel, 'image/png', 'dot.png'))).id
  const addressOf = async (id: string) => new URL((await jsonOf(await tillie.graph(id))).url)
  const open = async (url: URL, token = secrets.accessToken) => {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    return answer.status === 200 ? 'opened' : `${answer.status} ${await answer.text()}`
  }
  const altered = (url: URL, change: (url: URL) => void) => {
    const copy = new URL(url)
    change(copy)
    return copy
  }

  test('opens as it was given, and altered in any part says what an unknown one says', async () => {
    const [id, other] = [await uploaded(), await uploaded()]
    const url = await addressOf(id)
    expect(await open(url)).toBe('opened')
    const unknown = await open(
      altered(url, (url) => (url.pathname = url.pathname.replace(id, '1'))),
    )
    expect(unknown).toBe('404 Not Found')
    const until = Number(url.searchParams.get('ext'))
    const hash = url.searchParams.get('hash')!
    const changes: ((url: URL) => void)[] = [
      (url) => (url.pathname = url.pathname.replace(id, other)),
      (url) => (url.pathname = url.pathname.replace(id, String(BigInt(id) + 1n))),
      (url) => url.searchParams.set('ext', String(until + minuteMs)),
      (url) => url.searchParams.set('ext', 'Infinity'),
      (url) => url.searchParams.set('ext', `${until}0`),
      (url) => url.searchParams.delete('ext'),
      (url) => url.searchParams.set('hash', hash.toUpperCase()),
      (url) => url.searchParams.set('hash', hash.slice(0, -1)),
      (url) => url.searchParams.set('hash', ''),
      (url) => url.searchParams.delete('hash'),
    ]
    for (const change of changes) expect(await open(altered(url, change))).toBe(unknown)
    const taken = (await addressOf(other)).searchParams.get('hash')!
    expect(await open(altered(url, (url) => url.searchParams.set('hash', taken)))).toBe(unknown)
  })

  test('opens to nobody without the token, and to nobody after five minutes', async () => {
    const url = await addressOf(await uploaded())
    for (const token of ['', 'null', secrets.appSecret, secrets.accessToken.slice(0, -1)])
      expect(await open(url, token)).toMatch(/^401/)
    tillie.wait(5 * minuteMs)
    expect(await open(url)).toBe('404 Not Found')
  })

  test('on the phone is as gone when it is guessed as when it has expired', async () => {
    const id = await uploaded()
    const ask = async (path: string, headers = {}) => {
      const answer = await tillie.phone(`/api/media/${path}`, { headers })
      return `${answer.status} ${answer.headers.get('content-type')?.split(';')[0]}`
    }
    expect(await ask(id)).toBe('200 image/png')
    const guesses = ['1', `${BigInt(id) + 1n}`, `${id}0`, '%2e%2e%2findex.html', '__proto__', "'"]
    for (const guess of guesses) expect(await ask(guess), guess).toBe('404 text/plain')
    expect(await ask(id, { origin: 'https://elsewhere.example' })).toMatch(/^403/)
    tillie.wait(31 * 24 * 60 * minuteMs)
    expect(await ask(id)).toBe('404 text/plain')
  })

  test('of the Bot API opens with the bot’s own token alone', async () => {
    const id = await uploaded()
    const ask = (token: string) => fetch(`${tillie.url}/emulator/bot/file/bot${token}/photos/${id}`)
    const wrong = await Promise.all(
      ['', '1:x', `${secrets.botToken}0`, secrets.webhookSecret].map(async (token) => {
        const answer = await ask(token)
        await answer.arrayBuffer()
        return answer.status
      }),
    )
    expect(wrong.every((status) => status === 401 || status === 404)).toBe(true)
  })
})
