/** Story: another system asks for reports, watches them being made, and fetches their files. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDb } from '#test/support/database.ts'
import { type Member, openDesk } from './desk.ts'

describe('reports by API', async () => {
  const { db, close } = await openTestDb()
  const desk = await openDesk(db)
  afterAll(async () => {
    await desk.doors.desk.stop(5_000)
    await close()
  })
  let [owner, staff, rival]: Member[] = []
  beforeAll(async () => {
    owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
    staff = await desk.joins(desk.duka, 'staff', 'Otieno')
    rival = await desk.joins(desk.rival, 'owner', 'Rita')
    const mug = await owner.calls('POST', '/products', { name: 'Blue mug', price: '450' })
    const lines = [{ productId: mug.body.id, quantity: '10', unitCost: '200' }]
    await owner.calls('POST', '/inventory/receipts', { lines, paidFrom: 'cash' })
    const sale = { lines: [{ productId: mug.body.id, quantity: '3' }], status: 'PAID' }
    await owner.calls('POST', '/orders', sale)
  })

  const today = { day: '2026-11-20' }
  const generate = (body: object, headers?: Record<string, string>) =>
    owner!.calls('POST', '/reports/generate', body, headers)
  const worksOff = async () => {
    while (await desk.doors.desk.runNext(desk.duka.id));
  }
  const made = async (body: object) => {
    const asked = await generate(body)
    await worksOff()
    return asked.body.id as string
  }
  const fetched = (path: string, member = owner!) =>
    desk.app.request(`/api/v1${path}`, { headers: { authorization: `Bearer ${member.token}` } })
  const keyWith = async (...scopes: string[]) => {
    const { body } = await owner!.calls('POST', '/api-keys', { name: scopes.join(), scopes })
    const headers = { authorization: `Bearer ${body.secret}` }
    return (method: string, path: string, body?: unknown) =>
      desk.request(method, path, { body, headers })
  }

  test('a run is queued, made, and fetched as the file that was asked for', async () => {
    const asked = await generate({ type: 'daily_sales', params: today, formats: ['pdf', 'csv'] })
    const { id } = asked.body
    expect([asked.status, asked.headers.get('location')]).toEqual([201, `/api/v1/reports/${id}`])
    expect(asked.body).toMatchObject({ status: 'queued', progress: 0, via: 'api', files: [] })
    const early = await owner!.calls('GET', `/reports/download?id=${id}`)
    expect([early.status, early.body.detail]).toEqual([
      422,
      `Report ${id} is queued: ask for its status, and fetch it once it is completed.`,
    ])

    await worksOff()
    const { body: state } = await owner!.calls('GET', `/reports/status/${id}`)
    expect(state).toMatchObject({ id, status: 'completed', progress: 100, error: null })
    expect(state.files.map(({ name }: { name: string }) => name)).toEqual([
      ...['daily_sales_2026-11-20.csv', 'daily_sales_2026-11-20.pdf'],
    ])
    for (const { format, sha256, mime, name } of state.files) {
      const file = await fetched(`/reports/download?id=${id}&format=${format}`)
      const bytes = new Uint8Array(await file.arrayBuffer())
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
      expect(file.headers.get('content-type')).toMatch(mime)
      expect(file.headers.get('content-disposition')).toContain(name)
    }
  })

  test('the run shows its control totals, and its result is the report itself', async () => {
    const id = await made({ type: 'daily_sales', params: today })
    const { body } = await owner!.calls('GET', `/reports/${id}`)
    expect(body).toMatchObject({ ties: true, type: 'daily_sales', params: today })
    expect(body.controls.length).toBeGreaterThan(2)
    expect(body.file_url).toBe(body.files[0].url)
    const { body: report } = await owner!.calls('GET', `/reports/${id}/result`)
    expect(report.controls).toEqual(body.controls)
    const gross = report.figures.find(({ key }: { key: string }) => key === 'gross_sales')
    expect(Number(gross.value)).toBe(1350)
  })

  test('a form that was not asked for is printed from the frozen report, whatever was sold since', async () => {
    const id = await made({ type: 'daily_sales', params: today })
    const { body: mugs } = await owner!.calls('GET', '/products')
    const sale = { lines: [{ productId: mugs.items[0].id, quantity: '1' }], status: 'PAID' }
    await owner!.calls('POST', '/orders', sale)
    const csv = await (await fetched(`/reports/download?id=${id}&format=csv`)).text()
    expect(csv).toContain('1350')
    expect(csv).not.toContain('1800')
    const later = await made({ type: 'daily_sales', params: today, formats: ['csv'] })
    expect(await (await fetched(`/reports/download?id=${later}`)).text()).toContain('1800')
  })

  test('the same post twice is one run', async () => {
    const headers = { 'idempotency-key': 'night-1' }
    const body = { type: 'stock_valuation', params: today }
    const [first, second] = [await generate(body, headers), await generate(body, headers)]
    expect(second.body.id).toBe(first.body.id)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    await worksOff()
  })

  test.each([
    [{ type: 'weather', params: {} }, 400, /`type` is one of: daily_sales/],
    [{ type: 'daily_sales', params: {} }, 400, /must be a day that exists/],
    [{ type: 'daily_sales', params: { day: '2026-02-30' } }, 400, /a day that exists/],
    [{ type: 'daily_sales', params: { day: '2026-11-21' } }, 422, /today is 2026-11-20/],
    [{ type: 'daily_sales', params: { ...today, org: '2' } }, 400, /nrecognized key/],
    [{ type: 'daily_sales', params: today, formats: ['zip'] }, 400, /pdf/],
    [{ type: 'daily_sales', params: today, formats: [] }, 400, /formats/],
    [
      { type: 'profit_and_loss', params: { from: '2026-11-20', to: '2026-11-01' } },
      400,
      /must not be before the first day/,
    ],
  ])('%j is refused with what is wrong', async (body, status, says) => {
    const told = await generate(body)
    expect([told.status, JSON.stringify(told.body)]).toEqual([
      status,
      expect.stringMatching(says as RegExp),
    ])
  })

  test('what somebody may not read they neither ask for, nor see, nor fetch', async () => {
    const id = await made({
      type: 'profit_and_loss',
      params: { from: '2026-11-01', to: '2026-11-20' },
    })
    const seesSales = await keyWith('reports:read', 'reports:generate')
    const asked = { type: 'profit_and_loss', params: { from: '2026-11-01', to: '2026-11-20' } }
    expect((await seesSales('POST', '/reports/generate', asked)).status).toBe(403)
    const stream = { params: asked.params }
    expect((await seesSales('POST', '/reports/profit_and_loss/stream', stream)).status).toBe(403)
    for (const path of [`${id}`, `status/${id}`, `${id}/result`, `download?id=${id}`])
      expect((await seesSales('GET', `/reports/${path}`)).status, path).toBe(404)
    expect((await seesSales('GET', `/analytics/reports/jobs/${id}`)).status).toBe(404)
    const { body } = await seesSales('GET', '/reports')
    expect(new Set(body.items.map(({ type }: { type: string }) => type))).toEqual(
      new Set(['daily_sales', 'stock_valuation']),
    )
    expect((await seesSales('GET', '/reports?type=profit_and_loss')).body.items).toEqual([])
    const kinds = (await seesSales('GET', '/reports/kinds')).body.items
    expect(kinds.some(({ type }: { type: string }) => type === 'profit_and_loss')).toBe(false)

    const reads = await keyWith('reports:read')
    const daily = { type: 'daily_sales', params: today }
    expect((await reads('POST', '/reports/generate', daily)).status).toBe(403)
    expect((await reads('GET', '/reports')).status).toBe(200)
    expect((await staff!.calls('GET', '/reports')).status).toBe(403)
    expect((await staff!.calls('POST', '/reports/generate', daily)).status).toBe(403)
  })

  test('another business’s run is nothing, in the same words as a guess', async () => {
    const id = await made({ type: 'daily_sales', params: today })
    const paths = (of: string) => [
      ...[`/reports/${of}`, `/reports/status/${of}`, `/reports/${of}/result`],
      ...[`/reports/download?id=${of}`, `/analytics/reports/jobs/${of}`],
    ]
    for (const path of [...paths(id), ...paths('999999')]) {
      const told = await rival!.calls('GET', path)
      expect([told.status, told.body.code, told.body.detail]).toEqual([404, 'not-found', undefined])
    }
    expect((await rival!.calls('GET', '/reports')).body.items).toEqual([])
    expect((await rival!.calls('GET', '/admin/reports/daily-sales/latest')).status).toBe(404)
  })

  test('lists come page by page, the newest first, by type and by state', async () => {
    const first = (await owner!.calls('GET', '/reports?limit=2')).body
    expect(first.items).toHaveLength(2)
    const next = (await owner!.calls('GET', `/reports?limit=2&after=${first.next}`)).body
    const ids = [...first.items, ...next.items].map(({ id }: { id: string }) => Number(id))
    expect(ids).toEqual([...ids].sort((a, b) => b - a))
    const of = async (query: string) => (await owner!.calls('GET', `/reports?${query}`)).body.items
    const types = (await of('type=stock_valuation')).map(({ type }: { type: string }) => type)
    expect(types).toEqual(['stock_valuation'])
    expect(await of('status=failed')).toEqual([])
    expect((await owner!.calls('GET', '/reports?type=weather')).status).toBe(400)
  })
})
