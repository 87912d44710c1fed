/** Story: a business says how long its reports are kept and whether notes stand beside them; links end by themselves. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDb } from '#test/support/database.ts'
import { type Member, openDesk } from './desk.ts'

describe('what a business says about its reports', async () => {
  const { db, close } = await openTestDb()
  const desk = await openDesk(db)
  const reports = desk.doors.desk
  afterAll(async () => {
    await reports.stop(5_000)
    await close()
  })
  let [owner, finance, rival]: Member[] = []
  beforeAll(async () => {
    owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
    finance = await desk.joins(desk.duka, 'finance', 'Amina')
    rival = await desk.joins(desk.rival, 'owner', 'Rita')
  })

  const retention = async (member: Member, type: string) => {
    const { body } = await member.calls('GET', '/settings/reports/retention')
    return body.items.find((each: { type: string }) => each.type === type)
  }
  const keep = (days: number | null, member = owner!) =>
    member.calls('PUT', '/settings/reports/retention/daily_sales', { days })

  test('files are kept for as long as the business says, and else as the house does', async () => {
    const house = await retention(owner!, 'daily_sales')
    expect(house.isOwn).toBe(false)
    expect((await keep(90)).body).toEqual({ type: 'daily_sales', days: 90, isOwn: true })
    expect(await retention(owner!, 'daily_sales')).toMatchObject({ days: 90, isOwn: true })
    expect(await retention(rival!, 'daily_sales')).toEqual(house)
    expect((await keep(null)).body).toEqual(house)
    const subject = 'report_type:daily_sales'
    const trail = (await owner!.calls('GET', `/audit?subject=${subject}`)).body.items
    const said = trail.map(({ detail }: { detail: object }) => detail)
    expect(said).toEqual([
      { before: 90, after: null },
      { before: null, after: 90 },
    ])
  })

  test('only in whole days, of a report there is, by whoever sets the house’s ways', async () => {
    for (const days of [0, 36_501, 1.5]) expect((await keep(days)).status).toBe(400)
    const weather = await owner!.calls('PUT', '/settings/reports/retention/weather', { days: 9 })
    expect([weather.status, weather.body.errors[0].says]).toEqual([
      400,
      expect.stringMatching(/no report of that type.*daily_sales/),
    ])
    expect((await keep(9, finance)).status).toBe(403)
    expect((await finance!.calls('GET', '/settings/reports/retention')).status).toBe(403)
    expect((await finance!.calls('PUT', '/settings/insights', { on: false })).status).toBe(403)
  })

  test('notes are switched off for one report, or for all', async () => {
    const set = async (body: object) => (await owner!.calls('PUT', '/settings/insights', body)).body
    const of = ({ types }: { types: { type: string; on: boolean }[] }) =>
      types.filter(({ on }) => !on).map(({ type }) => type)
    const first = (await owner!.calls('GET', '/settings/insights')).body
    expect([first.on, of(first)]).toEqual([true, []])
    const one = await set({ on: false, type: 'daily_sales' })
    expect([one.on, of(one)]).toEqual([true, ['daily_sales']])
    const all = await set({ on: false })
    expect([all.on, of(all)]).toEqual([false, all.types.map(({ type }: never) => type)])
    expect((await rival!.calls('GET', '/settings/insights')).body.on).toBe(true)
    expect(of(await set({ on: true }))).toEqual([])
    expect((await owner!.calls('PUT', '/settings/insights', { on: 'no' })).status).toBe(400)
  })

  describe('a link', () => {
    const minuteMs = 60_000
    let url = ''
    let id = ''
    const opens = (path: string) => desk.app.request(path)
    const linkOf = async () => (await owner!.calls('GET', `/reports/${id}`)).body.file_url
    beforeAll(async () => {
      const params = { day: '2026-11-20' }
      const asked = { type: 'daily_sales', params, formats: ['csv', 'pdf'] }
      id = (await owner!.calls('POST', '/reports/generate', asked)).body.id
      while (await reports.runNext(desk.duka.id));
      url = await linkOf()
    })

    test('opens its file for whoever has it', async () => {
      const file = await opens(url)
      expect(file.status).toBe(200)
      expect(file.headers.get('content-disposition')).toMatch(/daily_sales_2026-11-20\.csv/)
    })

    test('opens nothing when any sign of it is altered', async () => {
      const said = new Set<number>()
      for (let at = '/files/'.length; at < url.length; at += 1) {
        const other = url[at] === '0' ? '1' : '0'
        const altered = await opens(url.slice(0, at) + other + url.slice(at + 1))
        said.add(altered.status)
      }
      expect([...said]).toEqual([403])
    })

    test('opens nothing once its time is over, and the next one does', async () => {
      const { body } = await owner!.calls('GET', `/reports/${id}`)
      const expiresAt = new Date(body.files[0].urlExpiresAt).getTime()
      expect(expiresAt - desk.clock.now.getTime()).toBe(15 * minuteMs)
      desk.clock.now = new Date(desk.clock.now.getTime() + 15 * minuteMs)
      expect((await opens(url)).status).toBe(403)
      expect((await opens(await linkOf())).status).toBe(200)
    })

    test('is not given for a file that is gone; its figures are still told', async () => {
      const link = await linkOf()
      await db.asOwner(
        (sql) => sql`
          update stored_files set removed_at = now()
          where id in (select file_id from report_files where report_id = ${id} and format = 'csv')`,
      )
      const { body } = await owner!.calls('GET', `/reports/${id}`)
      expect(body.files.map(({ url }: { url: string | null }) => url)).toEqual([
        null,
        expect.stringMatching(/^\/files\//),
      ])
      expect(body.file_url).toBe(body.files[1].url)
      expect((await opens(link)).status).toBe(404)
      expect((await owner!.calls('GET', `/reports/${id}/result`)).status).toBe(200)
    })
  })
})
