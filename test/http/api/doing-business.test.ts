/** Story: another system keeps the shop's records through the API, once, in order, and within its rights. */
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDb } from '#test/support/database.ts'
import { type Member, openDesk } from './desk.ts'
import { png } from './stocked.ts'

describe('doing business by API', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const desk = await openDesk(db)
  let [owner, staff]: Member[] = []
  let mug = ''
  beforeAll(async () => {
    owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
    staff = await desk.joins(desk.duka, 'staff', 'Otieno')
    const added = await owner.calls('POST', '/products', { name: 'Blue mug', price: '450' })
    mug = added.body.id
    const lines = [{ productId: mug, quantity: '10', unitCost: '200' }]
    await owner.calls('POST', '/inventory/receipts', { lines, paidFrom: 'cash' })
  })
  const stock = async () => (await owner!.calls('GET', `/products/${mug}/stock`)).body.quantity
  const sale = (quantity: string) => ({ lines: [{ productId: mug, quantity }], status: 'PAID' })

  test('a sale is seen in stock, in the ledger and in the reports', async () => {
    const sold = await owner!.calls('POST', '/orders', sale('3'))
    expect([sold.status, sold.body.total, sold.body.owed]).toEqual([201, '1350', '0'])
    expect(await stock()).toBe('7')
    const { body } = await owner!.calls('GET', '/reports/profit-loss?from=2026-11-01&to=2026-11-30')
    const values = body.figures.map(({ key, value }: { key: string; value: string }) => [
      key,
      value,
    ])
    expect(Object.fromEntries(values)).toMatchObject({ revenue: '1350', cost_of_sales: '600' })
    const ties = (await owner!.calls('GET', '/reports/reconciliation')).body.items
    expect(ties.filter(({ ties }: { ties: boolean }) => !ties)).toEqual([])
    const trail = (await owner!.calls('GET', `/audit?subject=order:${sold.body.id}`)).body.items
    expect(trail.map(({ action }: { action: string }) => action)).toEqual(['sale.recorded'])
  })

  test('the same post twice is one sale; its key for another one is refused', async () => {
    const before = await stock()
    const headers = { 'idempotency-key': 'till-1-0042' }
    const [first, second] = await Promise.all([
      owner!.calls('POST', '/orders', sale('1'), headers),
      owner!.calls('POST', '/orders', sale('1'), headers),
    ])
    expect(second.body).toEqual(first.body)
    expect(Number(await stock())).toBe(Number(before) - 1)
    const other = await owner!.calls('POST', '/orders', sale('2'), headers)
    expect([other.status, other.body.code]).toEqual([422, 'key-reused'])
    const theirs = await staff!.calls('POST', '/orders', sale('1'), headers)
    expect(theirs.body.id).not.toBe(first.body.id)
  })

  test('what was refused may be tried again under its key', async () => {
    const headers = { 'idempotency-key': 'till-1-0043' }
    const refused = await owner!.calls('POST', '/orders', sale('5000'), headers)
    expect([refused.status, refused.body.code]).toEqual([422, 'refused'])
    const lines = [{ productId: mug, quantity: '5000', unitCost: '200' }]
    await owner!.calls('POST', '/inventory/receipts', { lines, paidFrom: 'credit' })
    expect((await owner!.calls('POST', '/orders', sale('5000'), headers)).status).toBe(201)
  })

  test('an edit names the version that was read', async () => {
    const read = await owner!.calls('GET', `/products/${mug}`)
    const tag = read.headers.get('etag')!
    const change = { price: '475' }
    const edit = (headers?: Record<string, string>) =>
      owner!.calls('PATCH', `/products/${mug}`, change, headers)
    expect((await edit()).status).toBe(428)
    const edited = await edit({ 'if-match': tag })
    expect([edited.status, edited.body.price]).toEqual([200, '475'])
    expect((await edit({ 'if-match': tag })).body.code).toBe('stale')
    const same = { 'if-none-match': edited.headers.get('etag')! }
    expect((await owner!.calls('GET', `/products/${mug}`, undefined, same)).status).toBe(304)
  })

  test('an order is edited with a code of the authenticator app, once', async () => {
    const taken = await owner!.calls('POST', '/orders', {
      lines: [{ productId: mug, quantity: '1' }],
    })
    const path = `/orders/${taken.body.id}`
    const edit = (code?: string) =>
      owner!.calls(
        'PATCH',
        path,
        { note: 'By noon' },
        {
          'if-match': '*',
          ...(code && { 'x-2fa-code': code }),
        },
      )
    expect((await edit()).body.code).toBe('second-factor-needed')
    const { secret } = (await owner!.calls('POST', '/auth/totp')).body
    const code = (aheadMs: number) => {
      desk.clock.now = new Date(desk.clock.now.getTime() + aheadMs)
      return generateSync({ secret, epoch: Math.floor(desk.clock.now.getTime() / 1_000) })
    }
    await owner!.calls('POST', '/auth/totp/confirm', { code: code(0) })
    expect((await edit('000000')).status).toBe(401)
    const right = code(60_000)
    expect((await edit(right)).body.note).toBe('By noon')
    expect((await edit(right)).status).toBe(401)
    const changes = (await owner!.calls('GET', `${path}/changes`)).body.items
    expect(changes).toHaveLength(1)
  })

  test('staff do not read the ledger; a key does what it was given, until it is revoked', async () => {
    const refused = await staff!.calls('GET', '/accounting/journal-entries')
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
    const made = await owner!.calls('POST', '/api-keys', {
      name: 'Website',
      scopes: ['sales:read'],
    })
    const headers = { authorization: `Bearer ${made.body.secret}` }
    const status = async (path: string) => (await desk.request('GET', path, { headers })).status
    expect(await status('/orders')).toBe(200)
    expect(await status('/accounting/journal-entries')).toBe(403)
    expect(await status('/auth/totp')).toBe(403)
    await owner!.calls('DELETE', `/api-keys/${made.body.id}`)
    expect(await status('/orders')).toBe(401)
    const kept = await owner!.calls('GET', '/api-keys')
    expect(JSON.stringify(kept.body)).not.toContain(made.body.secret)
  })

  test('a picture is what its bytes say, kept once', async () => {
    const path = `/products/${mug}/images`
    const added = await owner!.calls('POST', path, png)
    expect([added.status, added.body.mime, added.body.width]).toEqual([201, 'image/jpeg', 96])
    expect((await owner!.calls('POST', path, png)).body.id).toBe(added.body.id)
    const script = new TextEncoder().encode('<svg onload="alert(1)">')
    expect((await owner!.calls('POST', path, script)).status).toBe(422)
    const read = await owner!.calls('GET', `${path}/${added.body.id}`)
    expect(read.headers.get('content-type')).toBe('image/jpeg')
  })

  test('lists come page by page, and end', async () => {
    const ids: string[] = []
    let after: string | null = ''
    while (after !== null) {
      const { body }: { body: { items: { id: string }[]; next: string | null } } =
        await owner!.calls('GET', `/inventory/movements?limit=2${after && `&after=${after}`}`)
      ids.push(...body.items.map(({ id }) => id))
      after = body.next
    }
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(4)
  })
})

describe('too much', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)

  test('whoever asks too often is told when to come again', async () => {
    const rateLimits = { perCaller: 3, perAddress: 3, attemptsPerAddress: 50 }
    const desk = await openDesk(db, { rateLimits })
    const owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
    const answers = []
    for (let i = 0; i < 4; i++) answers.push(await owner.calls('GET', '/auth/me'))
    const left = answers.map(({ headers }) => headers.get('ratelimit-remaining'))
    expect(left).toEqual(['2', '1', '0', '0'])
    const last = answers.at(-1)!
    expect([last.status, Number(last.headers.get('retry-after'))]).toEqual([
      429,
      expect.any(Number),
    ])
    for (let i = 0; i < 3; i++) await desk.request('GET', '/auth/me')
    expect((await desk.request('GET', '/auth/me')).status).toBe(429)
  })
})
