/** What goods cost the business, and what it earns on them, is for those who may see its reports. */
import type { Actor } from '#domain/identity.ts'

const names = new Set(['unitCost', 'averageCost', 'valueChange', 'cogs', 'profit', 'margin'])

export const seesCosts = ({ may }: Actor) => may.has('reports:read')

/** The same with null in the place of every cost, for whoever may not see them. */
export function asSeenBy<Body>(actor: Actor, body: Body): Body {
  return seesCosts(actor) ? body : (hidden(body) as Body)
}

function hidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hidden)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [key, names.has(key) ? null : hidden(held)]),
  )
}
