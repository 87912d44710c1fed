/**
 * From a person's post to the reply's row in the outbox: a whole Tillie with the model `offline`, many
 * chats, everyday questions, and a year of a wholesaler's books behind them.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import type { Db } from '#db/sql.ts'
import { moveIdentities } from '#domain/addresses.ts'
import { createOrg } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import { openLine } from './ingest/line.ts'
import { appSecret, phoneNumberId, whatsappPost } from './ingest/posts.ts'
import { withServer } from './support/child.ts'
import { onDatabase } from './support/database.ts'
import { isQuick, percentile, report, rounds } from './support/measure.ts'
import { fillSales } from './support/sales-data.ts'
import { openPlatform } from './turn/platform.ts'
import { questionAt } from './turn/questions.ts'

const lines = isQuick ? 20_000 : 541_909
const seed = 1
const perSecond = 50
const warmUp = isQuick ? 50 : 250
const asked = isQuick ? 100 : 1_000
/** Each writes so seldom that nobody is made to wait by the platforms' own pace. */
const chats = 600
const answerMsMax = 10_000
const lookMs = 200

await onDatabase(async ({ url, db }) => {
  const org = await createOrg(db, { name: 'Bench', currency: 'GBP', timezone: 'Europe/London' })
  await fillSales(db, { orgId: org.id, lines, seed, lastDay: today() })
  await employ(db, org.id)
  const replied = await hearReplies(url)
  const platform = await openPlatform()
  const data = mkdtempSync(join(tmpdir(), 'tillie-bench-'))
  try {
    const environment = environmentOf(url, platform.url, data)
    const times = await withServer(script('tillie'), environment, async (port) => {
      await ask(port, replied.next, warmUp)
      await nightsWorkDone(db, org.id)
      return rounds(isQuick ? 1 : 3, () => ask(port, replied.next, asked))
    })
    const ours = (at: number) => times.map((each) => percentile(each, at))
    const metric = 'post to reply in the outbox, 50 messages a second'
    report({ metric: `${metric}: p50`, unit: 'ms', ours: ours(50), goal: '<= 15' })
    report({ metric: `${metric}: p99`, unit: 'ms', ours: ours(99), goal: '<= 60' })
  } finally {
    platform.close()
    await replied.close()
    rmSync(data, { recursive: true })
  }
})

function script(name: string): URL {
  return new URL(`./turn/${name}.ts`, import.meta.url)
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

function environmentOf(url: string, platformUrl: string, data: string) {
  return {
    DATABASE_URL: url,
    WHATSAPP_APP_SECRET: appSecret,
    WHATSAPP_ACCESS_TOKEN: 'bench-access-token',
    WHATSAPP_VERIFY_TOKEN: 'bench-verify-token',
    WHATSAPP_PHONE_NUMBER_ID: phoneNumberId,
    WHATSAPP_BASE_URL: platformUrl,
    TILLIE_MODELS: 'offline',
    TILLIE_ORG: 'Bench',
    TILLIE_PORT: '0',
    TILLIE_DATA: data,
    TILLIE_LOG_LEVEL: 'warn',
  }
}

function phoneOf(chat: number): string {
  return String(447_700_000_000 + chat)
}

/** As many owners as chats, each with a number. */
function employ(db: Db, orgId: number): Promise<void> {
  return db.asOrg(orgId, async (sql) => {
    for (let chat = 0; chat < chats; chat++) {
      const now = new Date()
      const name = `Person ${chat}`
      const { userId } = await addPerson(sql, { name, roles: ['owner'], now })
      const sender = { phone: `+${phoneOf(chat)}`, name }
      await moveIdentities(sql, { channel: 'whatsapp', sender, userId, now })
    }
  })
}

/** A new business's first check of its reports is caught up at the start: what is measured is a day. */
async function nightsWorkDone(db: Db, orgId: number) {
  for (;;) {
    const [jobs] = await db.asOrg(
      orgId,
      (sql) => sql<{ areDone: boolean | null }[]>`
        select bool_and(ended_at is not null) as "areDone" from job_runs`,
    )
    if (jobs?.areDone) return
    await pause(lookMs)
  }
}

/** Told by a trigger at each commit of a reply, so that what is measured is a row that others see. */
async function hearReplies(url: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql.unsafe(`
    create function tell_reply() returns trigger language plpgsql security definer as $$
    begin
      perform pg_notify('replied', (select chat from conversations where id = new.conversation_id));
      return null;
    end $$;
    create trigger tells_reply after insert on outbox for each row execute function tell_reply()`)
  const waiting = new Map<string, (at: number) => void>()
  await sql.listen('replied', (chat) => {
    waiting.get(chat)?.(performance.now())
    waiting.delete(chat)
  })
  const next = (chat: string) => new Promise<number>((done) => void waiting.set(chat, done))
  return { next, close: () => sql.end({ timeout: 1 }) }
}

/** Milliseconds from when each post was due to when its first reply stood in the outbox. */
async function ask(
  port: number,
  next: (chat: string) => Promise<number>,
  count: number,
): Promise<number[]> {
  const run = randomUUID().slice(0, 8)
  const lines = await Promise.all(Array.from({ length: 16 }, () => openLine(port)))
  const start = performance.now() + 100
  const times = await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const due = start + (at * 1_000) / perSecond
      await pause(Math.max(due - performance.now(), 0))
      const phone = phoneOf(at % chats)
      const reply = next(`+${phone}`)
      const words = questionAt(at)
      const request = whatsappPost('/webhooks/whatsapp', { id: `${run}.${at}`, phone, words })
      const from = performance.now()
      const status = await lines[at % lines.length]!.ask(request)
      if (status !== 200) throw new Error(`a post was answered ${status}`)
      const answered = await Promise.race([reply, pause(answerMsMax, null, { ref: false })])
      if (answered === null) throw new Error(`no reply to "${words}"`)
      return answered - from
    }),
  )
  for (const { close } of lines) close()
  return times
}
