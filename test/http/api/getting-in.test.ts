/** Story: people and programs get into the API, and those who should not are kept out. */
import { SignJWT } from 'jose'
import { generateSync } from 'otplib'
import { afterAll, describe, expect, test } from 'vitest'
import { openTestDb } from '#test/support/database.ts'
import { openDesk, password } from './desk.ts'

describe('getting in', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const desk = await openDesk(db)
  const owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
  const later = (ms: number) => {
    desk.clock.now = new Date(desk.clock.now.getTime() + ms)
  }
  const login = (said: object) => desk.request('POST', '/auth/login', { body: said })

  test('a one-time code gives a login once', async () => {
    const me = await owner.calls('GET', '/auth/me')
    expect(me.body).toMatchObject({ name: 'Wanjiru', business: 'Duka', roles: ['owner'] })
    const { code } = await desk.codeFor(desk.duka, 'staff', 'Otieno')
    const body = { code, login: 'otieno', password }
    expect((await desk.request('POST', '/auth/register', { body })).status).toBe(201)
    const again = await desk.request('POST', '/auth/register', { body })
    expect([again.status, again.body.code]).toEqual([401, 'unauthenticated'])
    const elsewhere = { ...body, business: 'Rival' }
    expect((await desk.request('POST', '/auth/register', { body: elsewhere })).status).toBe(401)
  })

  test('wrong logins and wrong passwords are told alike; five tries close a login', async () => {
    const { code } = await desk.codeFor(desk.duka, 'finance', 'Amina')
    const said = { login: 'amina', password }
    await desk.request('POST', '/auth/register', { body: { code, ...said } })
    expect((await login(said)).status).toBe(200)
    const wrong = await login({ ...said, password: 'not this one' })
    const unknown = await login({ login: 'nobody', password })
    expect([wrong.status, wrong.body]).toEqual([401, unknown.body])
    for (let i = 0; i < 4; i++) await login({ ...said, password: 'nor this one' })
    expect((await login(said)).status).toBe(401)
    later(16 * 60_000)
    expect((await login(said)).status).toBe(200)
  })

  test('a refresh token is good once; a copy of it ends the session', async () => {
    const first = (await login({ login: owner.login, password })).body
    const refresh = (refreshToken: string) =>
      desk.request('POST', '/auth/refresh', { body: { refreshToken } })
    const second = await refresh(first.refreshToken)
    expect(second.status).toBe(200)
    expect((await refresh(first.refreshToken)).status).toBe(401)
    expect((await refresh(second.body.refreshToken)).status).toBe(401)
    const headers = { authorization: `Bearer ${second.body.accessToken}` }
    expect((await desk.request('GET', '/auth/me', { headers })).status).toBe(401)
  })

  test('logging out ends the tokens at once, and time ends them anyhow', async () => {
    const { accessToken } = (await login({ login: owner.login, password })).body
    const headers = { authorization: `Bearer ${accessToken}` }
    expect((await desk.request('POST', '/auth/logout', { headers })).status).toBe(204)
    expect((await desk.request('GET', '/auth/me', { headers })).status).toBe(401)
    const other = (await login({ login: owner.login, password })).body.accessToken
    const late = { authorization: `Bearer ${other}` }
    expect((await desk.request('GET', '/auth/me', { headers: late })).status).toBe(200)
    later(15 * 60_000 + 1_000)
    expect((await desk.request('GET', '/auth/me', { headers: late })).status).toBe(401)
  })

  test('tokens of another algorithm, key or purpose are nobody’s', async () => {
    const claims = { org: desk.duka.id, sid: crypto.randomUUID() }
    const sign = (alg: string, key: Uint8Array) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg, typ: 'at+jwt' })
        .setSubject(owner.userId)
        .setIssuer('tillie')
        .setAudience('tillie-api')
        .setExpirationTime('1h')
        .sign(key)
    const none = `${btoa('{"alg":"none","typ":"at+jwt"}')}.${btoa(JSON.stringify(claims))}.`
    const forged = [
      none,
      await sign('HS256', new Uint8Array(32).fill(7)),
      await sign('HS512', new Uint8Array(64).fill(7)),
      `till_${desk.duka.id}_${'a'.repeat(43)}`,
    ]
    for (const token of forged) {
      const headers = { authorization: `Bearer ${token}` }
      expect((await desk.request('GET', '/auth/me', { headers })).status).toBe(401)
    }
  })

  test('with an authenticator app, a password alone is not enough', async () => {
    const person = await desk.joins(desk.duka, 'staff', 'Njeri')
    const { secret } = (await person.calls('POST', '/auth/totp')).body
    const code = () => generateSync({ secret, epoch: Math.floor(desk.clock.now.getTime() / 1_000) })
    const confirmed = await person.calls('POST', '/auth/totp/confirm', { code: code() })
    expect(confirmed.body).toEqual({ isEnrolled: true })
    const said = { login: person.login, password }
    expect((await login(said)).body.code).toBe('second-factor-needed')
    later(60_000)
    expect((await login({ ...said, totp: code() })).status).toBe(200)
    expect((await login({ ...said, totp: code() })).status).toBe(401)
  })
})
