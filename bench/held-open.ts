/**
 * Ten minutes with somebody's transaction held open: PostgreSQL may remove no dead row meanwhile, and
 * queues are made of dead rows. Messages a second through the whole road (kept, answered, sent), at
 * its end against before. `node bench/held-open.ts --minutes 10`
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { openRoad } from '#chat/road.ts'
import { openFiles } from '#clients/files.ts'
import type { Db } from '#db/sql.ts'
import { createOrg } from '#domain/org.ts'
import { openLog } from '#kit/log.ts'
import { echo, message } from '#test/support/messages.ts'
import { scriptedChannel } from '#test/support/scripted-channel.ts'
import { onDatabase } from './support/database.ts'
import { isQuick, report } from './support/measure.ts'

const minutes = isQuick ? 0.2 : minutesAsked()
/** So many are under way at any time, each of another chat. */
const underWay = 64
const chats = isQuick ? 200 : 2_000
const heldMs = minutes * 60_000
const windowMs = heldMs / 10
const unpaced = { everyMs: 0, burst: 1 }

await onDatabase(async ({ url, db }) => {
  const crowd = await openCrowd(db)
  await crowd.everybody()
  const before = await crowd.perSecond(windowMs)
  const release = await holdTransaction(url)
  const first = await crowd.perSecond(heldMs - windowMs)
  const last = await crowd.perSecond(windowMs)
  const dead = await deadRows(db)
  await release()
  await pause(isQuick ? 0 : 5_000)
  const after = await crowd.perSecond(windowMs)
  await crowd.close()
  const metric = `messages through the road, ${minutes} min with a transaction held`
  const against = 'before it'
  report({ metric, unit: '/s', goal: '>= 0.70', ours: last, anchor: before, against })
  report({ metric: 'the same, until then', unit: '/s', ours: first, anchor: before, against })
  report({ metric: 'the same, released', unit: '/s', ours: after, anchor: before, against })
  report({ metric: 'dead rows of inbox and outbox at its end', unit: 'rows', ours: dead })
})

function minutesAsked(): number {
  const at = process.argv.indexOf('--minutes')
  const minutes = at < 0 ? 10 : Number(process.argv[at + 1])
  if (!(minutes > 0)) throw new Error('--minutes wants a number')
  return minutes
}

async function openCrowd(db: Db) {
  const org = await createOrg(db, { name: 'Bench', currency: 'KES', timezone: 'Africa/Nairobi' })
  const folder = mkdtempSync(join(tmpdir(), 'tillie-held-'))
  let sent = 0
  let isOpen = true
  const whatsapp = {
    ...scriptedChannel(),
    async send() {
      sent += 1
      if (isOpen) void say(underWay + sent)
      return { is: 'sent' as const, externalId: randomUUID() }
    },
  }
  const road = openRoad({
    db,
    channels: { whatsapp },
    answer: echo,
    files: openFiles(folder),
    clock: () => new Date(),
    log: openLog('warn'),
    defaultOrg: { whatsapp: org.id },
    template: null,
    paces: { whatsapp: unpaced, telegram: unpaced },
  })
  await road.start()
  for (let at = 0; at < underWay; at += 1) void say(at)
  return { everybody, perSecond, close }

  function say(at: number): Promise<void> {
    const phone = `+2547${String(at % chats).padStart(8, '0')}`
    const one = message('How much did we sell?', { sender: { phone, name: 'Juma' } })
    return road.keep({ channel: 'whatsapp', body: randomUUID(), inbound: [one] })
  }
  /** Until each has a conversation: beginning one is not what is measured. */
  async function everybody() {
    while (sent < chats) await pause(100)
  }
  async function perSecond(ms: number): Promise<number> {
    const [from, started] = [sent, performance.now()]
    await pause(ms)
    const all = sent - from
    if (all === 0) throw new Error('no message got through')
    return (all * 1_000) / (performance.now() - started)
  }
  async function close() {
    isOpen = false
    await road.stop()
    rmSync(folder, { recursive: true })
  }
}

/** With a snapshot and an id of its own: the worst that a forgotten session does. */
async function holdTransaction(url: string): Promise<() => Promise<void>> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql.unsafe('begin isolation level repeatable read; select txid_current()')
  return async () => {
    await sql.unsafe('commit')
    await sql.end()
  }
}

async function deadRows(db: Db): Promise<number> {
  await pause(1_000) // Statistics are told once a second.
  const [row] = await db.asOwner(
    (sql) => sql<[{ dead: number }]>`
      select sum(n_dead_tup)::integer as dead
      from pg_stat_user_tables
      where relname in ('inbox', 'outbox')`,
  )
  return row.dead
}
