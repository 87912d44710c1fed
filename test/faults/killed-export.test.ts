/** Story: who makes an export is killed in the middle of it. Another finishes it, and nobody sees half a file. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readXlsx } from 'hucre/xlsx'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStage, type Stage } from './support/stage.ts'
import { until } from './support/until.ts'

/** Enough for the spool to be caught at work. */
const orders = 60_000
const attemptsMax = 3
/** A lease is over in less than a minute; then the file is written once more. */
const takenOverMsMax = 150_000

let stage: Stage
let folder: string
let workers: ChildProcess[]
beforeEach(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
  folder = stage.environment.TILLIE_DATA!
  workers = []
  await haveOrders()
})
afterEach(async () => {
  for (const worker of workers) await killed(worker)
  await stage.close()
})

const script = new URL('./support/report-child.ts', import.meta.url).pathname

async function worker(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script, stage.url, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  workers.push(child)
  await once(child.stdout!, 'data')
  return child
}

async function killed(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** Of a month long gone, written past all triggers: only an export asks for them. */
async function haveOrders() {
  await stage.sql.begin(async (sql) => {
    await sql`set local session_replication_role = replica`
    await sql`
      insert into orders (org_id, number, status, ordered_at, business_day, hour, source, external_id)
      select (select min(org_id) from orgs), 'S-' || n, 'DRAFT', '2025-03-10T09:00:00Z', '2025-03-10', 12,
        'elsewhere', n::text
      from generate_series(1, ${orders}::integer) n`
  })
  await stage.sql`analyze orders`
}

/** Asked for by the API; whoever works the queue off sees it within a second. */
async function asked(): Promise<string> {
  const params = { from: '2025-03-01', to: '2025-03-31' }
  const [run] = await stage.sql<{ id: string }[]>`
    insert into reports (org_id, type, params, formats, via, requested_at)
    select min(org_id), 'export_orders', ${stage.sql.json(params)}, '{csv,xlsx}', 'api', now()
    from orgs
    returning id`
  return run!.id
}

async function stateOf(id: string) {
  const [run] = await stage.sql<
    { status: string; progress: number; attempts: number; error: string | null; files: number }[]
  >`
    select status, progress, attempts, error, (
      select count(*)::integer from report_files where report_id = r.id) as files
    from reports r
    where id = ${id}`
  return run!
}

/** The rows of the export are under way, at this attempt. */
const isGrowing = async (id: string, attempt: number) => {
  const { status, progress, attempts } = await stateOf(id)
  if (status === 'completed') throw new Error('too quick to be killed: it needs more orders')
  return status === 'running' && attempts === attempt && progress > 42 && grown().length >= attempt
}

test('killed in mid-export: another finishes it once its lease is over', async () => {
  const first = await worker()
  const id = await asked()
  await until('the export grows', () => isGrowing(id, 1), 60_000)
  await killed(first)

  expect(await stateOf(id)).toMatchObject({ status: 'running', attempts: 1, files: 0 })
  const left = grown()
  expect(left.length).toBeGreaterThan(0)
  expect(brokenFiles()).toEqual([])

  await worker()
  const seen = new Set<string>()
  await until(
    'another has finished it',
    async () => {
      const { status, files } = await stateOf(id)
      seen.add(`${status} ${files}`)
      return status === 'completed'
    },
    takenOverMsMax,
  )
  // Both files came with its end, and neither before.
  expect([...seen].filter((state) => !/^(running|queued) 0$/.test(state))).toEqual(['completed 2'])
  expect(await stateOf(id)).toMatchObject({ status: 'completed', attempts: 2, error: null })
  expect(brokenFiles()).toEqual([])

  const files = await stage.sql<{ format: string; sha256: string }[]>`
    select format, sha256
    from report_files
    join stored_files s on s.id = file_id
    where report_id = ${id}
    order by format`
  const [csv, xlsx] = files.map(({ sha256 }) => kept().get(sha256)!)
  const numbers = new Set(csv!.toString().match(/\bS-\d+\b/g))
  expect(numbers.size).toBe(orders)
  const { sheets } = await readXlsx(xlsx!)
  const rows = Math.max(...sheets.map((sheet) => sheet.rows.length))
  expect(rows).toBeGreaterThanOrEqual(orders)
  // Nothing but what the dead one had begun, which the night sweeps away.
  await until('it has cleared its own away', () => grown().length === left.length)
  expect(grown()).toEqual(left)
})

test('killed at every attempt: it has failed, in a sentence, and the next one is made', async () => {
  const id = await asked()
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const next = await worker()
    await until('the export grows', () => isGrowing(id, attempt), 60_000)
    await killed(next)
    // Its lease need not be waited for each time.
    await stage.sql`update reports set leased_until = now() where status = 'running'`
  }
  await worker()
  const next = await asked()
  await until('the next is made', async () => (await stateOf(next)).status === 'completed', 120_000)
  const failed = await stateOf(id)
  expect(failed).toMatchObject({ status: 'failed', attempts: attemptsMax, files: 0 })
  expect(failed.error).toMatch(/could not be made .* please ask for it again\.$/)
  expect(brokenFiles()).toEqual([])
})

/** Files that are not whole yet. */
function grown(): string[] {
  const growing = join(folder, 'growing')
  if (!existsSync(growing)) return []
  return readdirSync(growing, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Of the store, by name. */
function kept(): Map<string, Buffer> {
  const store = join(folder, 'files')
  if (!existsSync(store)) return new Map()
  const entries = readdirSync(store, { recursive: true, withFileTypes: true })
  return new Map(
    entries
      .filter((entry) => entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name))
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name))]),
  )
}

/** A file under its own name is whole. */
function brokenFiles(): string[] {
  const isBroken = ([name, bytes]: [string, Buffer]) =>
    createHash('sha256').update(bytes).digest('hex') !== name
  return [...kept()].filter(isBroken).map(([name]) => name)
}
