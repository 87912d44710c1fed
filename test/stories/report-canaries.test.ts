/**
 * Story: reports about goods and people with telling names are made while store, database and models
 * fail and quote all they were told. Logs, reasons, problems and the audit say none of it.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '#config.ts'
import { issueCode } from '#domain/linking.ts'
import { createOrg, type Org } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import type { Model } from '#engine/model.ts'
import { offline } from '#engine/models/offline/offline.ts'
import { openai } from '#engine/models/openai.ts'
import { openLog } from '#kit/log.ts'
import { openTillie, type Tillie } from '#main.ts'
import { canariesIn, inner, secrets, words } from '#test/support/canaries.ts'
import { openTestDb } from '#test/support/database.ts'
import { openRudeHosts } from '#test/support/rude-hosts.ts'

const now = new Date('2026-11-20T09:00:00Z')
const s3 = { key: 'canary-store-key-09', secret: 'canary-store-secret-10' }
const patiently = { timeout: 90_000 }
const slow = { timeout: 120_000 }

/** What was logged, so that the log was really written to. */
const loud = ['a report was not made', 'a model broke', 'an API request failed']

describe('reports full of canaries', async () => {
  const { db, close } = await openTestDb()
  const folder = mkdtempSync(join(tmpdir(), 'tillie-report-canaries-'))
  const hosts = await openRudeHosts()
  const lines: string[] = []
  const replies: string[] = []
  /** Whoever has one of these may open a file. */
  const links = new Set<string>()
  let org: Org
  let tillie: Tillie
  let token = ''

  beforeAll(async () => {
    org = await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })
    tillie = await open({})
    await joins()
    await trades()
  })
  afterAll(async () => {
    await tillie.stop()
    await hosts.close()
    await close()
    rmSync(folder, { recursive: true })
  })

  /** Its data rests on the disk, unless the settings name a bucket. */
  function open(settings: Record<string, string>) {
    const environment = { TILLIE_PORT: '0', TILLIE_DATA: folder, ...settings }
    return openTillie(readConfig(environment), {
      ...{ db, phone: false, clock: () => now, models: [offline()] },
      log: openLog('debug', { write: (line) => void lines.push(line) }),
      noteModels: [
        thrower,
        openai({ apiKey: secrets.openaiKey, baseUrl: hosts.modelUrl, model: 'gpt' }),
      ],
    })
  }

  async function hear(method: string, path: string, body?: object, authorization = token) {
    const answer = await fetch(`${tillie.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${authorization}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    })
    const text = await answer.text()
    if (answer.status >= 400) replies.push(`${answer.status} ${[...answer.headers].join()} ${text}`)
    return { status: answer.status, text }
  }
  const api = async (method: string, path: string, body?: object) => {
    const { text } = await hear(method, `/api/v1${path}`, body)
    return JSON.parse(text)
  }

  async function joins() {
    const { code } = await db.asOrg(org.id, async (sql) => {
      const { userId } = await addPerson(sql, { name: words.name, roles: ['owner'], now })
      return issueCode(sql, { userId, now, random: randomBytes })
    })
    const body = { code, login: 'owner@duka.example', password: 'ten signs or more' }
    token = (await api('POST', '/auth/register', body)).accessToken
  }

  async function trades() {
    const product = await api('POST', '/products', { name: words.sentence, price: '450' })
    const lines = [{ productId: product.id, quantity: '10', unitCost: '200' }]
    await api('POST', '/inventory/receipts', { lines, paidFrom: 'cash' })
    const buyer = { name: words.telegramName, phone: `+${words.phone}` }
    const { id: customerId } = await api('POST', '/customers', buyer)
    const sold = [{ productId: product.id, quantity: '3' }]
    await api('POST', '/orders', { lines: sold, customerId, status: 'PAID', note: words.status })
  }

  const ask = async (type: string, params: object, formats: string[]) =>
    (await api('POST', '/reports/generate', { type, params, formats })).id as string
  const day = { day: '2026-11-20' }
  const days = { from: '2026-11-01', to: '2026-11-20' }

  /** Its waits between tries are cut short. */
  async function ends(id: string): Promise<{ status: string; error: string | null }> {
    const state = async () => {
      await db.asOwner(
        (sql) => sql`
          update reports set leased_until = null where id = ${id} and status = 'queued'`,
      )
      tillie.house.desk.wake()
      return (await api('GET', `/reports/status/${id}`)).status
    }
    await expect.poll(state, patiently).toMatch(/completed|failed/)
    const run = await api('GET', `/reports/${id}`)
    for (const { url } of run.files) if (url) links.add(url)
    return run
  }

  test('they are made, and the models that should write notes throw and quote', slow, async () => {
    const ids = [
      await ask('daily_sales', day, ['pdf', 'csv', 'xlsx']),
      await ask('sales_summary', { ...days, by: 'customer' }, ['pdf', 'csv', 'xlsx']),
      await ask('receivables_ageing', day, ['csv']),
      await ask('stock_valuation', day, ['xlsx']),
    ]
    for (const id of ids) expect(await ends(id)).toMatchObject({ status: 'completed' })
    const notes = async () =>
      (await api('GET', `/reports/${ids[0]}`)).insights_json?.state as string | undefined
    await expect.poll(notes, patiently).toBe('unavailable')
    const csv = await hear('GET', `/api/v1/reports/download?id=${ids[0]}&format=csv`)
    // The report itself says what was sold: it is what may be read by whoever may read it.
    expect(csv.text).toContain(words.sentence)
    for (const url of links) expect((await hear('GET', url)).status).toBe(200)
    expect((await hear('GET', `${[...links][0]}x`)).status).toBe(403)
  })

  test.each(['report_files', 'stored_files', 'audit_log'])(
    'they fail when %s takes nothing, and say so in one sentence',
    slow,
    async (table) => {
      await broken(table)
      const id = await askDirectly()
      const run = await ends(id)
      await repaired(table)
      expect(run).toMatchObject({ status: 'failed', error: expect.stringMatching(/in 3 tries/) })
    },
  )

  test('asking fails when there is no queue, and what was asked is not said back', async () => {
    await broken('reports')
    const told = await hear('POST', '/api/v1/reports/generate', {
      ...{ type: 'daily_sales', params: day },
    })
    await repaired('reports')
    expect(told.status).toBe(500)
    const odd = { type: words.sentence, params: { [words.name]: words.phone } }
    expect((await hear('POST', '/api/v1/reports/generate', odd)).status).toBe(400)
    expect((await hear('GET', `/api/v1/reports/${words.path}`)).status).toBe(400)
    expect((await hear('GET', `/files/${words.path}`)).status).toBe(403)
    expect((await hear('GET', '/api/v1/reports', undefined, words.code)).status).toBe(401)
  })

  test('the store is a bucket that refuses and repeats the key', slow, async () => {
    await tillie.stop()
    tillie = await open({
      ...{ S3_BUCKET_NAME: 'duka', S3_ENDPOINT: hosts.modelUrl, S3_REGION: 'eu-west-1' },
      ...{ S3_ACCESS_KEY_ID: s3.key, S3_SECRET_ACCESS_KEY: s3.secret },
    })
    const before = hosts.asked()
    const id = await ask('daily_sales', day, ['pdf'])
    expect(await ends(id)).toMatchObject({ status: 'failed' })
    expect(hosts.asked()).toBeGreaterThan(before)
    for (const url of links) expect((await hear('GET', url)).status).toBeGreaterThanOrEqual(400)
  })

  test('nothing of it is in the log', () => {
    const told = new Set(lines.map((line) => JSON.parse(line).msg as string))
    for (const line of loud) expect([...told]).toContain(line)
    const secret = [s3.key, s3.secret, token, ...[...links].map((link) => link.slice(-43))]
    const found = lines.flatMap((line) => [
      ...canariesIn('log', line),
      ...secret.filter((one) => line.includes(one)).map((one) => `log: ${one}`),
    ])
    expect(found).toEqual([])
  })

  test('nor in what was answered to requests that went wrong', () => {
    expect(replies.length).toBeGreaterThan(5)
    expect(replies.flatMap((reply) => canariesIn('reply', reply))).toEqual([])
  })

  test('nor in reasons, runs of jobs and the audit', async () => {
    const texts = await db.asOwner(async (sql) => [
      ...(await sql<{ text: string }[]>`select row_to_json(a)::text as text from audit_log a`),
      ...(await sql<{ text: string }[]>`select row_to_json(j)::text as text from job_runs j`),
      ...(await sql<{ text: string }[]>`
        select concat(error, params, insights) as text from reports`),
    ])
    expect(texts.length).toBeGreaterThan(20)
    const strays = texts.flatMap(({ text }) => canariesIn('kept', text))
    // Notes beside a report of goods may name the goods, as the report does.
    expect(strays.filter((stray) => !stray.endsWith(words.sentence))).toEqual([])
    const audit = await db.asOwner(
      (sql) => sql<{ text: string }[]>`
      select row_to_json(a)::text as text from audit_log a where action like 'REPORT%'`,
    )
    expect(audit.length).toBeGreaterThan(4)
    expect(audit.flatMap(({ text }) => canariesIn('audit', text))).toEqual([])
  })

  /** Asked for by the timetable, past the doors: the audit of the doors is broken, too. */
  async function askDirectly(): Promise<string> {
    const { desk } = tillie.house
    const formats = ['pdf', 'csv'] as const
    const request = { type: 'daily_sales', params: day, formats, requestedBy: null, now }
    const { id } = await db.asOrg(org.id, (sql) =>
      desk.request(sql, { ...request, via: 'schedule', wantsInsights: true }),
    )
    return id
  }

  /** From now on the database refuses to write there, and quotes the row in its refusal. */
  async function broken(table: string) {
    await db.asOwner((sql) =>
      sql.unsafe(`
        create function quote_row() returns trigger language plpgsql as $$
        begin
          raise exception using errcode = 'P0001',
            message = '${inner.database}: ${words.sentence} ' || new::text, detail = new::text;
        end $$;
        create trigger quotes before insert on ${table}
          for each row execute function quote_row()`),
    )
  }

  async function repaired(table: string) {
    await db.asOwner((sql) =>
      sql.unsafe(`drop trigger quotes on ${table}; drop function quote_row()`),
    )
  }
})

/** Throws all that it was told. */
const thrower: Model = {
  name: 'thrower',
  async answer({ messages, system }) {
    const told = `${inner.model}: ${words.sentence} ${JSON.stringify(messages)} ${system}`
    throw Object.assign(new TypeError(told, { cause: new Error(told) }), { code: told, text: told })
  },
}
