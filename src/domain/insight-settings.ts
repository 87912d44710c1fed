/**
 * Whether notes are written beside reports, for the business and for each report. Switched off,
 * nothing about the report is read for them or leaves the house.
 */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from './audit.ts'
import { type Actor, allow } from './identity.ts'

/** `orgs.settings.insights` */
export interface InsightSettings {
  /** Of every report that has no word of its own. */
  on: boolean
  /** By the report's type. */
  types: Record<string, boolean>
}

export interface InsightSwitch {
  on: boolean
  /** One report; left out, all of them, and what was said of single ones before is forgotten. */
  type?: string
  now: Date
}

const typesMax = 100

/** On, where the business has said nothing. */
export async function insightSettings(sql: Sql): Promise<InsightSettings> {
  const [row] = await sql<{ own: Partial<InsightSettings> | null }[]>`
    select settings -> 'insights' as own
    from orgs
    where org_id = current_org()`
  return { on: row?.own?.on ?? true, types: row?.own?.types ?? {} }
}

export function hasInsights({ on, types }: InsightSettings, type: string): boolean {
  return Object.hasOwn(types, type) ? types[type]! : on
}

/** Returns what holds from now on. The caller knows that there is a report of that type. */
export async function switchInsights(
  sql: Sql,
  actor: Actor,
  { on, type, now }: InsightSwitch,
): Promise<InsightSettings> {
  allow(actor, 'settings:write')
  // Two switches at once would each write back the other's old state.
  await sql`select 1 from orgs where org_id = current_org() for update`
  const before = await insightSettings(sql)
  const after = type ? { on: before.on, types: { ...before.types, [type]: on } } : { on, types: {} }
  await restoreInsights(sql, actor, { settings: after, now })
  return after
}

/** Sets everything at once: for the undo of a switch. */
export async function restoreInsights(
  sql: Sql,
  actor: Actor,
  { settings, now }: { settings: InsightSettings; now: Date },
): Promise<void> {
  allow(actor, 'settings:write')
  if (Object.keys(settings.types).length > typesMax)
    throw new Refusal('types: at most 100 reports can have a switch of their own.')
  await sql`
    update orgs
    set settings = settings || ${sql.json({ insights: { ...settings } })}
    where org_id = current_org()`
  await record(sql, {
    at: now,
    action: 'insights.switched',
    userId: actor.userId,
    detail: { on: settings.on, types: settings.types },
  })
}
