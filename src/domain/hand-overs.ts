/** Hand-overs: a customer asked for a person, and until the chat is handed back a person answers it. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from './audit.ts'
import { type Actor, allow } from './identity.ts'

export interface HandOver {
  id: string
  conversationId: string
  /** The person who asked. */
  customer: string | null
  /** user id of who answers; null while nobody does. */
  takenBy: string | null
}

/**
 * The one that stands open in a conversation, or null. One that nobody answered for `quietMsMax` is
 * ended here: a customer must not wait for ever for somebody who forgot.
 */
export async function openHandOver(
  sql: Sql,
  { conversationId, quietMsMax, now }: { conversationId: string; quietMsMax: number; now: Date },
): Promise<HandOver | null> {
  const [found] = await sql<(HandOver & { isStale: boolean })[]>`
    select h.id, h.conversation_id as "conversationId", u.name as customer,
      h.taken_by as "takenBy",
      greatest(h.asked_at, h.taken_at, h.last_reply_at)
        < ${new Date(now.getTime() - quietMsMax)} as "isStale"
    from hand_overs h
    join conversations c on c.org_id = h.org_id and c.id = h.conversation_id
    join users u on u.org_id = c.org_id and u.id = c.user_id
    where h.conversation_id = ${conversationId} and h.ended_at is null`
  if (!found) return null
  if (!found.isStale) return found
  await end(sql, { id: found.id, by: null, now })
  return null
}

/** Begins one; the same conversation asked twice has one. Returns its id. */
export async function beginHandOver(
  sql: Sql,
  { conversationId, userId, now }: { conversationId: string; userId: string; now: Date },
): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into hand_overs (org_id, conversation_id, asked_at)
    values (current_org(), ${conversationId}, ${now})
    on conflict (org_id, conversation_id) where ended_at is null
    do update set asked_at = hand_overs.asked_at
    returning id`
  await record(sql, {
    at: now,
    action: 'chat.person_asked_for',
    userId,
    subject: `hand-over:${row!.id}`,
  })
  return row!.id
}

/** Who answers customers may take a chat over. Refused when it is over, or somebody else has it. */
export async function takeHandOver(
  sql: Sql,
  actor: Actor,
  { id, now }: { id: string; now: Date },
): Promise<HandOver> {
  const handOver = await locked(sql, actor, id)
  if (handOver.takenBy && handOver.takenBy !== actor.userId)
    throw new Refusal('Somebody else has taken that chat already.')
  if (handOver.takenBy) return handOver
  await sql`
    update hand_overs
    set taken_by = ${actor.userId}, taken_at = ${now}
    where id = ${id}`
  await record(sql, {
    at: now,
    action: 'chat.taken_over',
    userId: actor.userId,
    subject: `hand-over:${id}`,
  })
  return { ...handOver, takenBy: actor.userId }
}

/** Notes that a person has answered; whoever answers first takes the chat. */
export async function noteAnswer(
  sql: Sql,
  actor: Actor,
  { id, now }: { id: string; now: Date },
): Promise<HandOver> {
  const handOver = await locked(sql, actor, id)
  const mine = handOver.takenBy ? handOver : await takeHandOver(sql, actor, { id, now })
  await sql`
    update hand_overs
    set last_reply_at = ${now}
    where id = ${id}`
  return mine
}

/** The chat is the house's again. Refused when it is so already. */
export async function endHandOver(
  sql: Sql,
  actor: Actor,
  { id, now }: { id: string; now: Date },
): Promise<HandOver> {
  const handOver = await locked(sql, actor, id)
  await end(sql, { id, by: actor.userId, now })
  return handOver
}

async function end(sql: Sql, { id, by, now }: { id: string; by: string | null; now: Date }) {
  await sql`
    update hand_overs
    set ended_at = ${now}, ended_by = ${by}::bigint
    where id = ${id} and ended_at is null`
  await record(sql, {
    at: now,
    action: 'chat.handed_back',
    userId: by ?? undefined,
    subject: `hand-over:${id}`,
  })
}

async function locked(sql: Sql, actor: Actor, id: string): Promise<HandOver> {
  allow(actor, 'chats:answer')
  const [found] = await sql<HandOver[]>`
    select h.id, h.conversation_id as "conversationId", h.taken_by as "takenBy",
      (select u.name
        from conversations c
        join users u on u.org_id = c.org_id and u.id = c.user_id
        where c.org_id = h.org_id and c.id = h.conversation_id) as customer
    from hand_overs h
    where h.id = ${id} and h.ended_at is null
    for update`
  if (!found) throw new Refusal(`There is no chat ${id} that waits for a person.`)
  return found
}
