/**
 * Addresses: the ids by which platforms vouch for a sender, and the person that each points at.
 * Who changes where one points holds its lock, so that two messages at once make one person.
 */
import type { Sql } from '#db/sql.ts'
import { record } from './audit.ts'

export type PersonChannel = 'whatsapp' | 'telegram'

/** A sender as a platform vouches for it: any of the ids may be missing, but not all. */
export interface SenderIds {
  bsuid?: string
  /** E.164 with its plus sign. */
  phone?: string
  telegramId?: string
  /** Shown, never a key. */
  name?: string
}

export interface Identity {
  channel: PersonChannel
  kind: 'bsuid' | 'phone' | 'telegram'
  value: string
}

/** `userId` is null when nobody is known by it. */
export interface Owned extends Identity {
  userId: string | null
}

/** Strongest first. */
export function identitiesIn(channel: PersonChannel, sender: SenderIds): Identity[] {
  const ids = [
    { channel, kind: 'bsuid', value: sender.bsuid },
    { channel, kind: 'telegram', value: sender.telegramId },
    { channel, kind: 'phone', value: sender.phone },
  ].filter((id) => id.value) as Identity[]
  if (ids.length === 0) throw new Error('a sender needs a bsuid, a phone or a Telegram id')
  return ids
}

export const isSame = (one: Identity, other: Identity) => keyOf(one) === keyOf(other)

const keyOf = ({ channel, kind, value }: Identity) => `${channel} ${kind} ${value}`

/** Sorted, so that two who want the same locks cannot wait for each other. */
export async function lockIdentities(sql: Sql, ids: Identity[]) {
  for (const key of [...new Set(ids.map(keyOf))].sort())
    await sql`select pg_advisory_xact_lock(current_org(), hashtext(${key}))`
}

export async function ownersOf(sql: Sql, ids: Identity[]): Promise<Owned[]> {
  const known = await sql<(Identity & { userId: string })[]>`
    select channel, kind, value, user_id as "userId"
    from identities
    where channel = any(${ids.map((id) => id.channel)}::text[])
      and kind = any(${ids.map((id) => id.kind)}::text[])
      and value = any(${ids.map((id) => id.value)}::text[])`
  const owners = new Map(known.map((id) => [keyOf(id), id.userId]))
  return ids.map((id) => ({ ...id, userId: owners.get(keyOf(id)) ?? null }))
}

/** Points all these ids at one person; one that was somebody else's is audited. */
export async function claimIdentities(
  sql: Sql,
  { owners, userId, now }: { owners: Owned[]; userId: string; now: Date },
) {
  for (const { channel, kind, value, userId: before } of owners) {
    if (before === userId) continue
    await pointAt(sql, channel, kind, value, { userId, now })
    if (before)
      await record(sql, {
        at: now,
        action: 'identity.conflict',
        subject: `user:${userId}`,
        detail: { channel, kind, from: before },
      })
  }
}

/** Moves a sender's addresses to a person, whoever had them before. */
export async function moveIdentities(
  sql: Sql,
  move: { channel: PersonChannel; sender: SenderIds; userId: string; now: Date },
): Promise<void> {
  const ids = identitiesIn(move.channel, move.sender)
  await lockIdentities(sql, ids)
  for (const { channel, kind, value } of ids) await pointAt(sql, channel, kind, value, move)
}

async function pointAt(
  sql: Sql,
  channel: string,
  kind: string,
  value: string,
  { userId, now }: { userId: string; now: Date },
) {
  await sql`
    insert into identities (org_id, channel, kind, value, user_id, linked_at)
    values (current_org(), ${channel}, ${kind}, ${value}, ${userId}, ${now})
    on conflict (org_id, channel, kind, value)
    do update set user_id = excluded.user_id, linked_at = excluded.linked_at`
}
