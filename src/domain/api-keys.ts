/**
 * Keys of other systems: a shop's website, its bookkeeper's program. A key acts for whoever made it,
 * with the scopes it was given as far as that person still has them. Only its hash is kept.
 */
import { createHash } from 'node:crypto'
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from './audit.ts'
import { type Actor, allow, type Scope } from './identity.ts'
import { actorFor } from './people.ts'

export interface ApiKey {
  id: string
  name: string
  /** The first signs of it. */
  beginning: string
  scopes: Scope[]
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
}

const keysMax = 50
const secretBytes = 32
const beginningLength = 14

/** Does this look like a key, and of which org? */
export function readsAsKey(token: string): { orgId: number } | null {
  const [, org] = /^till_(\d{1,9})_[\w-]{43}$/.exec(token) ?? []
  return org ? { orgId: Number(org) } : null
}

/** Makes a key; its `secret` is told this once. Refused for scopes that the actor has not. */
export async function makeKey(
  sql: Sql,
  actor: Actor,
  input: {
    name: string
    scopes: readonly Scope[]
    expiresAt?: Date | null
    now: Date
    random: (size: number) => Uint8Array
  },
): Promise<ApiKey & { secret: string }> {
  allow(actor, 'settings:write')
  const { name, scopes, expiresAt = null, now, random } = input
  if (!name.trim()) throw new Refusal('A key needs a name.')
  const beyond = scopes.find((scope) => !actor.may.has(scope))
  if (beyond) throw new Refusal(`You may not give a key "${beyond}", which you do not have.`)
  if (expiresAt && expiresAt <= now) throw new Refusal('That key would have expired already.')
  const [held] = await sql<[{ count: number }]>`
    select count(*)::integer as count
    from api_keys
    where revoked_at is null`
  if (held.count >= keysMax) throw new Refusal(`A business has ${keysMax} keys: revoke one first.`)
  const secret = `till_${actor.orgId}_${Buffer.from(random(secretBytes)).toString('base64url')}`
  const [key] = await sql<ApiKey[]>`
    insert into api_keys (org_id, name, sha256, beginning, scopes, user_id, created_at, expires_at)
    values (current_org(), ${name.trim()}, ${sha256(secret)}, ${secret.slice(0, beginningLength)},
      ${[...new Set(scopes)]}::text[], ${actor.userId}, ${now}, ${expiresAt})
    returning ${columns(sql)}`
  const subject = `api-key:${key!.id}`
  const detail = { scopes: key!.scopes }
  await record(sql, { at: now, action: 'api_key.made', userId: actor.userId, subject, detail })
  return { ...key!, secret }
}

/** All there ever were, the newest first. */
export function listKeys(sql: Sql): Promise<ApiKey[]> {
  return sql<ApiKey[]>`
    select ${columns(sql)}
    from api_keys
    order by id desc
    limit 500`
}

/** From then on it opens nothing. Null when there is no such key. */
export async function revokeKey(
  sql: Sql,
  actor: Actor,
  { id, now }: { id: string; now: Date },
): Promise<ApiKey | null> {
  allow(actor, 'settings:write')
  const [key] = await sql<ApiKey[]>`
    update api_keys
    set revoked_at = coalesce(revoked_at, ${now})
    where id = ${id}
    returning ${columns(sql)}`
  if (!key) return null
  const subject = `api-key:${id}`
  await record(sql, { at: now, action: 'api_key.revoked', userId: actor.userId, subject })
  return key
}

/** Whom a key acts for, with what it may do now; null when it is none, revoked or expired. */
export async function actorOfKey(
  sql: Sql,
  secret: string,
  now: Date,
): Promise<{ keyId: string; actor: Actor } | null> {
  const [key] = await sql<{ id: string; userId: string; scopes: string[] }[]>`
    select id, user_id as "userId", scopes
    from api_keys
    where sha256 = ${sha256(secret)} and revoked_at is null
      and (expires_at is null or expires_at > ${now})`
  if (!key) return null
  const actor = await actorFor(sql, key.userId)
  const may = new Set([...actor.may].filter((scope) => key.scopes.includes(scope)))
  return { keyId: key.id, actor: { ...actor, may } }
}

const sha256 = (secret: string) => createHash('sha256').update(secret).digest()

function columns(sql: Sql) {
  return sql`
    id, name, beginning, scopes, created_at as "createdAt", expires_at as "expiresAt",
    revoked_at as "revokedAt"`
}
