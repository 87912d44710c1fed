/**
 * Sessions of browsers and programs: short access tokens are renewed by refresh tokens, each good once.
 * One that comes a second time was copied by somebody, and nobody knows by whom: its session ends.
 */
import { createHash } from 'node:crypto'
import type { Sql } from '#db/sql.ts'
import { record } from './audit.ts'

const lifeMs = 30 * 86_400_000
const tokenBytes = 32

export interface Session {
  sessionId: string
  userId: string
  /** Its hash alone is kept. */
  refreshToken: string
  expiresAt: Date
}

type Random = (size: number) => Uint8Array

/** `random` gives that many random bytes (`crypto.randomBytes`). Good for 30 days. */
export async function beginSession(
  sql: Sql,
  { userId, now, random }: { userId: string; now: Date; random: Random },
): Promise<Session> {
  const expiresAt = new Date(now.getTime() + lifeMs)
  const { sessionId } = await openSession(sql, { userId, now, expiresAt })
  const refreshToken = await issue(sql, sessionId, now, random)
  return { sessionId, userId, refreshToken, expiresAt }
}

/** A session as such, without a token that renews it. `via` says by which door, for the audit. */
export async function openSession(
  sql: Sql,
  opening: { userId: string; now: Date; expiresAt: Date; via?: string },
): Promise<{ sessionId: string }> {
  const { userId, now, expiresAt, via } = opening
  const [begun] = await sql<{ id: string }[]>`
    insert into sessions (org_id, id, user_id, begun_at, expires_at)
    values (current_org(), gen_random_uuid(), ${userId}, ${now}, ${expiresAt})
    returning id`
  const subject = `user:${userId}`
  const detail: Record<string, string> = via ? { via } : {}
  await record(sql, { at: now, action: 'session.begun', userId, subject, detail })
  return { sessionId: begun!.id }
}

export type Rotated =
  | { is: 'rotated'; session: Session }
  /** Used before: the session has been ended. The caller must let the transaction commit. */
  | { is: 'reused' }
  | { is: 'gone' }

/** Uses a refresh token up and gives the next. */
export async function rotateSession(
  sql: Sql,
  { token, now, random }: { token: string; now: Date; random: Random },
): Promise<Rotated> {
  const [found] = await sql<
    { sessionId: string; userId: string; expiresAt: Date; isUsed: boolean; isOver: boolean }[]
  >`
    select s.id as "sessionId", s.user_id as "userId", s.expires_at as "expiresAt",
      t.used_at is not null as "isUsed", s.ended_at is not null or s.expires_at <= ${now} as "isOver"
    from refresh_tokens t
    join sessions s on s.org_id = t.org_id and s.id = t.session_id
    where t.sha256 = ${sha256(token)}
    for update`
  if (!found || found.isOver) return { is: 'gone' }
  const { sessionId, userId, expiresAt } = found
  if (found.isUsed) {
    await endSession(sql, { sessionId, now })
    const subject = `user:${userId}`
    await record(sql, { at: now, action: 'session.token_reused', userId, subject })
    return { is: 'reused' }
  }
  await sql`
    update refresh_tokens
    set used_at = ${now}
    where sha256 = ${sha256(token)}`
  const refreshToken = await issue(sql, sessionId, now, random)
  return { is: 'rotated', session: { sessionId, userId, refreshToken, expiresAt } }
}

/** Nothing happens to one that is over. */
export async function endSession(
  sql: Sql,
  { sessionId, now }: { sessionId: string; now: Date },
): Promise<void> {
  await sql`
    update sessions
    set ended_at = ${now}
    where id = ${sessionId} and ended_at is null`
}

/** All of a person's, as after a new password. */
export async function endSessionsOf(sql: Sql, userId: string, now: Date): Promise<void> {
  await sql`
    update sessions
    set ended_at = ${now}
    where user_id = ${userId} and ended_at is null`
}

export async function isSessionOpen(
  sql: Sql,
  { sessionId, userId, now }: { sessionId: string; userId: string; now: Date },
): Promise<boolean> {
  const rows = await sql`
    select 1
    from sessions
    where id = ${sessionId} and user_id = ${userId} and ended_at is null and expires_at > ${now}`
  return rows.count > 0
}

/** Sessions whose time is over, with all their tokens. */
export async function forgetSessions(sql: Sql, now: Date): Promise<void> {
  await sql`
    delete from refresh_tokens t
    using sessions s
    where s.org_id = t.org_id and s.id = t.session_id and s.expires_at <= ${now}`
  await sql`
    delete from sessions
    where expires_at <= ${now}`
}

async function issue(sql: Sql, sessionId: string, now: Date, random: Random): Promise<string> {
  const token = Buffer.from(random(tokenBytes)).toString('base64url')
  await sql`
    insert into refresh_tokens (org_id, sha256, session_id, issued_at)
    values (current_org(), ${sha256(token)}, ${sessionId}, ${now})`
  return token
}

const sha256 = (token: string) => createHash('sha256').update(token).digest()
