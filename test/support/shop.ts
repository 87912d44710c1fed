/**
 * A whole Tillie over a small Kenyan shop, with its standing cast. People write real, signed
 * webhooks; what comes back is what the real clients handed to the platforms' hosts.
 */
import { createHmac, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '#config.ts'
import type { Db } from '#db/sql.ts'
import { moveIdentities } from '#domain/addresses.ts'
import type { Role } from '#domain/identity.ts'
import { importSales } from '#domain/import/import-sales.ts'
import { createOrg, type Org } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import { openTillie, type Tillie, type TillieOptions } from '#main.ts'
import { openTestDb, quiet } from './database.ts'
import { type Delivered, openPlatforms, type Platforms } from './platforms.ts'

export type Channel = 'whatsapp' | 'telegram'

export const cast: Record<Role, { name: string; phone: string; telegramId: string }> = {
  owner: { name: 'Wanjiru Kamau', phone: '+254700000001', telegramId: '501' },
  finance: { name: 'Amina Hassan', phone: '+254700000002', telegramId: '502' },
  staff: { name: 'Otieno Ouma', phone: '+254700000003', telegramId: '503' },
  customer: { name: 'Juma Otieno', phone: '+254700000004', telegramId: '504' },
}

/** Yesterday, 19 November: gross 1,441.00, returns 210.00, net 1,231.00, 3 orders. */
const sales = `Invoice No,Stock Code,Description,Quantity,Invoice Date,Unit Price,Customer ID,Country
A-0990,F-2,Unga 2kg,5,2026-11-12 10:00,210.00,C1,Kenya
A-0991,F-1,Unga 1kg,1,2026-11-12 11:00,110.00,C2,Kenya
A-1001,F-2,Unga 2kg,3,2026-11-19 09:15,210.00,C1,Kenya
A-1002,F-3,Sugar 1kg,2,2026-11-19 13:40,165.50,C2,Kenya
A-1003,F-4,Tea leaves 500g,1,2026-11-19 17:05,480.00,C3,Uganda
C-1001,F-2,Unga 2kg,-1,2026-11-19 18:00,210.00,C1,Kenya
`
export const now = new Date('2026-11-20T09:00:00Z')
const unpaced = { everyMs: 0, burst: 1 }
/** On a machine that does much else, a post waits longer than a platform would. */
const patienceMs = 60_000
export const account = { number: '100200300', bot: '900' }
const secrets = { app: 'app-secret', webhook: 'webhook-secret', verify: 'verify-word' }

export interface Saying {
  channel?: Channel
  /** A button's id, tapped instead of written. */
  tap?: string
  /** Photos sent with the words, which stand below the first. */
  photos?: Uint8Array[]
  /** The photos are sent as files of this type. */
  asFile?: string
}

export interface Shop {
  tillie: Tillie
  org: Org
  db: Db
  platforms: Platforms
  /** Writes, waits until everything is answered, and returns what came back to that person. */
  says(who: Role, text: string, saying?: Saying): Promise<Delivered[]>
  post(channel: Channel, body: string | Uint8Array, signature?: string): Promise<Response>
  count(table: 'raw_events' | 'inbox' | 'outbox' | 'turns'): Promise<number>
  close(): Promise<void>
}

export async function openShop({
  settings = {},
  ...options
}: Pick<TillieOptions, 'models' | 'clock' | 'log' | 'packMsMax'> & {
  settings?: Record<string, string>
} = {}): Promise<Shop> {
  const { db, close: closeDb } = await openTestDb()
  const folder = mkdtempSync(join(tmpdir(), 'tillie-shop-'))
  const org = await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })
  await hire(db, org)
  await importSales(db, { org, file: written(folder), now: () => now })
  const platforms = openPlatforms()
  const config = readConfig({
    ...{ PUBLIC_URL: 'https://duka.example', TILLIE_PORT: '0', TILLIE_DATA: folder },
    ...{ WHATSAPP_APP_SECRET: secrets.app, WHATSAPP_VERIFY_TOKEN: secrets.verify },
    ...{ WHATSAPP_ACCESS_TOKEN: 'token', WHATSAPP_PHONE_NUMBER_ID: account.number },
    ...{ TELEGRAM_BOT_TOKEN: `${account.bot}:token`, TELEGRAM_WEBHOOK_SECRET: secrets.webhook },
    ...settings,
  })
  const { fetch } = platforms
  const tillie = await openTillie(config, {
    ...options,
    db,
    fetch,
    clock: options.clock ?? (() => now),
    log: options.log ?? quiet,
    keepMsMax: patienceMs,
    road: {
      limits: { mediaWaitMs: 20, pollMs: 100, statusRetryMs: 100 },
      paces: { whatsapp: unpaced, telegram: unpaced },
    },
  })
  return { tillie, org, db, platforms, says, post, count, close }

  async function says(who: Role, text: string, saying: Saying = {}): Promise<Delivered[]> {
    const { channel = 'whatsapp' } = saying
    const before = platforms.delivered.length
    for (const body of bodiesOf(who, text, saying)) {
      const answer = await post(channel, JSON.stringify(body))
      if (answer.status !== 200) throw new Error(`the webhook was answered ${answer.status}`)
    }
    await tillie.road.idle()
    const { phone, telegramId } = cast[who]
    return platforms.delivered
      .slice(before)
      .filter(({ to }) => to === (channel === 'whatsapp' ? phone : telegramId))
  }

  function bodiesOf(who: Role, text: string, saying: Saying): object[] {
    const { channel = 'whatsapp', photos = [], asFile } = saying
    const from = channel === 'whatsapp' ? fromWhatsapp : fromTelegram
    if (photos.length === 0) return [from(who, text, saying)]
    const media = photos.map((bytes) => platforms.holds(bytes))
    if (channel === 'telegram')
      return media.map((one, at) => fromTelegram(who, at ? '' : text, { media: one, asFile }))
    // One post, as an album comes.
    const [first, ...rest] = media.map((one, at) =>
      fromWhatsapp(who, at ? '' : text, { media: one, asFile }),
    )
    return [{ ...first, entry: [first!, ...rest].flatMap(({ entry }) => entry) }]
  }

  function post(channel: Channel, body: string | Uint8Array, signature = signed(channel, body)) {
    const name = channel === 'whatsapp' ? 'x-hub-signature-256' : 'x-telegram-bot-api-secret-token'
    const headers = { 'content-type': 'application/json', [name]: signature }
    const init = { method: 'POST', headers, body: body as string }
    return globalThis.fetch(`${tillie.url}/webhooks/${channel}`, init)
  }

  async function count(table: 'raw_events' | 'inbox' | 'outbox' | 'turns'): Promise<number> {
    const [row] = await db.asOwner(
      (sql) => sql<{ count: number }[]>`select count(*)::integer as count from ${sql(table)}`,
    )
    return row!.count
  }

  async function close() {
    await tillie.stop()
    await closeDb()
    rmSync(folder, { recursive: true })
  }
}

export function signed(channel: Channel, body: string | Uint8Array): string {
  if (channel === 'telegram') return secrets.webhook
  return `sha256=${createHmac('sha256', secrets.app).update(body).digest('hex')}`
}

/** Everybody but the customer, who is a stranger until he writes. */
function hire(db: Db, org: Org) {
  return db.asOrg(org.id, async (sql) => {
    for (const role of ['owner', 'finance', 'staff'] as const) {
      const { name, phone, telegramId } = cast[role]
      const { userId } = await addPerson(sql, { name, roles: [role], now })
      await moveIdentities(sql, { channel: 'whatsapp', sender: { phone }, userId, now })
      await moveIdentities(sql, { channel: 'telegram', sender: { telegramId }, userId, now })
    }
  })
}

function written(folder: string): string {
  const path = join(folder, 'sales.csv')
  writeFileSync(path, sales)
  return path
}

const seconds = Math.floor(now.getTime() / 1_000)
let updates = 1

interface Sent extends Pick<Saying, 'tap' | 'asFile'> {
  /** What the platform calls the photo by. */
  media?: string
}

export function fromWhatsapp(who: Role, text: string, { tap, media, asFile }: Sent = {}) {
  const { name, phone } = cast[who]
  const from = phone.slice(1)
  const base = { from, id: `wamid.${randomUUID()}`, timestamp: String(seconds) }
  const reply = { type: 'button_reply', button_reply: { id: tap, title: text } }
  const type = asFile ? 'document' : 'image'
  const mime_type = asFile ?? 'image/jpeg'
  const photo = { ...base, type, [type]: { id: media, mime_type, ...(text && { caption: text }) } }
  const words = { ...base, type: 'text', text: { body: text } }
  const message = tap ? { ...base, type: 'interactive', interactive: reply } : media ? photo : words
  return whatsappBody({
    contacts: [{ profile: { name }, wa_id: from }],
    messages: [message],
  })
}

export function whatsappBody(value: object) {
  const metadata = { display_phone_number: '254700000000', phone_number_id: account.number }
  const whole = { messaging_product: 'whatsapp', metadata, ...value }
  const entry = [{ id: '1', changes: [{ field: 'messages', value: whole }] }]
  return { object: 'whatsapp_business_account', entry }
}

export function fromTelegram(who: Role, text: string, { tap, media, asFile }: Sent = {}) {
  const id = Number(cast[who].telegramId)
  const from = { id, is_bot: false, first_name: cast[who].name }
  const chat = { id, type: 'private', first_name: cast[who].name }
  const message = { message_id: ++updates, date: seconds, chat }
  const update_id = 7_000 + updates
  const file = { file_id: media, file_unique_id: media }
  const photo = asFile
    ? { document: { ...file, mime_type: asFile } }
    : { photo: [{ ...file, width: 640, height: 640 }] }
  if (media)
    return { update_id, message: { ...message, from, ...photo, ...(text && { caption: text }) } }
  if (!tap) return { update_id, message: { ...message, from, text } }
  return { update_id, callback_query: { id: String(updates), from, message, data: tap } }
}
