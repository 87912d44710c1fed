/** Writes posts: each raw body once, each message once. The first of an id wins; another body under it is noted. */
import { randomUUID } from 'node:crypto'
import type { Fragment, Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import type { Accounts } from './accounts.ts'
import type { RoadLimits } from './limits.ts'
import type { Inbound } from './message.ts'
import type { Post } from './post.ts'
import { storableJson, storableText } from './storable.ts'

interface Batch {
  posts: Post[]
  accounts: Accounts
  limits: RoadLimits
  now: Date
}

interface Messages {
  messages: Inbound[]
  accounts: Accounts
  limits: RoadLimits
  now: Date
}

export async function storePosts(sql: Sql, { posts, ...terms }: Batch): Promise<void> {
  await terms.accounts.learn(sql, posts.flatMap(accountsOf))
  const messages = posts.flatMap((post) => post.inbound)
  // Concurrent webhook calls keep no order; within one commit the platform's time restores it.
  messages.sort((one, other) => one.sentAt.getTime() - other.sentAt.getTime())
  await together([
    storeBodies(sql, { posts, ...terms }),
    messages.length > 0 && storeMessages(sql, { messages, ...terms }),
  ])
}

function accountsOf({ channel, inbound }: Post) {
  return inbound.map(({ account }) => ({ channel, account }))
}

async function storeBodies(sql: Sql, { posts, accounts, now }: Batch) {
  const rows = posts.map(({ channel, body, inbound }) => {
    const account = inbound[0]?.account ?? ''
    return { orgId: accounts.orgOf({ channel, account }), channel, account, body }
  })
  await sql`
    insert into raw_events (org_id, channel, account, sha256, body, received_at)
    select org_id::integer, channel, coalesce(account, ''),
      sha256(convert_to(coalesce(body, ''), 'UTF8')), coalesce(body, ''), ${now}
    from rows from (
      ${column(
        sql,
        rows.map(({ orgId }) => orgId),
      )},
      ${column(
        sql,
        rows.map(({ channel }) => channel),
      )},
      ${column(
        sql,
        rows.map(({ account }) => storableText(account)),
      )},
      ${column(
        sql,
        rows.map(({ body }) => storableText(body)),
      )}
    ) as posts (org_id, channel, account, body)
    on conflict do nothing`
}

/** Sorted within, so that ids follow it; and a query that sorts is not dissolved: each payload is read once. */
async function storeMessages(sql: Sql, { messages, accounts, limits, now }: Messages) {
  const orgIds = column(
    sql,
    messages.map((message) => accounts.orgOf(message)),
  )
  const payloads = column(sql, messages.map(storableJson))
  const waits = column(
    sql,
    messages.map((message) => (waitsForWords(message) ? limits.mediaWaitMs : 0)),
  )
  const kept = await sql`
    insert into inbox (org_id, channel, account, external_id, chat, kind, payload, sent_at,
      received_at, not_before)
    select org_id, payload ->> 'channel', payload ->> 'account', payload ->> 'externalId',
      payload ->> 'chat', payload ->> 'kind', payload, (payload ->> 'sentAt')::timestamptz,
      ${now}, now() + wait
    from (
      select org_id::integer, payload::jsonb, wait_ms::float * interval '1 ms' as wait, ordinality
      from rows from (${orgIds}, ${payloads}, ${waits}) with ordinality
        as given (org_id, payload, wait_ms)
      order by ordinality
    ) given
    on conflict (org_id, channel, account, external_id) do nothing`
  if (kept.count < messages.length) await noteConflicts(sql, { orgIds, payloads, now })
}

/** A picture and its words often come as two messages; ordinary text never waits. */
function waitsForWords(message: Inbound): boolean {
  if (message.kind !== 'message' || message.content.is !== 'media') return false
  const { media, caption } = message.content
  return !caption && media.kind !== 'audio' && media.kind !== 'sticker'
}

/** A tap carries no time of its own: redelivered, it gets another, and is the same tap all the same. */
async function noteConflicts(
  sql: Sql,
  { orgIds, payloads, now }: { orgIds: Fragment; payloads: Fragment; now: Date },
) {
  // A platform's own id of a message is not for the audit: WhatsApp's has a number in it.
  await sql`
    insert into audit_log (org_id, at, action, subject, detail)
    select given.org_id, ${now}, 'inbox.conflict', earlier.id::text,
      jsonb_build_object('channel', earlier.channel,
        'sha256', encode(sha256(convert_to(given.body::text, 'UTF8')), 'hex'))
    from (
      select org_id::integer, payload::jsonb - 'sentAt' as body
      from rows from (${orgIds}, ${payloads}) as given (org_id, payload)
      offset 0
    ) given
    -- One look by its key for each: a join might read the whole inbox for them.
    cross join lateral (
      select id, channel, payload - 'sentAt' as body
      from inbox
      where org_id = given.org_id and channel = given.body ->> 'channel'
        and account = given.body ->> 'account' and external_id = given.body ->> 'externalId'
      limit 1) earlier
    where earlier.body <> given.body`
}

/** Stands in no text from outside: nobody there knows it. */
const separator = `\u001e${randomUUID()}\u001e`

/** One column for PostgreSQL to take apart: texts as they are need neither escaping nor parsing. */
function column(sql: Sql, values: (string | number)[]): Fragment {
  return sql`string_to_table(${values.join(separator)}, ${separator})`
}
