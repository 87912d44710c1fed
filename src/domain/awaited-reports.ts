/**
 * Reports that a chat was promised: they took longer than it waits, and are handed over once they are made,
 * once, by whichever Tillie comes first.
 */
import type { Db, Sql } from '#db/sql.ts'

export interface AwaitedReport {
  reportId: string
  /** The chat in which it was asked for. */
  conversationId: string
  userId: string
}

/** Of one look; the next one takes the rest. */
const readyMax = 100
const againAfterMs = 60_000

/** In the transaction that promises it. Who asks twice is promised one. */
export async function awaitInChat(
  sql: Sql,
  { reportId, conversationId, userId }: AwaitedReport,
  now: Date,
): Promise<void> {
  await sql`
    insert into awaited_reports (org_id, report_id, conversation_id, user_id, asked_at, not_before)
    values (current_org(), ${reportId}, ${conversationId}, ${userId}, ${now}, ${now})
    on conflict do nothing`
}

export async function orgsThatAwait(db: Db, now: Date): Promise<number[]> {
  const rows = await db.asCourier(
    (sql) => sql<{ orgId: number }[]>`
      select distinct org_id as "orgId"
      from awaited_reports
      where handed_at is null and not_before <= ${now}
      order by 1`,
  )
  return rows.map(({ orgId }) => orgId)
}

/** Those that are made, or never will be. */
export async function readyAwaited(sql: Sql, now: Date): Promise<AwaitedReport[]> {
  return sql<AwaitedReport[]>`
    select a.report_id as "reportId", a.conversation_id as "conversationId", a.user_id as "userId"
    from awaited_reports a
    join reports r on r.org_id = a.org_id and r.id = a.report_id
    where a.org_id = current_org() and a.handed_at is null and a.not_before <= ${now}
      and r.status in ('completed', 'failed')
    order by a.asked_at, a.report_id
    limit ${readyMax}`
}

/** Locks it and marks it as handed over; false when another Tillie hands it over, or has. */
export async function takeAwaited(sql: Sql, one: AwaitedReport, now: Date): Promise<boolean> {
  const taken = await sql`
    update awaited_reports
    set handed_at = ${now}
    where org_id = current_org() and handed_at is null
      and (report_id, conversation_id) = (
        select report_id, conversation_id
        from awaited_reports
        where org_id = current_org() and report_id = ${one.reportId}
          and conversation_id = ${one.conversationId} and handed_at is null
        for update skip locked)`
  return taken.count === 1
}

/** After a fault of ours: it is tried again after a while. */
export async function putOffAwaited(sql: Sql, one: AwaitedReport, now: Date): Promise<void> {
  await sql`
    update awaited_reports
    set not_before = ${new Date(now.getTime() + againAfterMs)}
    where org_id = current_org() and report_id = ${one.reportId}
      and conversation_id = ${one.conversationId} and handed_at is null`
}
