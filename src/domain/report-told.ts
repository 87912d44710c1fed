/**
 * What a person was told about days that were over: the frozen report and when. Records that come
 * late change those figures; who was told the old ones is told the new ones, once.
 */
import type { Json, Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import { daysSince, type Marks, newestMarks } from './late-records.ts'

export interface Told {
  id: string
  userId: string
  type: string
  params: Record<string, Json>
  from: Day | null
  to: Day
  reportId: string
  conversationId: string | null
  toldAt: Date
  isRestatement: boolean
  changedSince: Date | null
}

interface Telling {
  userId: string
  type: string
  params: Record<string, Json>
  /** The business days it is of; `from` null: all up to the last one. */
  days: { from: Day | null; to: Day }
  reportId: string
  conversationId: string | null
  isRestatement?: boolean
  now: Date
}

/** Older news is not corrected by itself any more. */
const toldKeptMs = 92 * 24 * 3_600_000
const changedMax = 500
const chatRunsMax = 1_000

/** Takes the place of what the person was told of the same report before. */
export async function rememberTold(sql: Sql, telling: Telling): Promise<void> {
  const { userId, type, params, days, reportId, conversationId, isRestatement, now } = telling
  await sql`
    update report_told
    set replaced_at = ${now}
    where org_id = current_org() and user_id = ${userId} and type = ${type}
      and params = ${sql.json(params)}::jsonb and replaced_at is null`
  await sql`
    insert into report_told (org_id, user_id, type, params, from_day, to_day, report_id,
      conversation_id, told_at, is_restatement)
    values (current_org(), ${userId}, ${type}, ${sql.json(params)}, ${days.from}, ${days.to},
      ${reportId}, ${conversationId}, ${now}, ${isRestatement ?? false})
    on conflict do nothing`
}

/** A report that somebody got by asking for it in a chat. */
export interface ChatRun {
  id: string
  userId: string
  type: string
  params: Record<string, Json>
  asOf: Date
  completedAt: Date
}

/**
 * Looks through what was entered since the look before the last one, and marks whatever was told of
 * those days. Returns what was asked for by chat meanwhile: it was told, too.
 */
export async function lookForLate(sql: Sql, now: Date): Promise<{ chatRuns: ChatRun[] }> {
  await sql`select pg_advisory_xact_lock(current_org(), hashtext('record marks'))`
  const marks = await newestMarks(sql)
  const [kept] = await sql<{ marks: Marks; before: Marks }[]>`
    select marks, marks_before as before from record_marks where org_id = current_org()`
  await sql`
    insert into record_marks (org_id, marks, marks_before, looked_at)
    values (current_org(), ${sql.json(marks)}, ${sql.json(marks)}, ${now})
    on conflict (org_id) do update
    set marks_before = record_marks.marks, marks = excluded.marks, looked_at = excluded.looked_at`
  // Before the first look nobody was told anything but by chat.
  const since: Marks = kept?.before ?? { ...marks, reports: '0' }
  const days = await daysSince(sql, since)
  if (days.length > 0)
    await sql`
      update report_told t
      set changed_since = coalesce(changed_since, ${now})
      where org_id = current_org() and replaced_at is null
        and told_at > ${new Date(now.getTime() - toldKeptMs)}
        and exists (
          select from unnest(${days}::date[]) as d(day)
          where day <= t.to_day and (t.from_day is null or day >= t.from_day))`
  return { chatRuns: await toldByChat(sql, since) }
}

async function toldByChat(sql: Sql, since: Marks): Promise<ChatRun[]> {
  return sql<ChatRun[]>`
    select r.id, r.requested_by as "userId", r.type, r.params, r.as_of as "asOf",
      r.completed_at as "completedAt"
    from reports r
    where r.org_id = current_org() and r.id > ${since.reports} and r.via = 'chat'
      and r.status = 'completed' and r.requested_by is not null
      and not exists (
        select from report_told t where t.org_id = r.org_id and t.report_id = r.id)
    order by r.id
    limit ${chatRunsMax}`
}

/** What may not be true any more, the oldest first. */
export async function toldAndChanged(sql: Sql): Promise<Told[]> {
  return sql<Told[]>`
    ${selectTold(sql)} and changed_since is not null
    order by changed_since, id
    limit ${changedMax}`
}

/** Locks it; null when another tells it, or has. */
export async function holdTold(sql: Sql, id: string): Promise<Told | null> {
  const [held] = await sql<Told[]>`${selectTold(sql)} and id = ${id} for update skip locked`
  return held ?? null
}

/** It is still true, as far as it matters. */
export async function stillTrue(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql`
    update report_told
    set changed_since = null
    where org_id = current_org() and id = any(${[...ids]}::bigint[])`
}

/** Nobody is to be told any more: the right to read it is gone. */
export async function forgetTold(sql: Sql, id: string, now: Date): Promise<void> {
  await sql`
    update report_told
    set replaced_at = ${now}
    where org_id = current_org() and id = ${id}`
}

function selectTold(sql: Sql) {
  return sql`
    select id, user_id as "userId", type, params, from_day::text as "from", to_day::text as "to",
      report_id as "reportId", conversation_id as "conversationId", told_at as "toldAt",
      is_restatement as "isRestatement", changed_since as "changedSince"
    from report_told
    where org_id = current_org() and replaced_at is null`
}
