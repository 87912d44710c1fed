/**
 * Passwords of people who come by browser or program: argon2id, and a lock-out that parallel guesses
 * cannot pass, since every try counts before it is looked at. Hashing happens outside transactions.
 */
import { hash, verify } from '@node-rs/argon2'
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from './audit.ts'

export const triesMax = 5
const lockoutMs = 15 * 60_000
const lengths = { passwordMin: 10, passwordMax: 200, loginMax: 120 }

/** RFC 9106 and OWASP: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** Of no password at all: a login that is unknown takes as long as one that is known. */
const nobodys =
  '$argon2id$v=19$m=19456,t=2,p=1$zmy5dQmRcIDTcvV83GSDpg$T6aXNIA8CG+9c5D5Ujl/Gl3ciXDNF/v/YqzepxeAl2M'

/** Refused when it is too short or too long to be a password, or is the login itself. */
export async function hashPassword(password: string, login: string): Promise<string> {
  const { passwordMin, passwordMax } = lengths
  if (password.length < passwordMin || password.length > passwordMax)
    throw new Refusal(`A password has ${passwordMin} to ${passwordMax} characters.`)
  if (password.toLowerCase() === login.toLowerCase())
    throw new Refusal('A password must not be the login itself.')
  return hash(password, cost)
}

/** Takes the same time whoever it is for. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  if (password.length > lengths.passwordMax) return false
  const isRight = await verify(hash ?? nobodys, password)
  return hash !== null && isRight
}

/** Gives a person a login and a password, in place of any before. Refused when the login is another's. */
export async function setPassword(
  sql: Sql,
  { userId, login, hash, now }: { userId: string; login: string; hash: string; now: Date },
): Promise<void> {
  const clean = login.trim()
  if (!clean || clean.length > lengths.loginMax) throw new Refusal('A login has 1 to 120 signs.')
  const [taken] = await sql`
    select 1
    from passwords
    where login_key = lower(${clean}) and user_id <> ${userId}`
  if (taken) throw new Refusal('That login is taken: choose another.')
  const kept = await sql`
    insert into passwords (org_id, user_id, login, hash, set_at)
    select current_org(), ${userId}, ${clean}, ${hash}, ${now}
    on conflict (org_id, user_id)
    do update set login = excluded.login, hash = excluded.hash, set_at = excluded.set_at,
      failures = 0, locked_until = null
    returning user_id`
  if (kept.count === 0) throw new Error('no password was kept')
  await record(sql, { at: now, action: 'password.set', userId, subject: `user:${userId}` })
}

export type Try =
  | { is: 'open'; userId: string; hash: string }
  | { is: 'unknown' }
  | { is: 'locked'; until: Date }

/** Counts a try at a login; five without a right one lock it for 15 minutes, right passwords too. */
export async function beginTry(sql: Sql, login: string, now: Date): Promise<Try> {
  const [row] = await sql<
    { userId: string; hash: string; failures: number; lockedUntil: Date | null }[]
  >`
    select user_id as "userId", hash, failures, locked_until as "lockedUntil"
    from passwords
    where login_key = lower(${login.trim()})
    for update`
  if (!row) return { is: 'unknown' }
  const { userId, hash, failures, lockedUntil } = row
  if (lockedUntil && lockedUntil > now) return { is: 'locked', until: lockedUntil }
  const tries = lockedUntil ? 1 : failures + 1
  const until = tries >= triesMax ? new Date(now.getTime() + lockoutMs) : null
  await sql`
    update passwords
    set failures = ${tries}, locked_until = ${until}
    where user_id = ${userId}`
  return { is: 'open', userId, hash }
}

/** The try was right, and the count begins anew. */
export async function noteRightPassword(sql: Sql, userId: string): Promise<void> {
  await sql`
    update passwords
    set failures = 0, locked_until = null
    where user_id = ${userId}`
}

/** The try was wrong: the audit log says so, and when it closed the login. */
export async function noteWrongPassword(sql: Sql, userId: string, now: Date): Promise<void> {
  const [row] = await sql<{ isLocked: boolean }[]>`
    select coalesce(locked_until > ${now}, false) as "isLocked"
    from passwords
    where user_id = ${userId}`
  const subject = `user:${userId}`
  await record(sql, { at: now, action: 'password.refused', userId, subject })
  if (row?.isLocked) await record(sql, { at: now, action: 'password.locked_out', userId, subject })
}
