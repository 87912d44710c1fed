/** Reports that should have come by themselves and did not arrive: told to their person the next day. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

export interface UndeliveredSlot {
  subscriptionId: string
  slot: Day
  userId: string
  userName: string | null
  type: string
  dueAt: Date
  reason: string | null
}

/** What is older than that is no news any more. */
const keptMs = 3 * 24 * 3_600_000
const slotsMax = 200

/** Failed before they were sent, or every message of theirs failed; nobody was told of them yet. */
export async function undeliveredSlots(sql: Sql, now: Date): Promise<UndeliveredSlot[]> {
  return sql<UndeliveredSlot[]>`
    select l.subscription_id as "subscriptionId", l.slot::text as slot, s.user_id as "userId",
      u.name as "userName", s.type, l.due_at as "dueAt", coalesce(l.reason, m.reason) as reason
    from subscription_slots l
    join subscriptions s on s.org_id = l.org_id and s.id = l.subscription_id
    join users u on u.org_id = s.org_id and u.id = s.user_id
    left join lateral (
      select max(o.reason) as reason, bool_and(o.state in ('failed', 'skipped')) as "areFailed"
      from subscription_messages b
      join outbox o on o.org_id = b.org_id and o.id = b.outbox_id
      where b.org_id = l.org_id and b.subscription_id = l.subscription_id and b.slot = l.slot
    ) m on true
    where l.org_id = current_org() and l.told_at is null
      and l.claimed_at > ${new Date(now.getTime() - keptMs)}
      and (l.state = 'failed' or (l.state = 'handed' and m."areFailed"))
    order by l.due_at, l.subscription_id
    limit ${slotsMax}`
}

export async function slotsAreTold(
  sql: Sql,
  slots: readonly UndeliveredSlot[],
  now: Date,
): Promise<void> {
  for (const { subscriptionId, slot } of slots)
    await sql`
      update subscription_slots
      set told_at = ${now}
      where org_id = current_org() and subscription_id = ${subscriptionId} and slot = ${slot}`
}
