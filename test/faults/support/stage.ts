/** The stage of a fault story: a database with a small shop in it, the platforms' hosts, and Tillies. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { migrate } from '#db/migrate.ts'
import { openDb } from '#db/sql.ts'
import { moveIdentities } from '#domain/addresses.ts'
import { importSales } from '#domain/import/import-sales.ts'
import { createOrg } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import { quiet, withDatabase } from '#test/support/database.ts'
import type { ChildOrders } from './child.ts'
import { type Hosts, openHosts } from './hosts.ts'
import { type RunningTillie, startTillie } from './tillies.ts'

export const secrets = {
  app: 'app-secret',
  webhook: 'webhook-secret',
  verify: 'verify-word',
  number: '100200300',
  bot: '900:token',
}

export interface Stage {
  /** Address of the stage's own database. */
  url: string
  hosts: Hosts
  /** Environment of a Tillie on this stage. */
  environment: Record<string, string>
  start(orders?: Partial<ChildOrders>): Promise<RunningTillie>
  /** As the superuser, over a pool that lives as long as the stage. */
  sql: postgres.Sql
  /** Nothing new in the inbox, nothing waiting or leaving in the outbox. */
  isQuiet(): Promise<boolean>
  close(): Promise<void>
}

/** Phones of people with the role of owner, who may ask for figures. */
export const ownerPhones = Array.from({ length: 64 }, (_, at) => `+2547000001${10 + at}`)
/** Telegram chats of the same people. */
export const ownerChats = ownerPhones.map((_, at) => 5_000 + at)

const sales = `Invoice No,Stock Code,Description,Quantity,Invoice Date,Unit Price,Customer ID,Country
A-1001,F-2,Unga 2kg,3,2026-11-19 09:15,210.00,C1,Kenya
A-1002,F-3,Sugar 1kg,2,2026-11-19 13:40,165.50,C2,Kenya
`

/** A fresh database on `server`, with a shop and its owners. */
export async function openStage(server: string): Promise<Stage> {
  const name = `tillie_stage_${randomUUID().replaceAll('-', '')}`
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name}`)
  await admin.end()
  const url = withDatabase(server, name)
  const folder = mkdtempSync(join(tmpdir(), 'tillie-stage-'))
  await furnish(url, folder)
  const hosts = await openHosts()
  const environment = {
    ...{ DATABASE_URL: url, TILLIE_DATA: folder, TILLIE_PORT: '0' },
    ...{ PUBLIC_URL: 'https://duka.example' },
    ...{ WHATSAPP_APP_SECRET: secrets.app, WHATSAPP_VERIFY_TOKEN: secrets.verify },
    ...{ WHATSAPP_ACCESS_TOKEN: 'token', WHATSAPP_PHONE_NUMBER_ID: secrets.number },
    ...{ TELEGRAM_BOT_TOKEN: secrets.bot, TELEGRAM_WEBHOOK_SECRET: secrets.webhook },
    ...hosts.environment,
  }
  const sql = postgres(url, {
    ...{ max: 4, onnotice: () => {}, backoff: () => 0.1, connect_timeout: 2 },
  })
  const tillies: RunningTillie[] = []
  return { url, hosts, environment, start, sql, isQuiet, close }

  async function start(orders: Partial<ChildOrders> = {}) {
    const tillie = await startTillie({ environment, orders })
    tillies.push(tillie)
    return tillie
  }

  async function isQuiet() {
    const [row] = await sql<{ undone: number }[]>`
      select (select count(*) from inbox where state = 'new')::integer
        + (select count(*) from outbox where state in ('waiting', 'sending'))::integer as undone`
    return row!.undone === 0
  }

  async function close() {
    for (const tillie of tillies) if (!tillie.hasEnded()) await tillie.kill('SIGKILL')
    await hosts.close()
    await sql.end({ timeout: 2 })
    const admin = postgres(server, { max: 1, onnotice: () => {} })
    await admin.unsafe(`drop database if exists ${name} with (force)`)
    await admin.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function furnish(url: string, folder: string) {
  const db = await openDb({ url, dataDir: null, log: quiet, poolMax: 2 })
  const now = new Date('2026-11-20T09:00:00Z')
  try {
    await migrate(db)
    const org = await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })
    const file = join(folder, 'sales.csv')
    writeFileSync(file, sales)
    await importSales(db, { org, file, now: () => now })
    await db.asOrg(org.id, async (sql) => {
      for (const [at, phone] of ownerPhones.entries()) {
        const { userId } = await addPerson(sql, { name: `Owner ${at}`, roles: ['owner'], now })
        const telegramId = String(ownerChats[at])
        await moveIdentities(sql, { channel: 'whatsapp', sender: { phone }, userId, now })
        await moveIdentities(sql, { channel: 'telegram', sender: { telegramId }, userId, now })
      }
    })
  } finally {
    await db.close()
  }
}
