/** How a taken message ends: done, to be tried again, or dead. Each time only by the holder of its lease. */
import { DatabaseAway } from '#db/away.ts'
import type { Db, Sql } from '#db/sql.ts'
import { describeFault } from './fault.ts'
import type { RoadLimits } from './limits.ts'
import { queueMessages } from './queue.ts'
import type { Taken } from './taking.ts'

/** A number from 0 up to 1, as Math.random gives it. */
export type Chance = () => number

/** Somebody else holds the message now: whatever this turn wanted to write is not written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

const apology =
  'Sorry, something went wrong with your last message, and it was put aside. Please try again in a while.'

/** First thing in the transaction that ends a turn. */
export async function finish(
  sql: Sql,
  taken: Taken,
  { ids = [taken.head.id], reason = null }: { ids?: string[]; reason?: string | null },
): Promise<void> {
  const head = await sql`
    update inbox
    set state = 'done', done_at = now(), leased_by = null, leased_until = null, reason = ${reason}
    where org_id = ${taken.orgId} and id = ${taken.head.id}
      and leased_by = ${taken.lease} and state = 'new'`
  if (head.count === 0) throw new LeaseLost('the lease of this turn was lost')
  const rest = ids.filter((id) => id !== taken.head.id)
  if (rest.length === 0) return
  await sql`
    update inbox
    set state = 'done', done_at = now(), reason = ${reason}
    where org_id = ${taken.orgId} and id in ${sql(rest)} and state = 'new'`
}

interface Failed {
  fault: unknown
  limits: RoadLimits
  chance: Chance
  now: Date
}

type SetAside = { is: 'later'; afterMs: number } | { is: 'dead' } | { is: 'lost' }

/** After a fault: once more after a pause, until the attempts are used up; then the chat goes on without it. */
export async function setAside(
  db: Db,
  taken: Taken,
  { fault, limits, chance, now }: Failed,
): Promise<SetAside> {
  // While there was no database nothing was tried; a long outage must not use up the attempts.
  const wasTried = !(fault instanceof DatabaseAway)
  const isDead = wasTried && taken.attempts >= limits.turnAttemptsMax
  const pauseMs = Math.min(limits.retryBaseMs * 4 ** (taken.attempts - 1), limits.retryMsMax)
  const afterMs = jittered(pauseMs, chance)
  return db.asOrg(taken.orgId, async (sql) => {
    const updated = await sql`
      update inbox
      set state = ${isDead ? 'dead' : 'new'}, reason = ${describeFault(fault)},
        leased_by = null, leased_until = null, attempts = attempts - ${wasTried ? 0 : 1},
        not_before = now() + make_interval(secs => ${afterMs / 1_000})
      where id = ${taken.head.id} and leased_by = ${taken.lease} and state = 'new'`
    if (updated.count === 0) return { is: 'lost' }
    if (!isDead) return { is: 'later', afterMs }
    await apologise(sql, taken, now)
    return { is: 'dead' }
  })
}

/** Between half and the whole, so that what failed together does not come back together. */
export function jittered(ms: number, chance: Chance): number {
  return ms * (0.5 + chance() / 2)
}

async function apologise(sql: Sql, { head: { inbound } }: Taken, now: Date) {
  if (inbound.kind !== 'message' || !inbound.isForUs) return
  const { channel, account, chat } = inbound
  const [conversation] = await sql<{ id: string }[]>`
    select id
    from conversations
    where channel = ${channel} and account = ${account} and chat = ${chat}`
  if (!conversation) return
  await queueMessages(sql, {
    conversation: { ...conversation, channel, account },
    messages: [{ is: 'text', text: apology }],
    now,
  })
}
