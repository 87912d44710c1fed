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
    const busy = [...held.values()].map(({ head }) => head.id)
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

interface Wanted {
  most: number
  /** Ids of what this process holds: not to be taken again, whatever a clock says. */
  busy: string[]
  limits: RoadLimits
}

function takeHeads(sql: Sql, { most, busy, limits }: Wanted): Promise<Row[]> {
  const lease = limits.turnLeaseMs / 1_000
  const waitMax = Math.max(limits.retryMsMax, limits.mediaWaitMs) / 1_000
  return sql<Row[]>`
    with heads as (
      select org_id, id
      from inbox i
      where state = 'new' and kind <> 'status'
        and id <> all(${busy}::bigint[])
        and (leased_until is null or leased_until < now()
          or leased_until > now() + make_interval(secs => ${lease}))
        and (not_before <= now() or not_before > now() + make_interval(secs => ${waitMax}))
        and not exists (
          select from inbox o
          where o.org_id = i.org_id and o.channel = i.channel and o.account = i.account
            and o.chat = i.chat and o.state = 'new' and o.kind <> 'status' and o.id < i.id)
      order by id
      limit ${most}
      for update skip locked
    ), taken as (
      update inbox i
      set leased_by = ${randomUUID()} || ':' || i.id, attempts = attempts + 1,
        leased_until = now() + make_interval(secs => ${lease})
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
