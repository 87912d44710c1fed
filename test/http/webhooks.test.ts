import { afterAll, describe, expect, test } from 'vitest'
import { openApp } from '#http/app.ts'
import { openTestDb, quiet } from '#test/support/database.ts'
import { doorsOf, openDoors } from './doors.ts'

describe('a platform knocks', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)

  test('a signed post is kept, then answered 200 with nothing in it', async () => {
    const { post, kept } = openDoors(db)
    const answer = await post('{"object":"whatsapp_business_account"}')
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect(kept).toEqual([
      { channel: 'whatsapp', body: '{"object":"whatsapp_business_account"}', inbound: [] },
    ])
  })

  test('a wrong or missing signature is 401 and nothing is kept', async () => {
    const { app, post, kept } = openDoors(db)
    expect((await post('{}', 'wrong')).status).toBe(401)
    expect((await app.request('/webhooks/telegram', { method: 'POST', body: '{}' })).status).toBe(
      401,
    )
    expect(kept).toEqual([])
  })

  test('when it cannot be kept the platform is asked to post again', async () => {
    const { post, state } = openDoors(db)
    state.keepFails = true
    const answer = await post('{}')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('2')
  })

  test('whose commit does not come in time is asked to post again, too', async () => {
    const faults: unknown[] = []
    const log = { ...quiet, error: ({ err }: { err: unknown }) => void faults.push(err) }
    const keep = () => new Promise<void>(() => {})
    const app = openApp({ ...doorsOf(db), keep, keepMsMax: 7, log: log as typeof quiet })
    const headers = { 'x-signed': 'right' }
    const answer = await app.request('/webhooks/whatsapp', { method: 'POST', body: '{}', headers })
    expect(answer.status).toBe(503)
    expect(faults).toEqual([new Error('took longer than 7 ms')])
  })

  test('3 MB are taken, more are 413', async () => {
    const { post, kept } = openDoors(db)
    const ofSize = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`
    expect((await post(ofSize(3 * 1024 * 1024))).status).toBe(200)
    expect((await post(ofSize(3 * 1024 * 1024 + 1))).status).toBe(413)
    expect(kept).toHaveLength(1)
  })

  test.each([
    ['what is no JSON', '{"entry":'],
    ['JSON 200,000 deep', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
    ['a NUL', '{"a":"\0"}'],
    ['nothing at all', ''],
  ])(
    '%s is kept as it came and becomes nothing: posting it again would not mend it',
    async (_, body) => {
      const { post, kept } = openDoors(db)
      expect((await post(body)).status).toBe(200)
      expect(kept).toHaveLength(1)
      expect(kept[0]?.inbound).toEqual([])
    },
  )

  test('the subscription check says the challenge back to who knows the token', async () => {
    const { app } = openDoors(db)
    const ask = (token: string) =>
      app.request(
        `/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=42`,
      )
    expect(await (await ask('ours')).text()).toBe('42')
    expect((await ask('theirs')).status).toBe(403)
  })

  test('while stopping, new posts are asked to come again', async () => {
    const { post, state, kept } = openDoors(db)
    state.isStopping = true
    expect((await post('{}')).status).toBe(503)
    expect(kept).toEqual([])
  })
})
