/** Story: a report is asked for on a page, made, read and fetched; everybody sees what is theirs to see. */
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorFor } from '#domain/people.ts'
import { setRoles } from '#domain/roles.ts'
import { issueSignInLink } from '#domain/sign-in-links.ts'
import { subscribe } from '#domain/subscriptions.ts'
import type { Report } from '#reports/report.ts'
import { openTestDb } from '#test/support/database.ts'
import { type Member, openDesk } from '../api/desk.ts'
import { openBrowser } from './browser.ts'

const evil = '<script>alert(1)</script> "mug" \' & Co'
const today = '2026-11-20'

describe('the pages', async () => {
  const { db, close } = await openTestDb()
  const desk = await openDesk(db)
  let [owner, finance, staff, rival]: Member[] = []
  let pages: ReturnType<typeof openBrowser>
  beforeAll(async () => {
    owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
    finance = await desk.joins(desk.duka, 'finance', 'Amina')
    staff = await desk.joins(desk.duka, 'staff', 'Otieno')
    rival = await desk.joins(desk.rival, 'owner', 'Rita')
    const { body: mug } = await owner.calls('POST', '/products', { name: evil, price: '450' })
    const lines = [{ productId: mug.id, quantity: '10', unitCost: '200' }]
    await owner.calls('POST', '/inventory/receipts', { lines, paidFrom: 'cash' })
    const sold = [{ productId: mug.id, quantity: '3' }]
    await owner.calls('POST', '/orders', { lines: sold, status: 'PAID' })
    pages = await signedIn(owner)
  })
  afterAll(async () => {
    await desk.doors.desk.stop(5_000)
    await close()
  })

  async function signedIn({ org, userId }: Member) {
    const { token } = await db.asOrg(org.id, (sql) =>
      issueSignInLink(sql, { userId, now: desk.clock.now, random: randomBytes }),
    )
    const browser = openBrowser(desk)
    const link = `/sign-in/${org.id}.${token}`
    await browser.load(link)
    await browser.submit(link)
    return browser
  }
  const ask = async (fields: Record<string, string>) => {
    await pages.load('/dashboard/reports')
    return pages.submit('/dashboard/reports', fields)
  }
  const worksOff = async () => {
    while (await desk.doors.desk.runNext(desk.duka.id));
  }
  const made = async (type = 'daily_sales') => {
    const { to } = await ask({ type, day: today, 'format-pdf': 'on' })
    await worksOff()
    return to!
  }

  test('a report is asked for, watched until it is ready, and shows the figures of its files', async () => {
    const asked = await ask({
      type: 'daily_sales',
      day: today,
      'format-pdf': 'on',
      'format-csv': 'on',
    })
    expect([asked.status, asked.to]).toEqual([
      303,
      expect.stringMatching(/^\/dashboard\/reports\/\d+$/),
    ])
    const page = asked.to!
    expect((await pages.load(page)).text).toMatch(/hx-get="[^"]*\/progress"[\s\S]*<progress/)
    expect((await pages.load(`${page}/progress`)).text).toContain('It waits for its turn.')
    expect((await pages.load('/dashboard/reports')).text).toContain(`hx-get="${page}/row"`)

    await worksOff()
    const { headers } = await pages.load(`${page}/progress`)
    expect(headers.get('hx-refresh')).toBe('true')
    const { text } = await pages.load(page)
    expect(text).toContain('KES 1,350.00'.replace(' ', '\u00a0'))
    expect(text).toMatch(/All \d+ PASS/)
    expect(text).not.toContain('DOES NOT TIE')
    expect((await pages.load(`${page}/row`)).text).toContain('Ready')

    const csv = await pages.load(`${page}/files/csv`)
    expect(csv.headers.get('content-disposition')).toContain('daily_sales_2026-11-20.csv')
    expect(csv.headers.get('x-content-type-options')).toBe('nosniff')
    expect(csv.text).toContain('1350')
    const id = page.split('/').at(-1)
    const { body } = await owner!.calls('GET', `/reports/${id}`)
    const kept = body.files.find(({ format }: { format: string }) => format === 'csv')
    expect(createHash('sha256').update(csv.bytes).digest('hex')).toBe(kept.sha256)
    // A form that nobody asked for is printed from the frozen report.
    expect((await pages.load(`${page}/files/xlsx`)).status).toBe(200)
  })

  test('what does not tie is told with its amount', async () => {
    const page = await made()
    const id = page.split('/').at(-1)!
    await db.asOwner(async (sql) => {
      const [{ result }] = await sql<
        [{ result: Report }]
      >`select result from reports where id = ${id}`
      const [first, ...others] = result.controls
      const off = { ...first!, ties: false, difference: '0.01' }
      await sql`
        update reports set result = ${sql.json({ ...result, controls: [off, ...others] } as never)}
        where id = ${id}`
    })
    const { text } = await pages.load(page)
    expect(text).toMatch(/1 of \d+ DOES NOT TIE/)
    expect(text).toMatch(/DOES NOT TIE<\/span>\s*<small>[^<]*difference KES\u00a00\.01/)
  })

  test('what people wrote is text and nothing else, in tables and in charts', async () => {
    for (const page of [
      await made(),
      '/dashboard/reports',
      `/dashboard/daily-sales?day=${today}`,
    ]) {
      const { text } = await pages.load(page)
      expect(text).not.toContain('<script>alert')
      expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle="|\son\w+="/)
    }
    const { text } = await pages.load(`/dashboard/daily-sales?day=${today}`)
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    const drawing = /data-chart="([^"]*)"/
      .exec(text)![1]!
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
    expect(JSON.parse(drawing).option.series[0].data).toContain(1350)
  })

  test('a day and a month have their own pages, which say when there is nothing yet', async () => {
    expect((await pages.load('/dashboard/daily-sales')).text).toMatch(
      /Thu, 19 November 2026[\s\S]*Not made yet/,
    )
    const asked = await pages.submit('/dashboard/reports')
    expect(asked.to).toMatch(/reports\/\d+$/)
    expect((await pages.load('/dashboard/daily-sales')).text).toContain('It waits for its turn.')
    await worksOff()
    const { text } = await pages.load('/dashboard/daily-sales')
    expect(text).toMatch(/href="\/dashboard\/daily-sales\?day=2026-11-18"/)
    expect(text).toMatch(/href="\/dashboard\/daily-sales\?day=2026-11-20"/)
    expect((await pages.load(`/dashboard/daily-sales?day=${today}`)).text).not.toContain(
      '?day=2026-11-21',
    )
    expect((await pages.load('/dashboard/monthly-audit')).text).toContain('October 2026')
    for (const odd of ['2026-02-30', 'x', '2099-01-01', "'; drop table reports"])
      expect(
        (await pages.load(`/dashboard/daily-sales?day=${encodeURIComponent(odd)}`)).text,
      ).toContain('Thu, 19 November 2026')
  })

  test('what cannot be made is refused in the form, in one sentence', async () => {
    const future = await ask({ type: 'daily_sales', day: '2027-01-01', 'format-pdf': 'on' })
    expect([future.status, /role="alert"[\s\S]*today is 2026-11-20/.test(future.text)]).toEqual([
      422,
      true,
    ])
    const none = await ask({ type: 'no_such_report', day: today })
    expect([none.status, /There is no report of that type/.test(none.text)]).toEqual([422, true])
    const backwards = await ask({ type: 'sales_summary', from: today, to: '2026-11-01', by: 'day' })
    expect([backwards.status, /must not be before/.test(backwards.text)]).toEqual([422, true])
  })

  test('nobody sees what is not theirs to see', async () => {
    const page = await made()
    const other = await signedIn(rival!)
    for (const path of [
      page,
      `${page}/progress`,
      `${page}/row`,
      `${page}/notes`,
      `${page}/files/pdf`,
    ])
      expect((await other.load(path)).status, path).toBe(404)
    expect((await other.load('/dashboard/reports')).text).not.toContain(page)

    const till = await signedIn(staff!)
    for (const path of ['/dashboard/reports', page, `${page}/files/pdf`, '/dashboard/settings']) {
      const { status, text } = await till.load(path)
      expect([status, /Your account may not see/.test(text)], path).toEqual([403, true])
      expect(text).toContain('Sign out')
    }
    const books = await signedIn(finance!)
    expect((await books.load(page)).status).toBe(200)
    const { text } = await books.load('/dashboard/settings')
    expect(text).not.toContain('Turn all notes')
    expect(
      (await books.post('/dashboard/settings/notes', { form: tokenIn(text), on: 'no' })).status,
    ).toBe(422)
  })

  test('a right that is taken away is gone with the next page', async () => {
    const books = await signedIn(finance!)
    expect((await books.load('/dashboard/reports')).status).toBe(200)
    const by = await db.asOrg(desk.duka.id, (sql) => actorFor(sql, owner!.userId))
    await db.asOrg(desk.duka.id, (sql) =>
      setRoles(sql, by, { userId: finance!.userId, held: ['staff'], now: desk.clock.now }),
    )
    expect((await books.load('/dashboard/reports')).status).toBe(403)
  })

  test('subscriptions are seen and stopped; those of others by who looks after people', async () => {
    const now = desk.clock.now
    await db.asOrg(desk.duka.id, async (sql) => {
      const rhythm = { of: 'week' as const, days: [1, 2, 3, 4, 5], at: '07:30' }
      const wish = { type: 'daily_sales', params: {}, format: 'pdf' as const, rhythm }
      const more = { covers: 'before' as const, onlyWhen: 'always' as const, channels: [] }
      const actor = await actorFor(sql, owner!.userId)
      await subscribe(sql, actor, { ...wish, ...more, needs: 'reports:read', now })
    })
    const { text } = await pages.load('/dashboard/subscriptions')
    expect(text).toMatch(/Daily sales[\s\S]*Every weekday at 07:30/)
    const action = /action="(\/dashboard\/subscriptions\/\d+\/stop)"/.exec(text)![1]!
    const other = await signedIn(rival!)
    const theirs = tokenIn((await other.load('/dashboard/subscriptions')).text)
    expect((await other.post(action, { form: theirs })).status).toBe(422)
    expect((await pages.submit(action)).to).toBe('/dashboard/subscriptions')
    expect((await pages.load('/dashboard/subscriptions')).text).toContain(
      'Nothing comes by itself yet',
    )
  })

  test('notes are switched off for one report and for all', async () => {
    const { text } = await pages.load('/dashboard/settings')
    const form = tokenIn(text)
    const put = (fields: Record<string, string>) =>
      pages.post('/dashboard/settings/notes', { form, ...fields })
    expect((await put({ on: 'no', type: 'daily_sales' })).to).toBe('/dashboard/settings')
    expect((await pages.load('/dashboard/settings')).text).toMatch(
      /Turn the notes of Daily sales on/,
    )
    await put({ on: 'no' })
    expect((await pages.load('/dashboard/settings')).text).toContain('Turn all notes on')
    expect((await put({ on: 'yes', type: 'no_such' })).status).toBe(422)
  })

  test('files of the pages may be kept for a year, and no page at all', async () => {
    const { text, headers } = await pages.load('/dashboard/reports')
    expect(headers.get('cache-control')).toBe('no-store')
    const paths = [...text.matchAll(/(?:href|src)="(\/dashboard\/assets\/[^"]+)"/g)].map(
      ([, path]) => path!,
    )
    expect(paths.length).toBeGreaterThan(3)
    for (const path of paths) {
      const file = await openBrowser(desk).load(path)
      expect([file.status, file.headers.get('cache-control')]).toEqual([
        200,
        expect.stringMatching(/immutable/),
      ])
      expect(
        (await openBrowser(desk).load(path.replace(/[0-9a-f]{16}/, '0'.repeat(16)))).status,
      ).toBe(404)
    }
    expect((await pages.load('/dashboard/nothing-here')).status).toBe(404)
  })
})

const tokenIn = (text: string) => /name="form" value="([^"]*)"/.exec(text)![1]!
