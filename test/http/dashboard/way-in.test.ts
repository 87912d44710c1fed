/** Story: people sign in to the pages by a link from their chat or by a password, and nobody else does. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endSessionsOf } from '#domain/sessions.ts'
import { issueSignInLink } from '#domain/sign-in-links.ts'
import { openTestDb } from '#test/support/database.ts'
import { type Member, openDesk, password } from '../api/desk.ts'
import { openBrowser } from './browser.ts'

const minute = 60_000
const hour = 60 * minute

describe('the way in', async () => {
  const { db, close } = await openTestDb()
  const desk = await openDesk(db)
  let owner: Member
  beforeAll(async () => {
    owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
  })
  afterAll(close)

  const later = (ms: number) => {
    desk.clock.now = new Date(desk.clock.now.getTime() + ms)
  }
  const linkFor = async ({ org, userId }: Member) => {
    const { token } = await db.asOrg(org.id, (sql) =>
      issueSignInLink(sql, { userId, now: desk.clock.now, random: randomBytes }),
    )
    return `/sign-in/${org.id}.${token}`
  }
  const signedIn = async () => {
    const browser = openBrowser(desk)
    const link = await linkFor(owner)
    await browser.load(link)
    await browser.submit(link)
    return browser
  }
  const mayRead = async (browser: ReturnType<typeof openBrowser>) =>
    (await browser.load('/dashboard/reports')).status === 200

  test('the front page says how things stand and asks nothing from elsewhere', async () => {
    const { text, headers } = await openBrowser(desk).load('/')
    expect(text).toContain('Tillie is open')
    expect(text).not.toMatch(
      /https?:\/\/(?!www\.w3\.org)|<script(?![^>]* src=)|<style|style="|\son\w+="/,
    )
    const policy = headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
  })

  test('a wrong password is told as such, a right one opens the pages, and signing out ends it', async () => {
    const browser = openBrowser(desk)
    const no = await browser.signIn(owner.login, 'wrong horse battery')
    expect([no.status, no.to]).toEqual([401, null])
    expect(no.text).toMatch(/role="alert"[\s\S]*Login or password is wrong/)
    const yes = await browser.signIn(owner.login, password)
    expect([yes.status, yes.to]).toEqual([303, '/dashboard'])
    const cookie = yes.headers.getSetCookie().find((line) => line.startsWith('tillie='))!
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    expect(await mayRead(browser)).toBe(true)
    expect((await browser.load('/')).to).toBe('/dashboard')

    const kept = new Map(browser.cookies)
    await browser.load('/dashboard/reports')
    expect((await browser.submit('/sign-out')).to).toBe('/')
    for (const [name, value] of kept) browser.cookies.set(name, value)
    expect(await mayRead(browser)).toBe(false)
  })

  test('a link signs in once; looking at it, as chats do, does not use it up', async () => {
    const link = await linkFor(owner)
    for (let looks = 0; looks < 3; looks++)
      expect((await openBrowser(desk).load(link)).text).toContain('Sign in as Wanjiru')
    const browser = openBrowser(desk)
    await browser.load(link)
    expect((await browser.submit(link)).to).toBe('/dashboard')
    expect(await mayRead(browser)).toBe(true)
    const second = openBrowser(desk)
    const over = await second.load(link)
    expect([over.status, /This link is over/.test(over.text)]).toEqual([410, true])
  })

  test('of two who press at once, one gets in', async () => {
    const link = await linkFor(owner)
    const both = [openBrowser(desk), openBrowser(desk)]
    for (const one of both) await one.load(link)
    const told = await Promise.all(both.map((one) => one.submit(link)))
    expect(told.map(({ status }) => status).sort()).toEqual([303, 410])
  })

  test('a link is worth nothing after ten minutes, or once there is a newer one', async () => {
    const older = await linkFor(owner)
    const newer = await linkFor(owner)
    expect((await openBrowser(desk).load(older)).status).toBe(410)
    expect((await openBrowser(desk).load(newer)).status).toBe(200)
    later(10 * minute)
    expect((await openBrowser(desk).load(newer)).status).toBe(410)
    for (const wrong of ['/sign-in/1.x', '/sign-in/x', `/sign-in/999.${'A'.repeat(43)}`])
      expect((await openBrowser(desk).load(wrong)).status).toBe(410)
  })

  test('a session ends when it was not used for twelve hours, and after a week in any case', async () => {
    const idle = await signedIn()
    later(12 * hour - minute)
    expect(await mayRead(idle)).toBe(true)
    later(12 * hour)
    expect(await mayRead(idle)).toBe(false)
    const busy = await signedIn()
    for (let halfDays = 0; halfDays < 15; halfDays++) {
      later(11 * hour)
      expect(await mayRead(busy)).toBe(true)
    }
    later(4 * hour)
    expect(await mayRead(busy)).toBe(false)
  })

  test('pages end with all other sessions of a person, as after a new password', async () => {
    const browser = await signedIn()
    const { org, userId } = owner
    await db.asOrg(org.id, (sql) => endSessionsOf(sql, userId, desk.clock.now))
    expect(await mayRead(browser)).toBe(false)
  })

  test('a stranger is shown the way in, and comes back to where they were going', async () => {
    const other = await desk.joins(desk.duka, 'owner', 'Njeri')
    const browser = openBrowser(desk)
    const asked = await browser.load('/dashboard/daily-sales?day=2026-11-19')
    expect(asked.to).toBe('/?next=%2Fdashboard%2Fdaily-sales%3Fday%3D2026-11-19')
    await browser.load(asked.to!)
    const { to } = await browser.submit('/sign-in', { login: other.login, password })
    expect(to).toBe('/dashboard/daily-sales?day=2026-11-19')
    for (const next of ['//evil.example', 'https://evil.example/dashboard', '/dashboard\\@evil'])
      expect((await openBrowser(desk).load(`/?next=${encodeURIComponent(next)}`)).text).toContain(
        'name="next" value="/dashboard"',
      )
  })

  test('a link on another site brings no cookie: the page asks for itself once more', async () => {
    const cross = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    const { status, text } = await openBrowser(desk).load('/dashboard/reports/7', cross)
    expect([
      status,
      /http-equiv="refresh" content="0; url=\/dashboard\/reports\/7"/.test(text),
    ]).toEqual([200, true])
    const again = await openBrowser(desk).load('/dashboard/reports/7', {
      'sec-fetch-site': 'same-origin',
    })
    expect(again.status).toBe(303)
  })

  test('over https the cookie is bound to the host', async () => {
    const browser = openBrowser(desk, { 'x-forwarded-proto': 'https' })
    const other = await desk.joins(desk.duka, 'owner', 'Akinyi')
    const { headers } = await browser.signIn(other.login, password)
    const cookie = headers.getSetCookie().find((line) => line.includes('tillie='))!
    expect(cookie).toMatch(/^__Host-tillie=.*Secure/)
    expect(cookie).not.toMatch(/Domain=/i)
    expect(await mayRead(browser)).toBe(true)
  })

  test('forms of other sites, and forms without their token, do nothing', async () => {
    const other = await desk.joins(desk.duka, 'owner', 'Mumbi')
    const fields = { login: other.login, password }
    const bare = openBrowser(desk)
    await bare.load('/')
    expect((await bare.post('/sign-in', fields)).status).toBe(422)
    for (const foreign of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]) {
      const { status, text } = await bare.submit('/sign-in', fields, foreign)
      expect([status, text.includes('of another site')]).toEqual([422, true])
    }
    // A token is worth nothing beside another browser's cookie.
    const stolen = /name="form" value="([^"]*)"/.exec((await openBrowser(desk).load('/')).text)![1]!
    expect((await bare.post('/sign-in', { ...fields, form: stolen })).status).toBe(422)
    expect(bare.cookies.has('tillie')).toBe(false)
  })
})

test('who guesses is slowed down', async () => {
  const { db, close } = await openTestDb()
  const limits = { perCaller: 100, perAddress: 100, attemptsPerAddress: 3 }
  const desk = await openDesk(db, { rateLimits: limits })
  const browser = openBrowser(desk)
  const tries: number[] = []
  for (let i = 0; i < 5; i++)
    tries.push((await browser.signIn('nobody', `guess number ${i}`)).status)
  expect(tries).toEqual([401, 401, 401, 429, 429])
  await close()
})
