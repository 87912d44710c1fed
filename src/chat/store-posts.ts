/** Writes posts: each raw body once, each message once. The first of an id wins; another body under it is noted. */
import { createHash } from 'node:crypto'
import type { Json, Sql } from '#db/sql.ts'
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

interface Line {
  [column: string]: Json
  org_id: number
  channel: string
  account: string
  external_id: string
  sha256: string
}

export async function storePosts(sql: Sql, { posts, accounts, limits, now }: Batch): Promise<void> {
  await accounts.learn(sql, posts.flatMap(accountsOf))
  const events = posts.map((post) => eventOf(post, accounts, now))
  const messages = posts.flatMap((post) => post.inbound)
  // Concurrent webhook calls keep no order; within one commit the platform's time restores it.
  messages.sort((one, other) => one.sentAt.getTime() - other.sentAt.getTime())
  const { first, conflicts } = firstOfEach(
    messages.map((message) => lineOf(message, accounts, limits, now)),
  )
  await storeEvents(sql, events)
  if (first.length > 0) await storeLines(sql, first, now)
  if (conflicts.length > 0) await noteConflicts(sql, conflicts, now)
}

function accountsOf({ channel, inbound }: Post) {
  return inbound.map(({ account }) => ({ channel, account }))
}

function eventOf({ channel, body, inbound }: Post, accounts: Accounts, now: Date): Json {
  const account = inbound[0]?.account ?? ''
  return {
    org_id: accounts.orgOf({ channel, account }),
    channel,
    account,
    sha256: digest(body),
    body: storableText(body),
    received_at: now.toISOString(),
  }
}

function lineOf(message: Inbound, accounts: Accounts, limits: RoadLimits, now: Date): Line {
  const { channel, account, externalId, chat, kind, sentAt } = message
  const payload = storableJson(message)
  return {
    org_id: accounts.orgOf(message),
    channel,
    account,
    external_id: externalId,
    chat,
    kind,
    payload: JSON.parse(payload),
    // A tap carries no time of its own: redelivered, it gets another, and is the same tap all the same.
    sha256: digest(storableJson({ ...message, sentAt: null })),
    sent_at: sentAt.toISOString(),
    received_at: now.toISOString(),
    wait_seconds: waitsForWords(message) ? limits.mediaWaitMs / 1_000 : 0,
  }
}

/** A picture and its words often come as two messages; ordinary text never waits. */
function waitsForWords(message: Inbound): boolean {
  if (message.kind !== 'message' || message.content.is !== 'media') return false
  const { media, caption } = message.content
  return !caption && media.kind !== 'audio' && media.kind !== 'sticker'
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function firstOfEach(lines: Line[]): { first: Line[]; conflicts: Line[] } {
  const byId = new Map<string, Line>()
  const conflicts: Line[] = []
  for (const line of lines) {
    const id = JSON.stringify([line.org_id, line.channel, line.account, line.external_id])
    const earlier = byId.get(id)
    if (!earlier) byId.set(id, line)
    else if (earlier.sha256 !== line.sha256) conflicts.push(line)
  }
  return { first: [...byId.values()], conflicts }
}

async function storeEvents(sql: Sql, events: Json[]) {
  await sql`
    insert into raw_events (org_id, channel, account, sha256, body, received_at)
    select org_id, channel, account, decode(sha256, 'hex'), body, received_at
    from jsonb_to_recordset(${sql.json(events)}) as e(
      org_id integer, channel text, account text, sha256 text, body text, received_at timestamptz)
    on conflict do nothing`
}

async function storeLines(sql: Sql, lines: Line[], now: Date) {
  await sql`
    with given as (
      select *, decode(sha256, 'hex') as digest
      from rows from (
        jsonb_to_recordset(${sql.json(lines)}) as (
          org_id integer, channel text, account text, external_id text, chat text, kind text,
          payload jsonb, sha256 text, sent_at timestamptz, received_at timestamptz,
          wait_seconds float)
      ) with ordinality
    ), kept as (
      insert into inbox (org_id, channel, account, external_id, chat, kind, payload, sha256,
        sent_at, received_at, not_before)
      select org_id, channel, account, external_id, chat, kind, payload, digest,
        sent_at, received_at, now() + make_interval(secs => wait_seconds)
      from given
      order by ordinality
      on conflict (org_id, channel, account, external_id) do nothing
    )
    insert into audit_log (org_id, at, action, subject, detail)
    select g.org_id, ${now}, 'inbox.conflict', i.id::text,
      jsonb_build_object('channel', g.channel, 'sha256', g.sha256)
    from given g
    join inbox i using (org_id, channel, account, external_id)
    where i.sha256 <> g.digest`
}

/** Two bodies under one id within one commit. */
async function noteConflicts(sql: Sql, conflicts: Line[], now: Date) {
  const rows = conflicts.map(({ org_id, channel, sha256, external_id }) => ({
    org_id,
    at: now,
    action: 'inbox.conflict',
    subject: external_id,
    detail: sql.json({ channel, sha256 }),
  }))
  await sql`insert into audit_log ${sql(rows)}`
}
