/**
 * Links that sign a person in once, sent to them in their own private chat. Looking at one does not use
 * it up, since chats open links by themselves to show what is behind; only the hash is kept.
 */
import { createHash } from 'node:crypto'
import type { Sql } from '#db/sql.ts'
import { record } from './audit.ts'

const lifeMs = 10 * 60_000
const tokenBytes = 32

/** Good once within ten minutes, and only the newest of a person. `random` is `crypto.randomBytes`. */
export async function issueSignInLink(
  sql: Sql,
  { userId, now, random }: { userId: string; now: Date; random: (size: number) => Uint8Array },
): Promise<{ token: string; expiresAt: Date }> {
  const token = Buffer.from(random(tokenBytes)).toString('base64url')
  const expiresAt = new Date(now.getTime() + lifeMs)
  await sql`delete from sign_in_links where user_id = ${userId} or expires_at <= ${now}`
  await sql`
    insert into sign_in_links (org_id, sha256, user_id, created_at, expires_at)
    values (current_org(), ${sha256(token)}, ${userId}, ${now}, ${expiresAt})`
  await record(sql, { at: now, action: 'sign_in_link.issued', userId, subject: `user:${userId}` })
  return { token, expiresAt }
}

/** Whose link it is while it is good, without using it up; else null. */
export async function readSignInLink(
  sql: Sql,
  { token, now }: { token: string; now: Date },
): Promise<{ userId: string; name: string | null } | null> {
  const [found] = await sql<{ userId: string; name: string | null }[]>`
    select u.id as "userId", u.name
    from sign_in_links l
    join users u on u.org_id = l.org_id and u.id = l.user_id
    where l.sha256 = ${sha256(token)} and l.used_at is null and l.expires_at > ${now}`
  return found ?? null
}

/** The person of a good link, which is good no more; null for any other. Of two at once, one gets it. */
export async function spendSignInLink(
  sql: Sql,
  { token, now }: { token: string; now: Date },
): Promise<string | null> {
  const [spent] = await sql<{ userId: string }[]>`
    update sign_in_links
    set used_at = ${now}
    where sha256 = ${sha256(token)} and used_at is null and expires_at > ${now}
    returning user_id as "userId"`
  if (spent) return spent.userId
  const [known] = await sql<{ userId: string }[]>`
    select user_id as "userId" from sign_in_links where sha256 = ${sha256(token)}`
  const action = 'sign_in_link.refused'
  if (known) await record(sql, { at: now, action, subject: `user:${known.userId}` })
  return null
}

const sha256 = (token: string) => createHash('sha256').update(token).digest()
