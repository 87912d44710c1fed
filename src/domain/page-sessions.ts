/**
 * Browsers that are signed in to the pages. A cookie stands for one session of a person; it ends with
 * that session, after a week, or when nobody has used it for twelve hours.
 */
import { createHash } from 'node:crypto'
import type { Sql } from '#db/sql.ts'
import { openSession } from './sessions.ts'

const hourMs = 3_600_000
const idleMsMax = 12 * hourMs
const lifeMs = 7 * 24 * hourMs
/** How stale `seen_at` may be: not every look at a page is a write. */
const seenEveryMs = 5 * 60_000
const tokenBytes = 32

export interface PageSession {
  sessionId: string
  userId: string
}

/** `token` goes into the cookie and is kept nowhere. `random` is `crypto.randomBytes`. */
export async function beginPageSession(
  sql: Sql,
  { userId, now, random }: { userId: string; now: Date; random: (size: number) => Uint8Array },
): Promise<{ token: string; expiresAt: Date }> {
  const token = Buffer.from(random(tokenBytes)).toString('base64url')
  const expiresAt = new Date(now.getTime() + lifeMs)
  const { sessionId } = await openSession(sql, { userId, now, expiresAt, via: 'page' })
  await sql`
    insert into page_sessions (org_id, sha256, session_id, seen_at)
    values (current_org(), ${sha256(token)}, ${sessionId}, ${now})`
  return { token, expiresAt }
}

/** Whose cookie it is, and that it was used just now; null once it is over. */
export async function findPageSession(
  sql: Sql,
  { token, now }: { token: string; now: Date },
): Promise<PageSession | null> {
  const [found] = await sql<(PageSession & { seenAt: Date })[]>`
    select s.id as "sessionId", s.user_id as "userId", p.seen_at as "seenAt"
    from page_sessions p
    join sessions s on s.org_id = p.org_id and s.id = p.session_id
    where p.sha256 = ${sha256(token)} and s.ended_at is null and s.expires_at > ${now}
      and p.seen_at > ${new Date(now.getTime() - idleMsMax)}`
  if (!found) return null
  const { sessionId, userId, seenAt } = found
  if (now.getTime() - seenAt.getTime() > seenEveryMs)
    await sql`update page_sessions set seen_at = ${now} where sha256 = ${sha256(token)}`
  return { sessionId, userId }
}

const sha256 = (token: string) => createHash('sha256').update(token).digest()
