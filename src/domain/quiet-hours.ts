/** Quiet hours: when a person is left alone by what comes by itself, in the business's own time. */
import type { Sql } from '#db/sql.ts'
import { momentOf } from '#kit/business-day.ts'
import { addDays } from '#kit/calendar.ts'
import { Refusal } from '#kit/refusal.ts'
import { momentOn } from '#kit/rhythm.ts'
import { record } from './audit.ts'
import type { Actor } from './identity.ts'

export interface QuietHours {
  /** "22:00" */
  from: string
  /** "07:00"; before `from` when they go over midnight. */
  to: string
}

/** The actor's own; null ends them. Refused when they have no length. */
export async function setQuietHours(
  sql: Sql,
  actor: Actor,
  { quiet, now }: { quiet: QuietHours | null; now: Date },
): Promise<void> {
  const { userId } = actor
  if (quiet && quiet.from === quiet.to)
    throw new Refusal('Quiet hours need a beginning and an end, such as 22:00 to 07:00.')
  if (quiet)
    await sql`
      insert into quiet_hours (org_id, user_id, from_time, to_time, set_at)
      values (current_org(), ${userId}, ${quiet.from}, ${quiet.to}, ${now})
      on conflict (org_id, user_id) do update
      set from_time = excluded.from_time, to_time = excluded.to_time, set_at = excluded.set_at`
  else await sql`delete from quiet_hours where org_id = current_org() and user_id = ${userId}`
  const detail: Record<string, string> = quiet ? { from: quiet.from, to: quiet.to } : {}
  const subject = `user:${userId}`
  await record(sql, { at: now, action: 'quiet_hours.set', userId, subject, detail })
}

export async function quietHoursOf(sql: Sql, userId: string): Promise<QuietHours | null> {
  const [found] = await sql<QuietHours[]>`
    select to_char(from_time, 'HH24:MI') as from, to_char(to_time, 'HH24:MI') as to
    from quiet_hours
    where org_id = current_org() and user_id = ${userId}`
  return found ?? null
}

/** The moment itself, or the end of the quiet hours that it falls into. */
export function afterQuiet(quiet: QuietHours | null, moment: Date, timezone: string): Date {
  if (!quiet) return moment
  const { day } = momentOf(moment, timezone)
  for (const begins of [addDays(day, -1), day]) {
    const ends = quiet.to > quiet.from ? begins : addDays(begins, 1)
    const [from, to] = [momentOn(begins, quiet.from, timezone), momentOn(ends, quiet.to, timezone)]
    if (from && to && from <= moment && moment < to) return to
  }
  return moment
}
