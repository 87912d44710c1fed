/**
 * How long the files of reports are kept. The run and its frozen result stay for good: a file that
 * is gone can be printed again from them, an export or a pack cannot.
 */
import type { Sql } from '#db/sql.ts'
import { record } from './audit.ts'
import { type Actor, allow } from './identity.ts'

/** Seven years and a little, as books are kept. */
const reportDays = 2_600
/** Large, and asked for anew when they are needed again. */
const exportDays = 30
/** A century. */
export const retentionDaysMax = 36_500

/** Where the business has said nothing. */
export function houseRetentionDays(type: string): number {
  return type.startsWith('export_') ? exportDays : reportDays
}

/** Days by the report's type, where the business differs from the house. */
export async function ownRetention(sql: Sql): Promise<Record<string, number>> {
  const rows = await sql<{ type: string; days: number }[]>`
    select type, days
    from report_retention
    where org_id = current_org()
    order by type`
  return Object.fromEntries(rows.map(({ type, days }) => [type, days]))
}

interface NewRetention {
  /** The caller knows that there is a report of that type. */
  type: string
  /** From 1 to `retentionDaysMax`; null: as the house does. */
  days: number | null
  now: Date
}

/** From the next night on, files of that type go when they are older than so many days. */
export async function setRetention(
  sql: Sql,
  actor: Actor,
  { type, days, now }: NewRetention,
): Promise<void> {
  allow(actor, 'settings:write')
  const before = (await ownRetention(sql))[type] ?? null
  if (before === days) return
  if (days === null)
    await sql`
      delete from report_retention
      where org_id = current_org() and type = ${type}`
  else
    await sql`
      insert into report_retention (org_id, type, days, set_by, set_at)
      values (current_org(), ${type}, ${days}, ${actor.userId}, ${now})
      on conflict (org_id, type) do update
      set days = excluded.days, set_by = excluded.set_by, set_at = excluded.set_at`
  await record(sql, {
    at: now,
    action: 'reports.retention.set',
    userId: actor.userId,
    subject: `report_type:${type}`,
    detail: { before, after: days },
  })
}
