/**
 * Slots of subscriptions: each is claimed by one Tillie, waits for its report, and is settled once.
 * What nobody was there for is caught up once, with the newest of the missed slots.
 */
import type { Db, Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import { newestDue, nextSlot } from '#kit/rhythm.ts'
import { afterQuiet, type QuietHours } from './quiet-hours.ts'
import { type Subscription, selectSubscriptions } from './subscriptions.ts'

export interface ClaimedSlot {
  subscription: Subscription
  slot: Day
  dueAt: Date
  isLate: boolean
  /** Earlier ones that nobody was there for. */
  missed: number
}

export interface WaitingSlot {
  subscriptionId: string
  slot: Day
  reportId: string
}

/** How a slot ends. */
export type SlotEnd =
  | { is: 'handed'; messages: readonly string[] }
  | { is: 'nothing' }
  | { is: 'failed'; reason: string }
  | { is: 'refused' }

/** Of one look; the next one takes the rest. */
const claimsMax = 200
const lateMs = 10 * 60_000
const notesMsMax = 90_000
const againAfterMs = 60_000
const waitMsMax = 36 * 3_600_000

/** Businesses with a slot that has come, or with one that waits and whose quiet hours are over. */
export async function orgsWithDueSlots(db: Db, now: Date): Promise<number[]> {
  const rows = await db.asCourier(
    (sql) => sql<{ orgId: number }[]>`
      select org_id as "orgId" from subscriptions where next_at <= ${now} and ended_at is null
      union
      select org_id from subscription_slots where state = 'waiting' and not_before <= ${now}
      order by 1`,
  )
  return rows.map(({ orgId }) => orgId)
}

/** Claims what is due; whoever else looks at the same moment gets none of it. */
export async function claimDueSlots(
  sql: Sql,
  { timezone, now }: { timezone: string; now: Date },
): Promise<ClaimedSlot[]> {
  const due = await sql<(Subscription & { quiet: QuietHours | null })[]>`
    select s.*, (
      select jsonb_build_object('from', to_char(q.from_time, 'HH24:MI'),
        'to', to_char(q.to_time, 'HH24:MI'))
      from quiet_hours q
      where q.org_id = current_org() and q.user_id = s."userId") as quiet
    from (${selectSubscriptions(sql)}
      and s.next_at <= ${now} and s.ended_at is null
      order by s.next_at
      limit ${claimsMax}
      for update of s skip locked) s`
  const claimed: ClaimedSlot[] = []
  for (const { quiet, ...subscription } of due) {
    const slot = await claimSlot(sql, subscription, { timezone, quiet, now })
    if (slot) claimed.push(slot)
  }
  return claimed
}

async function claimSlot(
  sql: Sql,
  subscription: Subscription,
  { timezone, quiet, now }: { timezone: string; quiet: QuietHours | null; now: Date },
): Promise<ClaimedSlot | null> {
  const { id, rhythm, nextDay } = subscription
  const due = newestDue(rhythm, { timezone, fromDay: nextDay!, now })
  const next = nextSlot(rhythm, { timezone, after: now, afterDay: due?.day })
  await sql`
    update subscriptions
    set next_day = ${next.day}, next_at = ${next.dueAt}
    where org_id = current_org() and id = ${id}`
  // The business has moved to another timezone: its time has not come yet.
  if (!due) return null
  const { day, dueAt, before: missed } = due
  const isLate = now.getTime() - dueAt.getTime() > lateMs
  const made = await sql`
    insert into subscription_slots (org_id, subscription_id, slot, due_at, claimed_at, is_late,
      missed, state, not_before)
    values (current_org(), ${id}, ${day}, ${dueAt}, ${now}, ${isLate}, ${missed}, 'waiting',
      ${afterQuiet(quiet, now, timezone)})
    on conflict do nothing`
  return made.count === 1 ? { subscription, slot: day, dueAt, isLate, missed } : null
}

export async function awaitReport(sql: Sql, { subscriptionId, slot, reportId }: WaitingSlot) {
  await sql`
    update subscription_slots
    set report_id = ${reportId}
    where org_id = current_org() and subscription_id = ${subscriptionId} and slot = ${slot}`
}

/** Whose report is there, or will never be, and whose quiet hours are over. */
export async function readySlots(sql: Sql, now: Date): Promise<WaitingSlot[]> {
  return sql<WaitingSlot[]>`
    select l.subscription_id as "subscriptionId", l.slot::text as slot, l.report_id as "reportId"
    from subscription_slots l
    join reports r on r.org_id = l.org_id and r.id = l.report_id
    where l.org_id = current_org() and l.state = 'waiting' and l.not_before <= ${now}
      and r.status in ('completed', 'failed')
      -- Notes are awaited, but not for long.
      and (r.status = 'failed' or not r.wants_insights or r.insights is not null
        or r.completed_at < ${new Date(now.getTime() - notesMsMax)})
    order by l.due_at
    limit ${claimsMax}`
}

/** Those whose report has not come for a day and a half. */
export async function giveUpSlots(sql: Sql, now: Date): Promise<void> {
  await sql`
    update subscription_slots
    set state = 'failed', settled_at = ${now}, reason = 'the report could not be made in time'
    where org_id = current_org() and state = 'waiting' and claimed_at < ${new Date(now.getTime() - waitMsMax)}`
}

/** Locks one that still waits; null when another Tillie settles it, or has. */
export async function holdSlot(
  sql: Sql,
  { subscriptionId, slot }: Pick<WaitingSlot, 'subscriptionId' | 'slot'>,
): Promise<ClaimedSlot | null> {
  const [held] = await sql<Omit<ClaimedSlot, 'subscription'>[]>`
    select slot::text as slot, due_at as "dueAt", is_late as "isLate", missed
    from subscription_slots
    where org_id = current_org() and subscription_id = ${subscriptionId} and slot = ${slot}
      and state = 'waiting'
    for update skip locked`
  if (!held) return null
  const [subscription] = await sql<Subscription[]>`
    ${selectSubscriptions(sql)} and s.id = ${subscriptionId}`
  return { ...held, subscription: subscription! }
}

/** After a fault of ours: it is tried again after a while. */
export async function putOffSlot(
  sql: Sql,
  { subscriptionId, slot }: WaitingSlot,
  now: Date,
): Promise<void> {
  await sql`
    update subscription_slots
    set not_before = ${new Date(now.getTime() + againAfterMs)}
    where org_id = current_org() and subscription_id = ${subscriptionId} and slot = ${slot}
      and state = 'waiting'`
}

export async function settleSlot(
  sql: Sql,
  { subscription, slot }: Pick<ClaimedSlot, 'slot'> & { subscription: { id: string } },
  { end, now }: { end: SlotEnd; now: Date },
): Promise<void> {
  const reason = end.is === 'failed' ? end.reason : null
  // Whoever was refused is told at once.
  const toldAt = end.is === 'refused' ? now : null
  await sql`
    update subscription_slots
    set state = ${end.is}, settled_at = ${now}, reason = ${reason}, told_at = ${toldAt}
    where org_id = current_org() and subscription_id = ${subscription.id} and slot = ${slot}`
  if (end.is !== 'handed') return
  for (const outboxId of end.messages)
    await sql`
      insert into subscription_messages (org_id, outbox_id, subscription_id, slot)
      values (current_org(), ${outboxId}, ${subscription.id}, ${slot})`
}
