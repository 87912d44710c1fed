/** Where stock is kept. A business has one place until it names another. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'

export interface Location {
  id: string
  name: string
  isDefault: boolean
}

const firstName = 'Shop'

/** Refused when a place of that name is there already (case and accents do not matter). */
export async function addLocation(
  sql: Sql,
  actor: Actor,
  { name, now }: { name: string; now: Date },
): Promise<Location> {
  allow(actor, 'inventory:write')
  const clean = name.trim()
  if (!clean) throw new Refusal('A place needs a name.')
  await defaultLocation(sql, now)
  const [added] = await sql<Location[]>`
    insert into locations (org_id, name, created_at)
    values (current_org(), ${clean}, ${now})
    on conflict do nothing
    returning id, name, is_default as "isDefault"`
  if (!added) throw new Refusal(`There is a place called ${clean} already.`)
  await record(sql, {
    at: now,
    action: 'location.added',
    userId: actor.userId,
    subject: `location:${added.id}`,
  })
  return added
}

/** The default place first, then by name. */
export function listLocations(sql: Sql): Promise<Location[]> {
  return sql<Location[]>`
    select id, name, is_default as "isDefault"
    from locations
    where org_id = current_org() and archived_at is null
    order by is_default desc, name_key, id`
}

/** Refused when one of them is not there. */
export async function requirePlaces(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const [missing] = await sql<{ id: string }[]>`
    select id
    from unnest(${ids}::bigint[]) as named (id)
    where not exists (
      select 1
      from locations l
      where l.org_id = current_org() and l.id = named.id)
    limit 1`
  if (missing) throw new Refusal(`There is no place ${missing.id}: look at the list of places.`)
}

/** Where stock moves when nobody says where; made ("Shop") when the business has none. */
export async function defaultLocation(sql: Sql, now: Date): Promise<Location> {
  const found = async () => {
    const [location] = await sql<Location[]>`
      select id, name, is_default as "isDefault"
      from locations
      where org_id = current_org() and is_default`
    return location
  }
  const known = await found()
  if (known) return known
  await sql`
    insert into locations (org_id, name, is_default, created_at)
    values (current_org(), ${firstName}, true, ${now})
    on conflict do nothing`
  return (await found())!
}
