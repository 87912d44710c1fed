/**
 * Signed webhook to durable 200, against the same route storing nothing, one INSERT per request,
 * pgbench inserting the same row, and grammY's handler, which stores nothing either.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Db } from '#db/sql.ts'
import { createOrg } from '#domain/org.ts'
import type { DoorOrders } from './ingest/doors.ts'
import type { LoadOrders, LoadResult } from './ingest/load.ts'
import { insertsPerSecond } from './ingest/pgbench.ts'
import { appSecret, webhookSecret } from './ingest/posts.ts'
import { runClient, withServer } from './support/child.ts'
import { onDatabase } from './support/database.ts'
import { isQuick, report, rounds } from './support/measure.ts'

const connections = 64
const posts = isQuick ? 2_000 : 40_000
const warmUp = isQuick ? 500 : 8_000
const steadyPosts = isQuick ? 1_000 : 10_000
const steadyRate = 1_000

const script = (name: string) => new URL(`./ingest/${name}.ts`, import.meta.url)

await onDatabase(async ({ url, db }) => {
  await createOrg(db, { name: 'Bench', currency: 'KES', timezone: 'Africa/Nairobi' })
  const results = await rounds(isQuick ? 1 : 3, () => oneRound(db, url))
  const each = <T>(pick: (result: Awaited<ReturnType<typeof oneRound>>) => T) => results.map(pick)
  const ours = each((r) => r.ours.perSecond)
  const claim = { ours, unit: '/s' }
  report({
    ...claim,
    metric: 'durable 200 at 64 connections',
    anchor: each((r) => r.signed.perSecond),
    against: 'nothing stored',
    goal: '>= 0.70',
  })
  report({
    ...claim,
    metric: 'durable 200 at 64 connections',
    anchor: each((r) => r.single.perSecond),
    against: 'one INSERT each',
    goal: '>= 1.7',
  })
  report({
    ...claim,
    metric: 'durable 200 at 64 connections',
    anchor: each((r) => r.bare),
    against: 'pgbench, same row',
    goal: '>= 0.75',
  })
  report({
    metric: 'durable 200 on a Telegram body',
    ours: each((r) => r.telegram.perSecond),
    unit: '/s',
    anchor: each((r) => r.grammy.perSecond),
    against: 'grammY, not durable',
    goal: '>= 0.70',
  })
  report({
    metric: 'p99 at 64 connections',
    ours: each((r) => r.ours.p99),
    unit: 'ms',
    goal: '<= 25',
  })
  report({
    metric: 'p99 at 1,000 requests a second',
    ours: each((r) => r.steady.p99),
    unit: 'ms',
    goal: '<= 10',
  })
  report({
    metric: 'answers other than 200',
    ours: each((r) => r.ours.errors + r.steady.errors + r.telegram.errors),
    unit: 'posts',
    goal: '<= 0',
  })
  report({
    metric: 'acknowledged and not in the inbox',
    ours: each((r) => r.missing),
    unit: 'posts',
    goal: '<= 0',
  })
})

/** All sides back to back, ours in the middle. */
async function oneRound(db: Db, url: string) {
  await empty(db)
  const signed = await throughDoor({ door: 'signed', url })
  const single = await throughDoor({ door: 'single', url })
  await empty(db)
  const tillie = await throughTillie(url)
  const kept = await rowsKept(db)
  await empty(db)
  const bare = await insertsPerSecond({ url, connections, seconds: isQuick ? 1 : 4 })
  const grammy = await throughDoor({ door: 'grammy', url })
  const acknowledged = [tillie.ours, tillie.steady, tillie.telegram]
  const posted = acknowledged.reduce((all, { answered }) => all + answered, 2 * warmUp)
  return { signed, single, bare, grammy, ...tillie, missing: posted - kept }
}

function throughDoor(orders: DoorOrders): Promise<LoadResult> {
  const body = orders.door === 'grammy' ? 'telegram' : 'whatsapp'
  return withServer(script('doors'), orders, (port) => load({ port, body }))
}

function throughTillie(url: string) {
  const data = mkdtempSync(join(tmpdir(), 'tillie-bench-'))
  const environment = {
    DATABASE_URL: url,
    WHATSAPP_APP_SECRET: appSecret,
    TELEGRAM_WEBHOOK_SECRET: webhookSecret,
    TILLIE_ORG: 'Bench',
    TILLIE_PORT: '0',
    TILLIE_DATA: data,
    TILLIE_LOG_LEVEL: 'warn',
  }
  return withServer(script('tillie'), environment, async (port) => ({
    ours: await load({ port, body: 'whatsapp' }),
    steady: await load({
      port,
      body: 'whatsapp',
      warmUp: 0,
      count: steadyPosts,
      rate: steadyRate,
    }),
    telegram: await load({ port, body: 'telegram' }),
  })).finally(() => rmSync(data, { recursive: true }))
}

function load(
  orders: Pick<LoadOrders, 'port' | 'body'> & Partial<LoadOrders>,
): Promise<LoadResult> {
  const path = `/webhooks/${orders.body}`
  return runClient(script('load'), { path, connections, warmUp, count: posts, ...orders })
}

async function empty(db: Db) {
  await db.asOwner((sql) => sql`truncate inbox, raw_events`)
}

async function rowsKept(db: Db): Promise<number> {
  const [row] = await db.asOwner(
    (sql) => sql<{ count: number }[]>`
    select count(*)::integer as count from inbox`,
  )
  return row!.count
}
