/**
 * People: who writes to the business, and through which addresses they are known.
 * A person is a row of `users`; a phone, a business-scoped user id or a Telegram id only points at one.
 */
import type { Sql } from '#db/sql.ts'
import { oneLine } from '#kit/harmless.ts'
import { Refusal } from '#kit/refusal.ts'
import {
  claimIdentities,
  type Identity,
  identitiesIn,
  isSame,
  lockIdentities,
  type Owned,
  ownersOf,
  type PersonChannel,
  type SenderIds,
} from './addresses.ts'
import { record } from './audit.ts'
import { type Actor, type Role, type ScopeEdit, scopesOf } from './identity.ts'

const nameLengthMax = 200

export interface Person {
  userId: string
  name: string | null
  roles: Role[]
}

/** Adds a person with these roles. Refused without a name or a role. */
export async function addPerson(
  sql: Sql,
  person: { name: string; roles: readonly Role[]; now: Date; grantedBy?: string },
): Promise<{ userId: string }> {
  const name = person.name.trim()
  if (!name) throw new Refusal('A person needs a name.')
  if (person.roles.length === 0) throw new Refusal(`${name} needs at least one role.`)
  const userId = await insertUser(sql, { ...person, name })
  await record(sql, {
    at: person.now,
    action: 'role.granted',
    userId: person.grantedBy,
    subject: `user:${userId}`,
    detail: { held: [...person.roles] },
  })
  return { userId }
}

/**
 * Finds the person behind a sender, or makes a new customer.
 * The strongest id decides (bsuid before Telegram id before phone) and draws the others to its person.
 * A known phone beside an unknown bsuid is the same person, unless that person has a bsuid already:
 * platforms give a recycled number a new bsuid, and its new holder inherits nobody's rights.
 */
export async function recogniseSender(
  sql: Sql,
  { channel, sender, now }: { channel: PersonChannel; sender: SenderIds; now: Date },
): Promise<{ userId: string; isNew: boolean }> {
  const ids = identitiesIn(channel, sender)
  const seen = await ownersOf(sql, ids)
  const settled = agreed(seen)
  if (settled) return { userId: settled, isNew: false }

  // Something is new or contested: one at a time, and look again.
  await lockIdentities(sql, ids)
  const owners = await ownersOf(sql, ids)
  const known = await personOf(sql, owners)
  const userId =
    known ?? (await insertUser(sql, { name: sender.name ?? null, roles: ['customer'], now }))
  await claimIdentities(sql, { owners, userId, now })
  return { userId, isNew: known === null }
}

/**
 * The same person under another address: what `previous` pointed at, `current` points at from now on.
 * The previous address points nowhere afterwards. Nothing happens when it is unknown.
 */
export async function relinkIdentity(
  sql: Sql,
  change: { channel: PersonChannel; previous: SenderIds; current: SenderIds; now: Date },
): Promise<void> {
  const previous = identitiesIn(change.channel, change.previous)
  const current = identitiesIn(change.channel, change.current)
  await lockIdentities(sql, [...previous, ...current])
  const userId = (await ownersOf(sql, previous)).find((owned) => owned.userId)?.userId
  if (!userId) return

  const gone = previous.filter((id) => !current.some((kept) => isSame(id, kept)))
  await claimIdentities(sql, { owners: await ownersOf(sql, current), userId, now: change.now })
  for (const { channel, kind, value } of gone)
    await sql`
      delete from identities
      where channel = ${channel} and kind = ${kind} and value = ${value} and user_id = ${userId}`
  await record(sql, {
    at: change.now,
    action: 'identity.changed',
    subject: `user:${userId}`,
    detail: { channel: change.channel, kinds: current.map((id) => id.kind) },
  })
}

export async function personExists(sql: Sql, userId: string): Promise<boolean> {
  const [found] = await sql`select 1 from users where id = ${userId}`
  return found !== undefined
}

/** Who they are and what they may do, read afresh: a right taken away is gone with the next message. */
export async function actorFor(sql: Sql, userId: string): Promise<Actor> {
  const [user] = await sql<
    {
      orgId: number
      name: string | null
      roles: Role[]
      edits: ScopeEdit[]
    }[]
  >`
    select org_id as "orgId", name,
      array(
        select role from user_roles
        where user_roles.user_id = users.id
        order by role) as roles,
      (
        select coalesce(jsonb_agg(jsonb_build_object('role', role, 'scope', scope, 'granted', granted)), '[]')
        from role_scopes) as edits
    from users
    where id = ${userId}`
  if (!user) throw new Error(`no user ${userId} in this org`)
  const { orgId, name, roles, edits } = user
  return { orgId, userId, name, roles, may: scopesOf(roles, edits) }
}

/** Everybody, or those with one role, in the order they came. */
export async function findPeople(sql: Sql, role?: Role): Promise<Person[]> {
  return sql<Person[]>`
    select users.id as "userId", users.name, array_agg(role order by role) as roles
    from users
    join user_roles on user_roles.user_id = users.id
    group by users.id, users.name
    ${role ? sql`having bool_or(role = ${role})` : sql``}
    order by users.id`
}

export async function identitiesOf(sql: Sql, userId: string): Promise<Identity[]> {
  return sql<Identity[]>`
    select channel, kind, value
    from identities
    where user_id = ${userId}
    order by channel, kind, value`
}

/** The one person that every id points at, or null. */
function agreed([first, ...rest]: Owned[]): string | null {
  return first?.userId && rest.every((id) => id.userId === first.userId) ? first.userId : null
}

async function personOf(sql: Sql, owners: Owned[]): Promise<string | null> {
  const strongest = owners.find((id) => id.userId)
  if (!strongest?.userId) return null
  const hasNewBsuid = owners.some((id) => id.kind === 'bsuid' && !id.userId)
  if (!hasNewBsuid) return strongest.userId
  const [other] = await sql`
    select 1
    from identities
    where user_id = ${strongest.userId} and channel = ${strongest.channel} and kind = 'bsuid'
    limit 1`
  return other ? null : strongest.userId
}

async function insertUser(
  sql: Sql,
  person: { name: string | null; roles: readonly Role[]; now: Date; grantedBy?: string },
): Promise<string> {
  const { roles, now, grantedBy = null } = person
  const name = person.name && (oneLine(person.name).slice(0, nameLengthMax).toWellFormed() || null)
  const [user] = await sql<{ id: string }[]>`
    insert into users (org_id, name, created_at)
    values (current_org(), ${name}, ${now})
    returning id`
  await sql`
    insert into user_roles (org_id, user_id, role, granted_at, granted_by)
    select current_org(), ${user!.id}, role, ${now}, ${grantedBy}::bigint
    from unnest(${[...new Set(roles)]}::text[]) as role`
  return user!.id
}
