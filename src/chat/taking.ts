/**
 * Taking: the oldest undone message of a chat that nobody holds, under a lease. Leases are measured by
 * the database's clock, the one clock that all processes share; a lease that lies further ahead than
 * any lease can is the mark of a clock that was set back, and holds nothing.
 */
import { randomUUID } from 'node:crypto'
import type { Db, Sql } from '#db/sql.ts'
import { type Kept, revive } from './kept.ts'
import type { RoadLimits } from './limits.ts'

/** The head of a chat and what waits behind it. Only the holder of `lease` may finish it. */
export interface Taken {
  lease: string
  orgId: number
  attempts: number
  head: Kept
  following: Kept[]
}

export interface Taking {
  take(most: number): Promise<Taken[]>
  /** Lets go of what was done, failed or lost. */
  drop(taken: Taken): void
  /** Leases of turns that still run are held on. */
  renew(): Promise<void>
  /** Gives back what is still held, as if it had never been taken. */
  giveBack(): Promise<void>
  /** For a database that only this process can use: all leases are those of dead processes. */
  freeAll(): Promise<void>
}

interface Row {
  orgId: number
  lease: string
  attempts: number
  head: Kept
  following: Kept[]
}

export function openTaking(db: Db, limits: RoadLimits): Taking {
  const held = new Map<string, Taken>()
  const leaseSeconds = limits.turnLeaseMs / 1_000
  return { take, drop, renew, giveBack, freeAll }

  async function take(most: number): Promise<Taken[]> {
    const busy = [...held.values()].map(keyOf)
    const rows = await db.asCourier((sql) => takeHeads(sql, { most, busy, limits }))
    const taken = rows.map((row) => ({
      ...row,
      head: revive(row.head),
      following: row.following.map(revive),
    }))
    for (const one of taken) held.set(one.lease, one)
    return taken
  }

  function drop({ lease }: Taken) {
    held.delete(lease)
  }

  async function renew() {
    if (held.size === 0) return
    await db.asCourier(
      (sql) => sql`
        update inbox
        set leased_until = now() + make_interval(secs => ${leaseSeconds})
        where id in ${sql([...held.values()].map(({ head }) => head.id))}
          and leased_by in ${sql([...held.keys()])}
          and state = 'new'`,
    )
  }

  async function giveBack() {
    if (held.size === 0) return
    const leases = [...held.keys()]
    held.clear()
    await db.asCourier(
      (sql) => sql`
        update inbox
        set leased_by = null, leased_until = null, attempts = greatest(attempts - 1, 0)
        where state = 'new' and leased_by in ${sql(leases)}`,
    )
  }

  async function freeAll() {
    await db.asCourier(
      (sql) => sql`
        update inbox
        set leased_by = null, leased_until = null
        where state = 'new' and leased_by is not null`,
    )
  }
}

function keyOf({ orgId, head }: Taken): string {
  const { channel, account, chat } = head.inbound
  return `${orgId} ${channel} ${account} ${chat}`
}

interface Wanted {
  most: number
  /** Chats that this process holds: nothing of theirs is taken, whatever a clock says. */
  busy: string[]
  limits: RoadLimits
}

/** Looked at in one go, oldest first; a chat's first row among them is its head. */
const windowRows = 256
/** When the oldest all wait behind heads that may not be taken yet, so many windows are looked at. */
const windowsMax = 20

async function takeHeads(sql: Sql, { most, busy, limits }: Wanted): Promise<Row[]> {
  const seen = [...busy]
  const heads: string[] = []
  let after = '0'
  for (let windows = 0; windows < windowsMax && heads.length < most; windows += 1) {
    const rows = await findHeads(sql, { seen, after, limits })
    heads.push(...rows.filter(({ isReady }) => isReady).map(({ id }) => id))
    const last = rows[0]
    if (!last || last.windowSize < windowRows) break
    seen.push(...rows.map(({ chat }) => chat))
    after = last.windowEnd
  }
  return heads.length > 0 ? lease(sql, heads.slice(0, most), limits) : []
}

interface Head {
  id: string
  chat: string
  isReady: boolean
  windowSize: number
  windowEnd: string
}

function findHeads(
  sql: Sql,
  { seen, after, limits }: { seen: string[]; after: string; limits: RoadLimits },
): Promise<Head[]> {
  return sql<Head[]>`
    with oldest as (
      select id, ${chatKey(sql)} as chat, ${isReady(sql, limits)} as ready
      from inbox
      where state = 'new' and kind <> 'status' and id > ${after}
        and ${chatKey(sql)} <> all(${seen}::text[])
      order by id
      limit ${windowRows}
    ), heads as (
      select distinct on (chat) id, chat, ready
      from oldest
      order by chat, id
    )
    select id, chat, ready as "isReady",
      (select count(*)::integer from oldest) as "windowSize",
      (select max(id) from oldest) as "windowEnd"
    from heads
    order by id`
}

function chatKey(sql: Sql) {
  return sql`org_id || ' ' || channel || ' ' || account || ' ' || chat`
}

/** Not leased, not waiting; times further ahead than any can be come from a clock that was set back. */
function isReady(sql: Sql, limits: RoadLimits) {
  const waitMax = Math.max(limits.retryMsMax, limits.mediaWaitMs) / 1_000
  return sql`(
    (leased_until is null or leased_until < now()
      or leased_until > now() + make_interval(secs => ${limits.turnLeaseMs / 1_000}))
    and (not_before <= now() or not_before > now() + make_interval(secs => ${waitMax})))`
}

/** Between looking and locking another process may have taken one: then it is ready no more. */
function lease(sql: Sql, ids: string[], limits: RoadLimits): Promise<Row[]> {
  return sql<Row[]>`
    with heads as (
      select org_id, id
      from inbox
      where id in ${sql(ids)} and state = 'new' and ${isReady(sql, limits)}
      for update skip locked
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
            and f.chat = t.chat and f.state = 'new' and f.kind <> 'status' and f.id > t.id
          order by id
          limit ${limits.burstMessagesMax - 1}
        ) f
      ) as following
    from taken t
    order by t.id`
}
