/**
 * Taking: the oldest undone message of a chat that nobody holds, under a lease. Leases are measured by
 * the database's clock, the one clock that all processes share; a lease that lies further ahead than
 * any lease can is the mark of a clock that was set back, and holds nothing.
 */
import type { Db } from '#db/sql.ts'
import { takeHeads } from './heads.ts'
import { type Kept, revive } from './kept.ts'
import type { RoadLimits } from './limits.ts'
import { openLowWater } from './low-water.ts'
import { named } from './named.ts'

/** The head of a chat and what waits behind it. Only the holder of `lease` may finish it. */
export interface Taken {
  lease: string
  orgId: number
  attempts: number
  head: Kept
  following: Kept[]
}

interface Taking {
  take(most: number): Promise<Taken[]>
  /** Lets go of what was done, failed or lost. */
  drop(taken: Taken): void
  /** Leases of turns that still run are held on. */
  renew(): Promise<void>
  /** Gives this one back for so long, as if it had never been taken. */
  putBack(taken: Taken, afterMs: number): Promise<void>
  /** Gives back what is still held, as if it had never been taken. */
  giveBack(): Promise<void>
  /** For a database that only this process can use: all leases are those of dead processes. */
  freeAll(): Promise<void>
}

/** A lease that a crash of the database undoes was held by nobody whose turn could still end. */
const lazily = { isLazy: true }

export function openTaking(db: Db, limits: RoadLimits, elapsedMs: () => number): Taking {
  const lowWater = openLowWater(elapsedMs)
  const held = new Map<string, Taken>()
  const leaseSeconds = limits.turnLeaseMs / 1_000
  return { take, drop, putBack, renew, giveBack, freeAll }

  async function take(most: number): Promise<Taken[]> {
    const busy = [...held.values()].map(keyOf)
    const ids = [...held.values()].map(({ head }) => BigInt(head.id))
    const oldestHeld = ids.length > 0 ? String(ids.reduce((a, b) => (a < b ? a : b))) : null
    const wanted = { most, busy, oldestHeld, lowWater, limits }
    const rows = await db.asCourier((sql) => takeHeads(sql, wanted), lazily)
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

  async function putBack(taken: Taken, afterMs: number) {
    drop(taken)
    await db.asCourier(
      (sql) => sql`
        update inbox
        set leased_by = null, leased_until = null, attempts = greatest(attempts - 1, 0),
          not_before = now() + make_interval(secs => ${afterMs / 1_000})
        where org_id = ${taken.orgId} and id = ${taken.head.id}
          and leased_by = ${taken.lease} and state = 'new'`,
    )
  }

  async function renew() {
    if (held.size === 0) return
    await db.asCourier(
      (sql) => sql`
        update inbox i
        set leased_until = now() + make_interval(secs => ${leaseSeconds})
        from ${named(sql, [...held.values()].map(nameOf))} mine
        where i.org_id = mine.org_id and i.id = mine.id
          and leased_by in ${sql([...held.keys()])}
          and state = 'new'`,
    )
  }

  async function giveBack() {
    if (held.size === 0) return
    const [heads, leases] = [[...held.values()].map(nameOf), [...held.keys()]]
    held.clear()
    await db.asCourier(
      (sql) => sql`
        update inbox i
        set leased_by = null, leased_until = null, attempts = greatest(attempts - 1, 0)
        from ${named(sql, heads)} mine
        where i.org_id = mine.org_id and i.id = mine.id
          and leased_by in ${sql(leases)}
          and state = 'new'`,
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

const nameOf = ({ orgId, head }: Taken) => ({ orgId, id: head.id })

function keyOf({ orgId, head }: Taken): string {
  const { channel, account, chat } = head.inbound
  return `${orgId} ${channel} ${account} ${chat}`
}
