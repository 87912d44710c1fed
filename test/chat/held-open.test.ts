/**
 * While somebody holds a transaction open, every row that is done still stands in the queues' indexes.
 * A take or a claim reads few of them, however many there are.
 */
import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeHeads } from '#chat/heads.ts'
import { roadLimits } from '#chat/limits.ts'
import { openLowWater } from '#chat/low-water.ts'
import { claimMessages } from '#chat/outbox.ts'
import { openPacer } from '#chat/pace.ts'
import { applyStatuses } from '#chat/statuses.ts'
import type { Db, Sql } from '#db/sql.ts'
import { openShop, type Shop } from '#test/support/road.ts'

/** Each done, in a chat of its own. */
const done = 5_000
/** A look begins so many ids before the oldest undone row, and each may stand there twice. */
const readMax = 1_000

let shop: Shop
let holder: postgres.Sql | null = null
beforeAll(async () => {
  shop = await openShop()
  if (!shop.testDb.url) return // The embedded database has one session: nobody can hold one open.
  holder = postgres(shop.testDb.url, { max: 1, onnotice: () => {} })
  await holder.unsafe('begin isolation level repeatable read; select txid_current()')
  await converse()
  for (const kind of ['message', 'status']) await keep(kind, done)
  await write(done)
  await shop.ask((sql) => sql`update inbox set state = 'done'`)
  await shop.ask((sql) => sql`update outbox set state = 'sent'`)
  await shop.ask((sql) => sql`vacuum (analyze) inbox, outbox, conversations`)
})
afterAll(async () => {
  await holder?.end()
  await shop.close()
})

const paces = { whatsapp: { everyMs: 0, burst: 1 }, telegram: { everyMs: 0, burst: 1 } }
const atRest = { limits: roadLimits, lowWater: openLowWater(() => 0) }

test('a take reads few rows of others', async () => {
  if (!holder) return expect(shop.db.kind).toBe('embedded')
  const wanted = {
    most: 16,
    busy: [],
    oldestHeld: null,
    ...atRest,
    lowWater: openLowWater(() => 0),
  }
  const take = () => counting('inbox', (db) => db.asCourier((sql) => takeHeads(sql, wanted)))
  await keep('message', 1)
  await take()
  await shop.ask((sql) => sql`update inbox set state = 'done'`)
  await keep('message', 8)
  const { result, read } = await take()
  expect(result).toHaveLength(8)
  expect(read).toBeLessThan(readMax)
})

test('a claim reads few rows of others', async () => {
  if (!holder) return expect(shop.db.kind).toBe('embedded')
  const pacer = openPacer(paces, () => 0)
  const claiming = {
    most: 64,
    inHand: new Map(),
    pacer,
    ...atRest,
    lowWater: openLowWater(() => 0),
  }
  const claim = () => counting('outbox', (db) => claimMessages(db, claiming))
  await write(1)
  await claim()
  await shop.ask((sql) => sql`update outbox set state = 'sent'`)
  await write(8)
  const { result, read } = await claim()
  expect(result.leaving).toHaveLength(8)
  expect(read).toBeLessThan(readMax)
})

test('statuses are applied without reading many that were', async () => {
  if (!holder) return expect(shop.db.kind).toBe('embedded')
  const deps = { template: null, now: new Date(), ...atRest, lowWater: openLowWater(() => 0) }
  const apply = () => counting('inbox', (db) => applyStatuses(db, deps))
  await keep('status', 1)
  await apply()
  await keep('status', 8)
  const { result, read } = await apply()
  expect(result).toBe(8)
  expect(read).toBeLessThan(readMax)
})

test('the longer a look from the beginning takes, the longer until the next, half a minute at most', () => {
  let nowMs = 0
  const lowWater = openLowWater(() => nowMs)
  const lookFor = (ms: number) => {
    const after = lowWater.after()
    nowMs += ms
    lowWater.saw('1000')
    return after
  }
  expect(lookFor(200)).toBe('0')
  nowMs = 9_999
  expect(lookFor(0)).toBe('744')
  nowMs = 10_000
  expect(lookFor(10_000)).toBe('0')
  nowMs = 39_999
  expect(lookFor(0)).toBe('744')
  nowMs = 40_000
  expect(lookFor(0)).toBe('0')
})

/** What the transaction read of a table and its indexes, rows that nobody sees any more among them. */
async function counting<T>(table: string, work: (db: Db) => Promise<T>) {
  let read = 0
  const asCourier = <R>(within: (sql: Sql) => Promise<R>) =>
    shop.db.asCourier(async (sql) => {
      const before = await readSoFar(sql, table)
      const result = await within(sql)
      read += (await readSoFar(sql, table)) - before
      return result
    })
  const result = await work({ ...shop.db, asCourier })
  return { result, read }
}

/** Of this session, with what it has not told the statistics yet. */
async function readSoFar(sql: Sql, table: string): Promise<number> {
  const [row] = await sql<[{ read: number }]>`
    select (pg_stat_get_xact_tuples_returned(${table}::regclass)
      + sum(pg_stat_get_xact_tuples_returned(indexrelid)))::integer as read
    from pg_index
    where indrelid = ${table}::regclass`
  return row.read
}

function converse() {
  return shop.ask(
    (sql) => sql`
      with juma as (
        insert into users (org_id, name) values (${shop.org.id}, 'Juma') returning id
      )
      insert into conversations (org_id, channel, account, chat, user_id, address)
      select ${shop.org.id}, 'whatsapp', 'shop-number', n::text, juma.id, '{}'
      from juma, generate_series(1, ${done}) n`,
  )
}

function keep(kind: string, count: number) {
  return shop.ask(
    (sql) => sql`
      insert into inbox (org_id, channel, account, external_id, chat, kind, payload,
        sent_at, received_at, not_before)
      select ${shop.org.id}, 'whatsapp', 'shop-number', ${randomUUID()} || n, n::text, ${kind},
        jsonb_build_object('channel', 'whatsapp', 'of', n::text, 'state', 'read', 'sentAt', now()),
        now(), now(), now()
      from generate_series(1, ${count}) n`,
  )
}

function write(count: number) {
  return shop.ask(
    (sql) => sql`
      insert into outbox (org_id, conversation_id, channel, account, payload, not_before, created_at)
      select org_id, id, channel, account, '{"is": "text", "text": "hello"}', now(), now()
      from conversations
      order by id
      limit ${count}`,
  )
}
