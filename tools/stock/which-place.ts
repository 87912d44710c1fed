/** The place of the business that was named. */
import type { Sql } from '#db/sql.ts'
import { type Location, listLocations } from '#domain/stock/locations.ts'
import { Refusal } from '#kit/refusal.ts'

/** By its name, or by words of it that no other has; the default one of null. Refused with the names. */
export async function whichPlace(sql: Sql, said: string | null): Promise<Location> {
  const places = await listLocations(sql)
  const usual = places.find(({ isDefault }) => isDefault)
  if (said === null && usual) return usual
  const key = (name: string) =>
    name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  const exact = places.find(({ name }) => key(name) === key(said ?? ''))
  const like = places.filter(({ name }) => key(name).includes(key(said ?? '')))
  const found = exact ?? (like.length === 1 ? like[0] : undefined)
  if (found) return found
  const names = places.map(({ name }) => name).join(', ') || 'none yet'
  throw new Refusal(`I know no place called "${said ?? ''}". There are: ${names}.`)
}
