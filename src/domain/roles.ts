/** Roles given and taken away, and what each may do here. Who may do it holds `people:manage`. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from './audit.ts'
import { type Actor, allow, houseScopes, isScope, type Role } from './identity.ts'

/** Nobody could give these back, so an owner keeps them. */
const ownersForGood: readonly string[] = ['people:manage', 'settings:write']

/** Makes `held` the roles of a person. Refused when the business would be left without an owner. */
export async function setRoles(
  sql: Sql,
  actor: Actor,
  { userId, held, now }: { userId: string; held: readonly Role[]; now: Date },
): Promise<void> {
  allow(actor, 'people:manage')
  if (held.length === 0) throw new Refusal('A person needs at least one role.')
  await oneAtATime(sql)
  const [known] = await sql`select 1 from users where id = ${userId}`
  if (!known) throw new Refusal('There is no such person here.')
  await sql`
    delete from user_roles
    where user_id = ${userId} and role <> all(${held as Role[]}::text[])`
  await sql`
    insert into user_roles (org_id, user_id, role, granted_at, granted_by)
    select current_org(), ${userId}, role, ${now}, ${actor.userId}
    from unnest(${held as Role[]}::text[]) as role
    on conflict do nothing`
  const [owner] = await sql`select 1 from user_roles where role = 'owner' limit 1`
  if (!owner) throw new Refusal('A business needs an owner: name another one first.')
  await record(sql, {
    at: now,
    action: 'role.changed',
    userId: actor.userId,
    subject: `user:${userId}`,
    detail: { held: [...held] },
  })
}

/**
 * Lets a role do something here that the house's own set does not, or forbids what that allows.
 * Refused for a scope that does not exist, and for what an owner needs to undo it.
 */
export async function setRoleScope(
  sql: Sql,
  actor: Actor,
  { role, scope, granted, now }: { role: Role; scope: string; granted: boolean; now: Date },
): Promise<void> {
  allow(actor, 'people:manage')
  if (!isScope(scope)) throw new Refusal(`"${scope}" is not something that a role may do.`)
  if (role === 'owner' && !granted && ownersForGood.includes(scope))
    throw new Refusal(`An owner keeps "${scope}": nobody could give it back.`)
  const isHouse = houseScopes[role].includes(scope) === granted
  if (isHouse) await sql`delete from role_scopes where role = ${role} and scope = ${scope}`
  else
    await sql`
      insert into role_scopes (org_id, role, scope, granted)
      values (current_org(), ${role}, ${scope}, ${granted})
      on conflict (org_id, role, scope) do update set granted = excluded.granted`
  await record(sql, {
    at: now,
    action: 'role.scope_changed',
    userId: actor.userId,
    subject: `role:${role}`,
    detail: { scope, granted },
  })
}

/** Two owners who dismiss each other at the same moment must not both succeed. */
async function oneAtATime(sql: Sql) {
  await sql`select pg_advisory_xact_lock(current_org(), hashtext('roles'))`
}
