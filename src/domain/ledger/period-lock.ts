/** Books that are closed: days up to the lock take no more entries. The newest row counts. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { currentOrg } from '../org.ts'
import { lastLockedDay, oneAtATime } from './posting-gate.ts'

/** The last locked day; null when all days are open. */
export async function lockedThrough(sql: Sql): Promise<Day | null> {
  const [lock] = await sql<{ through: Day | null }[]>`
    select (${lastLockedDay(sql)})::text as through`
  return lock?.through ?? null
}

/**
 * Locks all days up to and including `through`; an earlier day than before opens those between, null
 * opens all. Refused for days that are not over, and without a reason when days are opened.
 */
export async function lockPeriod(
  sql: Sql,
  actor: Actor,
  { through, reason, now }: { through: Day | null; reason?: string; now: Date },
): Promise<{ lockedThrough: Day | null }> {
  allow(actor, 'ledger:write')
  const { timezone } = await currentOrg(sql)
  if (through && through >= dayOf(now, timezone))
    throw new Refusal('Only days that are over can be locked.')
  // An entry under way is either kept before the lock stands, or sees it.
  await oneAtATime(sql)
  const before = await lockedThrough(sql)
  const opens = before !== null && (through === null || through < before)
  if (opens && !reason?.trim()) throw new Refusal('Say why the locked days are opened again.')
  await sql`
    insert into period_locks (org_id, locked_through, locked_by, locked_at, reason)
    values (current_org(), ${through}, ${actor.userId}, ${now}, ${reason ?? null})`
  await record(sql, {
    at: now,
    action: opens ? 'books.opened' : 'books.locked',
    userId: actor.userId,
    detail: { through, before },
  })
  return { lockedThrough: through }
}
