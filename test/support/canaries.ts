/** Words that must not be found where they have no business, and the places that are searched for them. */
import type { Db } from '#db/sql.ts'
import { tables } from './catalogue-rules.ts'

/** What opens doors: nowhere at all. */
export const secrets = {
  whatsappToken: 'EAAGcanaryWhatsappToken01',
  appSecret: 'canary-app-secret-02',
  verifyToken: 'canary-verify-token-03',
  botToken: '900:canaryBotToken04',
  webhookSecret: 'canary-webhook-secret-05',
  openaiKey: 'sk-canary-openai-key-06',
  metricsToken: 'canary-metrics-token-07',
  databasePassword: 'canary-database-password-08',
}

/** What faults say of themselves, quoting whatever they like: nowhere, not even in a reply. */
export const inner = {
  database: 'quetzal in the database',
  model: 'quetzal in the model',
  platform: 'quetzal at the platform',
  network: 'quetzal on the wire',
}

/** What people are and say: where words are kept, and nowhere else. */
export const words = {
  phone: '254799123456',
  name: 'Zawadi Canarybird',
  telegramId: '7799123456',
  telegramName: 'Kasuku Canarybird',
  sentence: 'the heron sleeps beneath the tin roof',
  code: 'TILL-7K2M9-QXR4T',
  buttonToken: 'canary-button-token',
  status: 'the heron was not delivered',
  path: 'canary-of-the-path',
}

/** As Meta writes message ids: the number stands in them, encoded. */
export const messageId = (count: number) =>
  `wamid.${Buffer.from(`${words.phone}-${String(count).padStart(4, '0')}`).toString('base64')}`
const encodedPhone = Buffer.from(words.phone).toString('base64')

/** Columns that hold what people are and say, because that is what they are for. */
const wordColumns = [
  'public.conversations.address',
  'public.conversations.chat',
  'public.choices.payload',
  'public.choices.title',
  'public.identities.value',
  'public.inbox.chat',
  'public.inbox.external_id',
  'public.inbox.payload',
  'public.outbox.payload',
  'public.pauses.chat',
  'public.raw_events.body',
  'public.turns.question',
  'public.turns.receipts',
  'public.turns.reply',
  'public.turns.tools',
  'public.users.name',
]
/** Kept as the platforms posted it. */
const asPosted = ['public.inbox.payload', 'public.raw_events.body']

/** Canaries in a text, as `what: which`. */
export function canariesIn(what: string, text: string): string[] {
  return every()
    .filter((canary) => text.includes(canary))
    .map((canary) => `${what}: ${canary}`)
}

function every(): string[] {
  return [...Object.values(secrets), ...Object.values(inner), ...Object.values(words), encodedPhone]
}

interface Findings {
  /** Where canaries stand that may not stand there. */
  strays: string[]
  /** Canaries that were nowhere at all: the run did not carry them. */
  unseen: string[]
}

/** Looks through every column of every table. */
export async function searchDatabase(db: Db): Promise<Findings> {
  const strays = new Set<string>()
  const seen = new Set<string>()
  await db.asOwner(async (sql) => {
    const columns = await sql.unsafe<{ table: string; column: string; isBytes: boolean }[]>(`
      select t.name as table, a.attname as column, a.atttypid = 'bytea'::regtype as "isBytes"
      from (${tables}) t
      join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      order by 1, 2`)
    for (const { table, column, isBytes } of columns) {
      const value = isBytes ? `encode("${column}", 'escape')` : `"${column}"::text`
      const [found] = await sql.unsafe<{ text: string | null }[]>(
        `select string_agg(distinct ${value}, chr(10)) as text from ${table}`,
      )
      const place = `${table}.${column}`
      for (const canary of every().filter((canary) => found?.text?.includes(canary))) {
        seen.add(canary)
        if (!mayStand(canary, place)) strays.add(`${place}: ${canary}`)
      }
    }
  })
  const expected = Object.values(words).filter((word) => word !== words.path)
  return { strays: [...strays], unseen: expected.filter((word) => !seen.has(word)) }
}

function mayStand(canary: string, place: string): boolean {
  const isWord = canary === encodedPhone || Object.values(words).includes(canary)
  if (!isWord) return false
  return ([words.code, words.status] as string[]).includes(canary)
    ? asPosted.includes(place)
    : wordColumns.includes(place)
}
