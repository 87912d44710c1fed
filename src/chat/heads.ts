/**
 * Heads of chats: the oldest undone row of each. They are found among the oldest rows of all, so that
 * a take costs the same however long the queue is, and locked by id afterwards.
 */
import { randomUUID } from 'node:crypto'
import type { Sql } from '#db/sql.ts'
import type { Kept } from './kept.ts'
import type { RoadLimits } from './limits.ts'
import type { LowWater } from './low-water.ts'
import { named } from './named.ts'

interface Row {
  orgId: number
  lease: string
  attempts: number
  head: Kept
  following: Kept[]
}

interface Wanted {
  most: number
  /** Chats that this process holds: nothing of theirs is taken, whatever a clock says. */
  busy: string[]
  /** The oldest row that this process holds; null when it holds none. */
  oldestHeld: string | null
  lowWater: LowWater
  limits: RoadLimits
}

/** Looked at in one go, oldest first; a chat's first row among them is its head. */
const windowRows = 256
/** Longer than any take may last: a statement of it ends after a minute. */
const transactionMsMax = 5 * 60_000
/** When the oldest all wait behind heads that may not be taken yet, so many windows are looked at. */
const windowsMax = 20

/** Takes the heads of at most so many chats, oldest first, each with what waits behind it. */
export async function takeHeads(sql: Sql, wanted: Wanted): Promise<Row[]> {
  const { most, busy, oldestHeld, lowWater, limits } = wanted
  const seen = [...busy]
  const heads: Head[] = []
  let after = lowWater.after()
  for (let windows = 0; windows < windowsMax && heads.length < most; windows += 1) {
    const rows = await findHeads(sql, { seen, after, most: most - heads.length, limits })
    heads.push(...rows.filter(({ isOurs }) => isOurs))
    const last = rows[0]
    if (windows === 0) lowWater.saw(older(last?.windowStart ?? null, oldestHeld))
    if (!last || last.windowSize < windowRows) break
    seen.push(...rows.map(({ chat }) => chat))
    after = last.windowEnd
  }
  return heads.length > 0 ? lease(sql, heads, limits) : []
}

function older(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return BigInt(one) < BigInt(other) ? one : other
}

interface Head {
  orgId: number
  id: string
  chat: string
  /** Ready, and its chat is locked by this transaction. */
  isOurs: boolean
  windowSize: number
  windowStart: string
  windowEnd: string
}

interface Window {
  seen: string[]
  after: string
  most: number
  limits: RoadLimits
}

/**
 * Two processes may see different heads of one chat, since a row with a lower id can be committed
 * later. So a chat is locked before its head is leased: whoever comes second sees what is leased.
 */
function findHeads(sql: Sql, { seen, after, most, limits }: Window): Promise<Head[]> {
  return sql<Head[]>`
    with oldest as (
      select org_id, id, ${chatKey(sql)} as chat, ${isReady(sql, limits)} as ready
      from inbox
      where state = 'new' and kind <> 'status' and id > ${after}
        and ${chatKey(sql)} <> all(${seen}::text[])
      order by id
      limit ${windowRows}
    ), heads as (
      select distinct on (chat) org_id, id, chat, ready
      from oldest
      order by chat, id
    ), ranked as materialized (
      select org_id, id, chat,
        ready and count(*) filter (where ready) over (order by id) <= ${most} as wanted
      from heads
    )
    select org_id as "orgId", id, chat,
      case when wanted then pg_try_advisory_xact_lock(hashtextextended(chat, 0)) else false end
        as "isOurs",
      (select count(*)::integer from oldest) as "windowSize",
      (select min(id) from oldest) as "windowStart",
      (select max(id) from oldest) as "windowEnd"
    from ranked
    order by id`
}

function chatKey(sql: Sql) {
  return sql`org_id || ' ' || channel || ' ' || account || ' ' || chat`
}

/**
 * Another may have taken or renewed its lease since our transaction began, whose `now()` stands
 * still: such a lease seems to lie further ahead than it does, and holds all the same.
 */
const furthestSeconds = ({ turnLeaseMs }: RoadLimits) => (turnLeaseMs + transactionMsMax) / 1_000

/** Not leased, not waiting; times further ahead than any can be come from a clock that was set back. */
function isReady(sql: Sql, limits: RoadLimits) {
  const waitMax = Math.max(limits.retryMsMax, limits.mediaWaitMs) / 1_000
  return sql`(
    (leased_until is null or leased_until < now()
      or leased_until > now() + make_interval(secs => ${furthestSeconds(limits)}))
    and (not_before <= now() or not_before > now() + make_interval(secs => ${waitMax})))`
}

/** In the words of the index by chat, which answers for nothing else: see its migration. */
const isUndone = (sql: Sql, row: string) =>
  sql`array[${sql(row)}.state] <@ array['new'] and ${sql(row)}.kind <> 'status'`

/**
 * Since we looked another process may have taken one, or another message of the chat: asked for each
 * head by itself, for which `offset 0` stands, and not by a join that reads what all chats have done.
 */
function lease(sql: Sql, heads: Head[], limits: RoadLimits): Promise<Row[]> {
  return sql<Row[]>`
    with heads as (
      select inbox.org_id, inbox.id
      from ${named(sql, heads)} wanted
      join inbox on inbox.org_id = wanted.org_id and inbox.id = wanted.id
      where state = 'new' and ${isReady(sql, limits)}
        and not exists (
          select from inbox other
          where other.org_id = inbox.org_id and other.channel = inbox.channel
            and other.account = inbox.account and other.chat = inbox.chat
            and ${isUndone(sql, 'other')} and other.id <> inbox.id
            and other.leased_until > now()
            and other.leased_until <= now() + make_interval(secs => ${furthestSeconds(limits)})
          offset 0)
      for update of inbox skip locked
    ), taken as (
      update inbox i
      set leased_by = ${randomUUID()} || ':' || i.id, attempts = attempts + 1,
        leased_until = now() + make_interval(secs => ${limits.turnLeaseMs / 1_000})
      from heads h
      where i.org_id = h.org_id and i.id = h.id
      returning i.*
    )
    select t.org_id as "orgId", t.leased_by as lease, t.attempts,
      jsonb_build_object('id', t.id::text, 'inbound', t.payload, 'receivedAt', t.received_at) as head,
      (
        select coalesce(jsonb_agg(jsonb_build_object(
          'id', f.id::text, 'inbound', f.payload, 'receivedAt', f.received_at) order by f.id), '[]')
        from (
          select id, payload, received_at
          from inbox f
          where f.org_id = t.org_id and f.channel = t.channel and f.account = t.account
            and f.chat = t.chat and ${isUndone(sql, 'f')} and f.id > t.id
          order by id
          limit ${limits.burstMessagesMax - 1}
        ) f
      ) as following
    from taken t
    order by t.id`
}
