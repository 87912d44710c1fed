/**
 * The outbox: what waits to leave, in order within a conversation, under a lease. "sending" is
 * written before the platform is called, so that after a crash we know what may have left.
 *
 * What may have left and must not be sent again waits for its status, and later messages of its chat
 * pass it by: it has most likely arrived, and a person must not wait long for an answer to the next
 * question because of it.
 */
import { randomUUID } from 'node:crypto'
import type { Db, Sql } from '#db/sql.ts'
import type { RoadLimits } from './limits.ts'
import type { LowWater } from './low-water.ts'
import type { Address, ChannelName, Outgoing } from './message.ts'
import { type Named, named } from './named.ts'
import type { Pacer } from './pace.ts'
import type { Undelivered } from './undelivered.ts'

export interface Leaving extends Undelivered {
  channel: ChannelName
  chat: string
  address: Address
  message: Outgoing
  correlation: string
  attempts: number
  createdAt: Date
  mustNotRepeat: boolean
  isUnreachable: boolean
}

interface Claim {
  leaving: Leaving[]
  /** Others could leave, but for their account's share: the next claim looks behind them. */
  isMore: boolean
  /** When the soonest that was held back by its pace may go; null when none was. */
  soonestMs: number | null
}

interface Claiming {
  most: number
  /** Being sent now, by account. */
  inHand: ReadonlyMap<string, number>
  pacer: Pacer
  lowWater: LowWater
  limits: RoadLimits
}

/** Those that may leave now are marked as being sent. */
export async function claimMessages(db: Db, claiming: Claiming): Promise<Claim> {
  const { inHand, lowWater, limits } = claiming
  const full = [...inHand].flatMap(([account, count]) =>
    count >= limits.sendsPerAccountMax ? [account] : [],
  )
  return db.asCourier(async (sql) => {
    const oldest = await oldestUndone(sql, lowWater.after())
    lowWater.saw(oldest)
    if (oldest === null) return { leaving: [], isMore: false, soonestMs: null }
    const heads = await findHeads(sql, { ...claiming, full, oldest })
    const { leaving, paced, isMore } = sortOut(heads, claiming)
    if (leaving.length > 0) await markSending(sql, leaving, limits)
    for (const one of paced) await putOff(sql, one)
    return {
      leaving: leaving.map((one) => ({ ...one, attempts: one.attempts + 1 })),
      isMore,
      soonestMs: paced.length > 0 ? Math.min(...paced.map(({ waitMs }) => waitMs)) : null,
    }
  })
}

/** Whose share the message is sent from. */
export function accountOf({ orgId, channel, account }: Leaving): string {
  return `${orgId} ${channel} ${account}`
}

interface Paced extends Named {
  waitMs: number
}

function sortOut(heads: Leaving[], { inHand, pacer, limits }: Claiming) {
  const counts = new Map(inHand)
  const leaving: Leaving[] = []
  const paced: Paced[] = []
  let isMore = false
  for (const head of heads) {
    const account = accountOf(head)
    const count = counts.get(account) ?? 0
    if (count >= limits.sendsPerAccountMax) {
      isMore = true
      continue
    }
    const waitMs = pacer.waitMs(head.channel, `${head.orgId} ${head.conversationId}`)
    if (waitMs > 0) paced.push({ orgId: head.orgId, id: head.id, waitMs })
    else {
      leaving.push(head)
      counts.set(account, count + 1)
    }
  }
  return { leaving, paced, isMore }
}

/** One look at the index's first undone row. */
async function oldestUndone(sql: Sql, after: string): Promise<string | null> {
  const [oldest] = await sql<{ id: string }[]>`
    select id
    from outbox
    where state in ('waiting', 'sending') and id > ${after}
    order by id
    limit 1`
  return oldest?.id ?? null
}

type Search = Pick<Claiming, 'most' | 'limits'> & { full: string[]; oldest: string }

/**
 * What came before is asked of each conversation by itself, for which `offset 0` stands, in the words
 * of the index by conversation (see its migration); a join would read what all of them have sent.
 */
function findHeads(sql: Sql, { most, full, oldest, limits }: Search): Promise<Leaving[]> {
  const longest = Math.max(limits.retryMsMax, limits.pauseMsMax, limits.unknownGraceMs) / 1_000
  return sql<Leaving[]>`
    select o.id, o.org_id as "orgId", o.conversation_id as "conversationId", o.channel, o.account,
      o.purpose, o.payload as message, o.correlation, o.attempts,
      o.created_at as "createdAt",
      o.must_not_repeat as "mustNotRepeat", c.chat, c.address,
      c.unreachable_since is not null as "isUnreachable"
    from outbox o
    join conversations c on c.org_id = o.org_id and c.id = o.conversation_id
    where o.state = 'waiting' and o.id >= ${oldest}
      and o.org_id || ' ' || o.channel || ' ' || o.account <> all(${full}::text[])
      and (o.not_before <= now() or o.not_before > now() + make_interval(secs => ${longest}))
      and not exists (
        select from outbox older
        where older.org_id = o.org_id and older.conversation_id = o.conversation_id
          and array[older.state] <@ array['waiting', 'sending'] and older.id < o.id
          -- One that waits for its status holds nobody up.
          and not (older.state = 'sending' and older.leased_by is null)
        offset 0)
      and not exists (
        select from pauses p
        where p.org_id = o.org_id and p.channel = o.channel and p.account = o.account
          and p.chat in ('', c.chat) and p.until > now()
          and p.until <= now() + make_interval(secs => ${limits.pauseMsMax / 1_000}))
    order by o.id
    limit ${most}
    for update of o skip locked`
}

async function markSending(sql: Sql, leaving: Leaving[], limits: RoadLimits) {
  await sql`
    update outbox o
    set state = 'sending', attempts = attempts + 1, leased_by = ${randomUUID()},
      leased_until = now() + make_interval(secs => ${limits.sendLeaseMs / 1_000})
    from ${named(sql, leaving)} mine
    where o.org_id = mine.org_id and o.id = mine.id`
}

async function putOff(sql: Sql, { orgId, id, waitMs }: Paced) {
  await sql`
    update outbox
    set not_before = now() + make_interval(secs => ${waitMs / 1_000})
    where org_id = ${orgId} and id = ${id}`
}

/**
 * What a dead process was sending: it may have left. It is sent again after a grace, unless it must
 * not be repeated: that waits for its status, and `abandoned` are those that waited long enough.
 * `busy` is what this process is sending now, whatever a clock says.
 */
export async function recoverLost(
  db: Db,
  { busy, all, after, limits }: { busy: string[]; all: boolean; after: string; limits: RoadLimits },
): Promise<{ abandoned: Undelivered[]; oldest: string | null }> {
  const leaseSeconds = Math.max(limits.sendLeaseMs, limits.unknownWaitMs) / 1_000
  return db.asCourier(async (sql) => {
    const isOver = sql`state = 'sending' and id > ${after} and id <> all(${busy}::bigint[])
      and (${all && busy.length === 0} or leased_until is null or leased_until < now()
        or leased_until > now() + make_interval(secs => ${leaseSeconds}))`
    const abandoned = await sql<Undelivered[]>`
      select id, org_id as "orgId", conversation_id as "conversationId", channel, account, purpose
      from outbox
      where state = 'sending' and id > ${after}
        and must_not_repeat and leased_by is null and leased_until < now()
      limit 100`
    await sql`
      update outbox
      set state = case when must_not_repeat then 'sending' else 'waiting' end,
        reason = 'the process ended while sending', leased_by = null,
        not_before = now() + make_interval(secs => ${limits.unknownGraceMs / 1_000}),
        leased_until = case when must_not_repeat
          then now() + make_interval(secs => ${limits.unknownWaitMs / 1_000}) end
      where ${isOver} and leased_by is not null`
    return { abandoned, oldest: await oldestUndone(sql, after) }
  })
}
