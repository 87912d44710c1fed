/**
 * Story: everything that can fail fails while people with telling names write telling sentences, at the
 * most talkative log level. Logs, counters, error replies, reasons, runs and the audit say none of it.
 */
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '#config.ts'
import { migrate } from '#db/migrate.ts'
import { type Db, openDb } from '#db/sql.ts'
import { moveIdentities } from '#domain/addresses.ts'
import { createOrg, type Org } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import type { Model } from '#engine/model.ts'
import { offline } from '#engine/models/offline/offline.ts'
import { openai } from '#engine/models/openai.ts'
import { openLog } from '#kit/log.ts'
import { openTillie, type Tillie } from '#main.ts'
import {
  canariesIn,
  inner,
  messageId,
  searchDatabase,
  secrets,
  words,
} from '#test/support/canaries.ts'
import { openTestDb, quiet } from '#test/support/database.ts'
import { openRudeHosts } from '#test/support/rude-hosts.ts'
import { openTerminal } from '../cli/terminal.ts'

const now = new Date('2026-11-20T09:00:00Z')
const seconds = Math.floor(now.getTime() / 1_000)
const quick = {
  retryBaseMs: 1,
  retryMsMax: 5,
  mediaWaitMs: 5,
  unknownGraceMs: 5,
  unknownWaitMs: 20,
  pauseMsMax: 20,
  sendAttemptsMax: 2,
  sendWaitMsMax: 0,
  statusRetryMs: 20,
  statusAttemptsMax: 2,
  pollMs: 20,
}
const unpaced = { everyMs: 0, burst: 1 }
const patiently = { timeout: 60_000 }
/** The command line boots a database of its own. */
const slow = { timeout: 90_000 }

/** What was logged, so that the log was really written to. */
const loud = [
  'a post could not be kept',
  'a job failed',
  'model gave no answer',
  'turn faulted',
  'tool failed',
  'turn failed',
  'audit entries were lost',
  'whatsapp: a message was refused',
  'telegram: a message was refused',
  'whatsapp: no read mark',
  'telegram: no typing shown',
]

describe('a run full of canaries', async () => {
  const { db, url, close } = await openTestDb()
  const folder = mkdtempSync(join(tmpdir(), 'tillie-canaries-'))
  const hosts = await openRudeHosts()
  const lines: string[] = []
  const replies: string[] = []
  let tillie: Tillie
  let count = 0

  beforeAll(async () => {
    const org = await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })
    await hire(db, org)
    await sabotage(db, org)
    tillie = await openTillie(settings(folder), {
      db,
      fetch: hosts.fetch,
      clock: () => now,
      log: openLog('debug', { write: (line) => void lines.push(line) }),
      models: [
        thrower,
        openai({ apiKey: secrets.openaiKey, baseUrl: hosts.modelUrl, model: 'gpt' }),
        offline(),
      ],
      keepMsMax: 60_000,
      road: { limits: quick, paces: { whatsapp: unpaced, telegram: unpaced } },
    })
  })
  afterAll(async () => {
    await tillie.stop()
    await hosts.close()
    await close()
    rmSync(folder, { recursive: true })
  })

  async function post(channel: 'whatsapp' | 'telegram', body: string, isSigned = true) {
    const mac = createHmac('sha256', secrets.appSecret).update(body).digest('hex')
    const headers: Record<string, string> =
      channel === 'whatsapp'
        ? { 'x-hub-signature-256': isSigned ? `sha256=${mac}` : secrets.appSecret }
        : { 'x-telegram-bot-api-secret-token': isSigned ? secrets.webhookSecret : secrets.botToken }
    return hear(`/webhooks/${channel}`, { method: 'POST', headers, body })
  }

  async function hear(path: string, init?: RequestInit): Promise<number> {
    const answer = await fetch(`${tillie.url}${path}`, init)
    replies.push(`${answer.status} ${[...answer.headers].join()} ${await answer.text()}`)
    return answer.status
  }

  async function says(text: string, more: object = {}): Promise<void> {
    expect(await post('whatsapp', JSON.stringify(fromWhatsapp(++count, text, more)))).toBe(200)
    expect(await post('telegram', JSON.stringify(fromTelegram(++count, text)))).toBe(200)
    await tillie.road.idle()
  }

  test('begins with a job that fails', async () => {
    await expect.poll(() => lines.join(''), patiently).toContain('a job failed')
    await repaired(db, 'raw_events')
    const failed = await db.asOwner((sql) => sql`select 1 from job_runs where outcome = 'failed'`)
    expect(failed).toHaveLength(1)
  })

  test('its posts are refused when unsigned, too large, or when the database will not have them', async () => {
    const body = JSON.stringify(fromWhatsapp(++count, words.sentence))
    for (const channel of ['whatsapp', 'telegram'] as const) {
      expect(await post(channel, body, false)).toBe(401)
      expect(await post(channel, body + ' '.repeat(3 * 1024 * 1024))).toBe(413)
      expect(await post(channel, `${body}]`)).toBe(200)
      await broken(db, 'raw_events')
      expect(await post(channel, body.replace('tin', 'iron'))).toBe(503)
      await repaired(db, 'raw_events')
      // A fault of the data becomes nothing, and is kept as it came.
      await broken(db, 'inbox', '22000')
      expect(await post(channel, JSON.stringify(fromWhatsapp(++count, words.sentence)))).toBe(200)
      await repaired(db, 'inbox')
    }
    expect(await hear(`/api/v1/${words.path}/${words.phone}?token=${secrets.metricsToken}`)).toBe(
      404,
    )
    expect(
      await hear(
        `/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=${words.path}&hub.challenge=1`,
      ),
    ).toBe(403)
    expect(await hear('/metrics', { headers: { authorization: `Bearer ${words.path}` } })).toBe(403)
  })

  test(
    'its people are answered while models, tools and platforms fail around them',
    slow,
    async () => {
      await says(`net sales yesterday, ${words.sentence}`)
      for (const manner of hosts.manners) {
        hosts.behave(manner)
        await says(`net sales of ${words.sentence}`)
        await says(`/start ${words.code}`)
        await says(words.code)
        await says('Get it', { tap: words.buttonToken })
        await db.asOwner((sql) => sql`delete from pauses`)
      }
      hosts.behave('is polite')
      await broken(db, 'audit_log')
      await says(words.sentence)
      await repaired(db, 'audit_log')
      await db.asOwner((sql) => sql.unsafe('alter table report.daily_sales rename to gone'))
      await says('net sales yesterday')
      await db.asOwner((sql) => sql.unsafe('alter table report.gone rename to daily_sales'))
      expect(hosts.asked()).toBeGreaterThan(5)
    },
  )

  test('one message is poison and ends as a dead letter; two share an id; a status quotes', async () => {
    await broken(db, 'turns')
    await says(`poison: ${words.sentence}`)
    await repaired(db, 'turns')
    const dead = await db.asCourier((sql) => sql`select reason from inbox where state = 'dead'`)
    expect(dead).toHaveLength(2)

    const [one, other] = [words.sentence, `${words.sentence}, twice`].map((text) =>
      fromWhatsapp(++count, text, { id: messageId(9_000) }),
    )
    const together = { ...one, entry: [...one!.entry, ...other!.entry] }
    expect(await post('whatsapp', JSON.stringify(together))).toBe(200)
    expect(await post('whatsapp', JSON.stringify(other))).toBe(200)
    await tillie.road.idle()
    const conflicts = await db.asOwner(
      (sql) => sql`select 1 from audit_log where action = 'inbox.conflict'`,
    )
    expect(conflicts.length).toBeGreaterThan(0)

    const left = await db.asOwner(
      (sql) => sql<{ id: string }[]>`
      select external_id as id from outbox where channel = 'whatsapp' and state = 'sent'`,
    )
    expect(left.length).toBeGreaterThan(0)
    expect(await post('whatsapp', JSON.stringify(failedStatus(left[0]!.id)))).toBe(200)
    await tillie.road.idle()
    const failed = () =>
      db.asOwner(
        (sql) => sql`
          select 1 from outbox where external_id = ${left[0]!.id} and state = 'failed'`,
      )
    await expect.poll(failed, patiently).toHaveLength(1)
  })

  test('and nothing of it is in the log', () => {
    expect(lines.length).toBeGreaterThan(20)
    const told = new Set(lines.map((line) => JSON.parse(line).msg as string))
    for (const line of loud) expect([...told]).toContain(line)
    expect(lines.flatMap((line) => canariesIn('log', line))).toEqual([])
  })

  test('nor in what is counted, nor in any answer to a request', async () => {
    const headers = { authorization: `Bearer ${secrets.metricsToken}` }
    expect(await hear('/metrics', { headers })).toBe(200)
    for (const path of ['/readyz', '/healthz', '/api/v1/openapi.json', '/api/docs', '/'])
      expect(await hear(path)).toBe(200)
    expect(replies.flatMap((reply) => canariesIn('reply', reply))).toEqual([])
  })

  test('nor anywhere in the database but where words are kept', async () => {
    expect(await searchDatabase(db)).toEqual({ strays: [], unseen: [] })
  })

  test('nor in what the command line says of dead letters and of faults', slow, async () => {
    const { TILLIE_DATA: _, ...own } = environmentOf(folder)
    const environment = { ...own, TILLIE_LOG_LEVEL: 'debug' }
    const command = openTerminal({ ...environment, ...(url && { DATABASE_URL: url }) })
    const said: string[] = []
    const run = async (line: string | string[]) => {
      const { status, out, err } = await command.tillie(line)
      said.push(out, err)
      return status
    }
    const at = url ? db : await openDb({ url, dataDir: join(command.folder, 'data'), log: quiet })
    if (!url) await migrate(at)
    if (!url) await createOrg(at, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })
    await broken(at, 'users')
    if (!url) await at.close()
    expect(await run(['link', '--as', 'owner', '--name', `${words.name} the Second`])).toBe(1)
    expect(said.join()).toMatch(/went wrong on our side: PostgresError P0001/)
    // The dead letters are in the server's database; the embedded one of this run is in memory.
    if (url) {
      expect(await run('inbox list')).toBe(0)
      expect(await run('inbox list --json')).toBe(0)
      expect(said.join()).toMatch(/tried 5 times/)
    }
    command.close()
    const unreachable = `postgres://tillie:${secrets.databasePassword}@127.0.0.1:9/none`
    const wrong = openTerminal({ ...environmentOf(folder), DATABASE_URL: unreachable })
    said.push((await wrong.tillie('inbox list')).err)
    wrong.close()
    const odd = openTerminal({
      TELEGRAM_BOT_TOKEN: `no ${secrets.botToken}`,
      WHATSAPP_APP_SECRET: `no ${secrets.appSecret}`,
      OPENAI_API_KEY: `no ${secrets.openaiKey}`,
      DATABASE_URL: `mysql://x:${secrets.databasePassword}@y`,
      PUBLIC_URL: `ftp://${secrets.verifyToken}`,
    })
    said.push((await odd.tillie('start')).err)
    odd.close()
    expect(said.every((words) => words !== undefined)).toBe(true)
    expect(said.at(-1)).toMatch(/TELEGRAM_BOT_TOKEN/)
    expect(said.flatMap((text) => canariesIn('terminal', text))).toEqual([])
  })
})

/** Throws all that it was told; every other time as something that is no fault of a model's. */
const thrower: Model = {
  name: 'thrower',
  async answer({ messages, system }) {
    const told = `${inner.model}: ${JSON.stringify(messages)} ${system}`
    throw Object.assign(new TypeError(told, { cause: new Error(told) }), { code: told, text: told })
  },
}

function environmentOf(folder: string): Record<string, string> {
  return {
    ...{ PUBLIC_URL: 'https://duka.example', TILLIE_PORT: '0', TILLIE_DATA: folder },
    ...{ WHATSAPP_APP_SECRET: secrets.appSecret, WHATSAPP_VERIFY_TOKEN: secrets.verifyToken },
    ...{ WHATSAPP_ACCESS_TOKEN: secrets.whatsappToken, WHATSAPP_PHONE_NUMBER_ID: '100200300' },
    ...{ TELEGRAM_BOT_TOKEN: secrets.botToken, TELEGRAM_WEBHOOK_SECRET: secrets.webhookSecret },
    ...{ OPENAI_API_KEY: secrets.openaiKey, TILLIE_METRICS_TOKEN: secrets.metricsToken },
  }
}

const settings = (folder: string) => readConfig(environmentOf(folder))

/** The writer on both channels, and an owner with another chat, who is told of failures. */
async function hire(db: Db, org: Org) {
  await db.asOrg(org.id, async (sql) => {
    const zawadi = await addPerson(sql, { name: words.name, roles: ['finance'], now })
    const kasuku = await addPerson(sql, { name: words.telegramName, roles: ['owner'], now })
    const [phone, telegramId] = [`+${words.phone}`, words.telegramId]
    await moveIdentities(sql, { channel: 'whatsapp', sender: { phone }, ...zawadi, now })
    await moveIdentities(sql, { channel: 'telegram', sender: { telegramId }, ...kasuku, now })
  })
}

/** The first run of a job finds work that cannot be done: an old event that will not go. */
async function sabotage(db: Db, org: Org) {
  await db.asOwner(
    (sql) => sql`
      insert into raw_events (org_id, channel, account, sha256, body, received_at)
      values (${org.id}, 'whatsapp', '', '', ${words.sentence}, '2026-01-01')`,
  )
  await broken(db, 'raw_events')
}

/** From now on the database refuses to write there, and quotes the row in its refusal. */
async function broken(db: Db, table: string, code = 'P0001') {
  await db.asOwner((sql) =>
    sql.unsafe(`
      create function quote_row() returns trigger language plpgsql as $$
      begin
        raise exception using errcode = '${code}',
          message = '${inner.database}: ' || coalesce(new, old)::text,
          detail = coalesce(new, old)::text, hint = coalesce(new, old)::text;
      end $$;
      create trigger quotes before insert or update or delete on ${table}
        for each row execute function quote_row()`),
  )
}

async function repaired(db: Db, table: string) {
  await db.asOwner((sql) =>
    sql.unsafe(`drop trigger quotes on ${table}; drop function quote_row()`),
  )
}

function fromWhatsapp(
  count: number,
  text: string,
  { tap, id }: { tap?: string; id?: string } = {},
) {
  const base = { from: words.phone, id: id ?? messageId(count), timestamp: String(seconds) }
  const reply = { type: 'button_reply', button_reply: { id: tap, title: text } }
  const message = tap
    ? { ...base, type: 'interactive', interactive: reply }
    : { ...base, type: 'text', text: { body: text } }
  const contacts = [{ profile: { name: words.name }, wa_id: words.phone }]
  return whatsappBody({ contacts, messages: [message] })
}

function failedStatus(id: string) {
  const quoted = `${words.status} to ${words.phone}: ${words.sentence}`
  const errors = [{ code: 131026, title: quoted, message: quoted, error_data: { details: quoted } }]
  const status = {
    id,
    status: 'failed',
    timestamp: String(seconds),
    recipient_id: words.phone,
    errors,
  }
  return whatsappBody({ statuses: [status] })
}

function whatsappBody(value: object) {
  const metadata = { display_phone_number: '254700000000', phone_number_id: '100200300' }
  const whole = { messaging_product: 'whatsapp', metadata, ...value }
  const entry = [{ id: '1', changes: [{ field: 'messages', value: whole }] }]
  return { object: 'whatsapp_business_account', entry }
}

function fromTelegram(count: number, text: string) {
  const id = Number(words.telegramId)
  const from = { id, is_bot: false, first_name: words.telegramName }
  const chat = { id, type: 'private', first_name: words.telegramName }
  const message = { message_id: count, date: seconds, chat, from, text }
  return { update_id: 7_000 + count, message }
}
