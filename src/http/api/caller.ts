/** Who knocks at the API: a person's session or another system's key, looked at again at every request. */
import type { Context } from 'hono'
import type { Sql } from '#db/sql.ts'
import { actorOfKey, readsAsKey } from '#domain/api-keys.ts'
import type { Actor } from '#domain/identity.ts'
import { actorFor } from '#domain/people.ts'
import { isSessionOpen } from '#domain/sessions.ts'
import type { AccessTokens } from './access-tokens.ts'
import { Problem } from './problem.ts'

/** What the token itself says; that it still holds is known in the transaction alone. */
export type Knock =
  | { by: 'session'; orgId: number; userId: string; sessionId: string }
  | { by: 'key'; orgId: number; secret: string }

export interface Caller {
  actor: Actor
  /** `user:12` or `key:3`. */
  name: string
  /** Null for a key. */
  sessionId: string | null
}

const tokenLengthMax = 2_000

/** Throws the problem that says nothing of why. */
export async function knockOf(c: Context, tokens: AccessTokens, now: Date): Promise<Knock> {
  const [, token = ''] = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? []
  if (!token || token.length > tokenLengthMax) throw stranger()
  const key = readsAsKey(token)
  if (key) return { by: 'key', orgId: key.orgId, secret: token }
  const bearer = await tokens.read(token, now)
  if (!bearer) throw stranger()
  return { by: 'session', ...bearer }
}

/** Who it is now, with the rights of now. */
export async function callerOf(sql: Sql, knock: Knock, now: Date): Promise<Caller> {
  if (knock.by === 'key') {
    const known = await actorOfKey(sql, knock.secret, now)
    if (!known) throw stranger()
    return { actor: known.actor, name: `key:${known.keyId}`, sessionId: null }
  }
  const { userId, sessionId } = knock
  if (!(await isSessionOpen(sql, { sessionId, userId, now }))) throw stranger()
  return { actor: await actorFor(sql, userId), name: `user:${userId}`, sessionId }
}

function stranger(): Problem {
  return new Problem('unauthenticated', 'The token is missing, wrong or over: log in again.')
}
