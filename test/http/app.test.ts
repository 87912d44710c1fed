import { HTTPException } from 'hono/http-exception'
import { afterAll, describe, expect, test } from 'vitest'
import { listen } from '#http/server.ts'
import { Refusal } from '#kit/refusal.ts'
import { openTestDb } from '#test/support/database.ts'
import { openDoors } from './doors.ts'

const from = (address: string) => ({ incoming: { socket: { remoteAddress: address } } })

describe('the doors of the house', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)

  test('tell that the process lives, and that it is ready until it is stopping', async () => {
    const { app, state } = openDoors(db)
    expect((await app.request('/healthz')).status).toBe(200)
    expect((await app.request('/readyz')).status).toBe(200)
    state.isStopping = true
    const stopping = await app.request('/readyz')
    expect([stopping.status, await stopping.json()]).toEqual([
      503,
      { status: 'not ready', reason: 'not taking work' },
    ])
    expect((await app.request('/healthz')).status).toBe(200)
  })

  test('count posts for this machine alone', async () => {
    const { app, post } = openDoors(db)
    await post('{}')
    await post('{}', 'wrong')
    const metrics = await (await app.request('/metrics', {}, from('127.0.0.1'))).text()
    expect(metrics).toContain('tillie_webhook_posts_total{channel="whatsapp",outcome="kept"} 1')
    expect(metrics).toContain('tillie_webhook_posts_total{channel="whatsapp",outcome="unsigned"} 1')
    expect(metrics).toContain('tillie_inbox_messages{state="new"} 0')
    expect((await app.request('/metrics', {}, from('203.0.113.9'))).status).toBe(403)
    const forwarded = { headers: { 'x-forwarded-for': '203.0.113.9' } }
    expect((await app.request('/metrics', forwarded, from('127.0.0.1'))).status).toBe(403)
  })

  test('a refusal is a sentence, a fault is told nobody', async () => {
    const { app } = openDoors(db)
    app.get('/refuses', () => {
      throw new Refusal('Only KES 2,000.00 is owed.')
    })
    app.get('/fails', () => {
      throw new Error('password=hush')
    })
    app.get('/misread', () => {
      throw new HTTPException(400, { message: 'Malformed JSON' })
    })
    const refused = await app.request('/refuses')
    expect([refused.status, await refused.json()]).toEqual([
      422,
      { error: 'Only KES 2,000.00 is owed.' },
    ])
    const failed = await app.request('/fails')
    expect([failed.status, await failed.text()]).toEqual([
      500,
      '{"error":"Something went wrong on our side."}',
    ])
    expect((await app.request('/misread')).status).toBe(400)
    expect((await app.request('/nowhere')).status).toBe(404)
  })

  test('describe themselves, and the page of it asks nothing from elsewhere', async () => {
    const { app } = openDoors(db)
    const description = (await (await app.request('/api/v1/openapi.json')).json()) as {
      openapi: string
      paths: Record<string, Record<string, unknown>>
    }
    expect(description.openapi).toBe('3.1.0')
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    )
    const served = new Set(app.routes.map(({ method, path }) => `${method} ${path}`))
    expect(described.length).toBeGreaterThan(5)
    expect(described.filter((route) => !served.has(route))).toEqual([])
    const page = await app.request('/api/docs')
    const words = await page.text()
    expect(words).toContain('/webhooks/whatsapp')
    expect(words).not.toMatch(/<script|https?:\/\//)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
  })

  test('show the way in on the front page', async () => {
    const { app } = openDoors(db)
    const words = await (await app.request('/')).text()
    expect(words).toContain('Tillie is open')
    expect(words).toContain('href="/phone"')
  })

  test('open on a free port; a taken one is refused in one sentence', async () => {
    const { app } = openDoors(db)
    const first = await listen(app.fetch, '127.0.0.1', 0)
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200)
    await expect(listen(app.fetch, '127.0.0.1', first.port)).rejects.toThrow(
      `Port ${first.port} is taken by another program`,
    )
    await first.close(5_000)
    await expect(fetch(`${first.url}/healthz`)).rejects.toThrow()
  })
})
