/** Messages that failed too often are put aside with a reason, can be looked at and tried again; old ones go. */
import type { Sql } from '#db/sql.ts'

export interface DeadLetter {
  id: string
  orgId: number
  channel: string
  kind: string
  receivedAt: Date
  attempts: number
  reason: string | null
}

const listedMax = 1_000

/** Newest first, as courier; never what was in them. */
export async function listDead(sql: Sql): Promise<DeadLetter[]> {
  return sql<DeadLetter[]>`
    select id, org_id as "orgId", channel, kind, received_at as "receivedAt", attempts, reason
    from inbox
    where state = 'dead'
    order by id desc
    limit ${listedMax}`
}

/** Puts them back in line with fresh attempts, as courier; returns how many. */
export async function retryDead(sql: Sql, which: readonly string[] | 'all'): Promise<number> {
  const retried = await sql`
    update inbox
    set state = 'new', attempts = 0, not_before = now(), leased_by = null, leased_until = null
    where state = 'dead'
      ${which === 'all' ? sql`` : sql`and id = any(${[...which]}::bigint[])`}`
  return retried.count
}

/**
 * Forgets raw events and done messages from before that moment, as courier; returns how many rows.
 * Whatever is asked, 30 days are kept: a platform may deliver a message again a week later.
 */
export async function pruneInbox(sql: Sql, before: Date): Promise<number> {
  const events = await sql`
    delete from raw_events
    where received_at < least(${before}::timestamptz, now() - interval '30 days')`
  const messages = await sql`
    delete from inbox
    where state = 'done'
      and received_at < least(${before}::timestamptz, now() - interval '30 days')`
  return events.count + messages.count
}
