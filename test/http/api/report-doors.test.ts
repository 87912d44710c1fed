/** Story: the other ways to a report: at once, by its usual address, and as an export job. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportDesk } from '#reports/desk.ts'
import { openTestDb } from '#test/support/database.ts'
import { type Member, openDesk } from './desk.ts'

type Given = Record<string, unknown>

describe('a report without ado', async () => {
  const { db, close } = await openTestDb()
  const desk = await openDesk(db)
  const reports = desk.doors.desk
  afterAll(async () => {
    await reports.stop(5_000)
    await close()
  })
  let owner: Member
  beforeAll(async () => {
    owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
    const mug = await owner.calls('POST', '/products', { name: 'Blue mug', price: '450' })
    const lines = [{ productId: mug.body.id, quantity: '10', unitCost: '200' }]
    await owner.calls('POST', '/inventory/receipts', { lines, paidFrom: 'cash' })
    const sale = { lines: [{ productId: mug.body.id, quantity: '3' }], status: 'PAID' }
    await owner.calls('POST', '/orders', sale)
  })
  const worksOff = async () => {
    while (await reports.runNext(desk.duka.id));
  }
  const runs = async () => (await owner.calls('GET', '/reports?limit=100')).body.items as Given[]

  describe('at once', () => {
    const body = { params: { day: '2026-11-20' }, format: 'csv' }

    test('is the file itself, of a run that stays', async () => {
      const told = await owner.calls('POST', '/reports/daily_sales/stream', body)
      expect([told.status, told.headers.get('content-type')]).toEqual([
        200,
        expect.stringMatching('text/csv'),
      ])
      expect(told.body).toContain('1350')
      expect(told.headers.get('ratelimit-limit')).toBe('1000000')
      const [run] = await runs()
      expect(told.headers.get('location')).toBe(`/api/v1/reports/${run!.id}`)
      expect(run).toMatchObject({ type: 'daily_sales', status: 'completed', formats: ['csv'] })
    })

    test('and under the same key again the same file of the same run', async () => {
      const headers = { 'idempotency-key': 'at-once' }
      const ask = () => owner.calls('POST', '/reports/daily_sales/stream', body, headers)
      const before = (await runs()).length
      const [first, again] = [await ask(), await ask()]
      expect(again.body).toBe(first.body)
      expect(again.headers.get('location')).toBe(first.headers.get('location'))
      expect((await runs()).length).toBe(before + 1)
    })

    test('goes on by itself when it takes longer than anybody waits', async () => {
      const impatient: ReportDesk = {
        ...reports,
        make: async (orgId, request) => {
          const { id } = await db.asOrg(orgId, (sql) => reports.request(sql, request))
          return { is: 'later', id }
        },
      }
      const slow = await openDeskOn(impatient)
      const told = await slow('/reports/daily_sales/stream', body)
      expect([told.status, told.body.status]).toEqual([202, 'queued'])
      await worksOff()
      const path = told.headers.get('location')!.replace('/api/v1', '')
      expect((await owner.calls('GET', path)).body.status).toBe('completed')
    })

    test.each([
      ['weather', body, 400],
      ['daily_sales', { params: { day: 'yesterday' } }, 422],
      ['daily_sales', { params: { day: '2026-11-20' }, format: 'zip' }, 422],
    ])('%s of %j is refused', async (type, body, status) => {
      expect((await owner.calls('POST', `/reports/${type}/stream`, body)).status).toBe(status)
    })

    function openDeskOn(other: ReportDesk) {
      const doors = { ...desk.doors, desk: other }
      return openDesk(db, doors, [desk.duka, desk.rival]).then(
        ({ request }) =>
          (path: string, body: object) =>
            request('POST', path, { body, headers: { authorization: `Bearer ${owner.token}` } }),
      )
    }
  })

  describe('at its usual address', () => {
    test('is of yesterday unless a day is named, and comes in every form', async () => {
      const told = await owner.calls('POST', '/admin/reports/daily-sales')
      expect(told.status).toBe(201)
      expect(told.body).toMatchObject({ type: 'daily_sales', params: { day: '2026-11-19' } })
      const of = await owner.calls('POST', '/admin/reports/daily-sales', { day: '2026-11-20' })
      await worksOff()
      const latest = await owner.calls('GET', '/admin/reports/daily-sales/latest')
      expect(latest.body).toMatchObject({ id: of.body.id, status: 'completed', ties: true })
      const formats = latest.body.files.map(({ format }: { format: string }) => format)
      expect(formats).toEqual(expect.arrayContaining(['pdf', 'csv', 'xlsx']))
      // An older day that is made later is not the latest.
      await owner.calls('POST', '/admin/reports/daily-sales', { day: '2026-11-18' })
      await worksOff()
      const still = await owner.calls('GET', '/admin/reports/daily-sales/latest')
      expect(still.body.id).toBe(of.body.id)
    })

    test('answers the same outside the API’s root', async () => {
      const authorization = `Bearer ${owner.token}`
      const call = async (method: string, path: string, body?: string) => {
        const headers = { authorization, ...(body && { 'content-type': 'application/json' }) }
        const told = await desk.app.request(path, { method, headers, body })
        return { status: told.status, body: JSON.parse(await told.text()) }
      }
      const asked = await call('POST', '/admin/reports/daily-sales', '{"day":"2026-11-17"}')
      expect([asked.status, asked.body.params]).toEqual([201, { day: '2026-11-17' }])
      const { body } = await owner.calls('GET', `/reports/${asked.body.id}`)
      expect((await call('GET', `/reports/${asked.body.id}`)).body).toEqual(body)
      const latest = await owner.calls('GET', '/admin/reports/daily-sales/latest')
      expect((await call('GET', '/admin/reports/daily-sales/latest')).body).toEqual(latest.body)
      const stranger = await desk.app.request('/reports/1')
      expect(stranger.status).toBe(401)
      expect((await desk.app.request('/reports/x', { headers: { authorization } })).status).toBe(
        400,
      )
    })

    test('a body that is not JSON is not passed over', async () => {
      const headers = { authorization: `Bearer ${owner.token}` }
      const request = { method: 'POST', headers, body: 'day=2026-11-20' }
      const told = await desk.app.request('/api/v1/admin/reports/daily-sales', request)
      const { detail } = (await told.json()) as Given
      expect([told.status, detail]).toEqual([400, 'The body is not JSON.'])
    })
  })

  describe('as an export', () => {
    const exported = (query: string, body?: object) =>
      owner.calls('POST', `/analytics/reports/export?${query}`, body)

    test('is a job with a link to its file in the end', async () => {
      const told = await exported('report_type=stock&format=csv')
      expect(told.status).toBe(201)
      const { job_id: id } = told.body
      expect(told.body).toMatchObject({
        ...{ status: 'pending', report_type: 'stock', format: 'csv', download_url: null },
      })
      await worksOff()
      const { body: job } = await owner.calls('GET', `/analytics/reports/jobs/${id}`)
      expect(job).toMatchObject({ job_id: id, status: 'completed', error: null, progress: 100 })
      expect(job.download_url).toMatch(/^\/files\//)
    })

    test('may be asked for in the body, of some days', async () => {
      const days = { from: '2026-11-01', to: '2026-11-19' }
      const asked = { report_type: 'profit_and_loss', format: 'pdf', ...days }
      const { body } = await exported('', asked)
      const run = await owner.calls('GET', `/reports/${body.job_id}`)
      expect(run.body).toMatchObject({ type: 'profit_and_loss', params: days, formats: ['pdf'] })
    })

    test('of what is not there yet is refused in a sentence', async () => {
      expect((await exported('report_type=ap_aging')).body).toMatchObject({
        ...{ status: 422, detail: expect.stringMatching(/no ap_aging yet/) },
      })
      expect((await exported('report_type=cashflow&format=zip')).body.detail).toBe(
        'Cash position does not come as zip: it comes as pdf, csv, or xlsx.',
      )
      for (const query of ['', 'report_type=weather', 'report_type=stock&format=doc'])
        expect((await exported(query)).status, query).toBe(400)
    })
  })

  test('more than a hundred that wait are asked to come again', async () => {
    await worksOff()
    const { id: orgId } = desk.duka
    await db.asOrg(
      orgId,
      (sql) => sql`
        insert into reports (org_id, type, via, requested_at)
        select current_org(), 'daily_sales', 'api', now() from generate_series(1, 100)`,
    )
    const told = await owner.calls('POST', '/admin/reports/daily-sales')
    expect([told.status, told.headers.get('retry-after')]).toEqual([503, '10'])
    await db.asOwner((sql) => sql`delete from reports where status = 'queued'`)
    expect((await owner.calls('POST', '/admin/reports/daily-sales')).status).toBe(201)
  })
})
