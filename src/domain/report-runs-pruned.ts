/**
 * Files of reports whose time is over: first marked as gone, and a night later their bytes are
 * removed, so that nobody loses a file for which the same bytes were kept meanwhile.
 */
import type { Sql } from '#db/sql.ts'
import { houseRetentionDays, ownRetention } from './report-retention.ts'

const filesMax = 1_000
/** Bytes stay for so long after they were marked. */
const graceMs = 20 * 3_600_000

/** Marks files of reports that are older than their type's days, and copies that chats were sent. */
export async function markOldFiles(sql: Sql, now: Date): Promise<number> {
  const types = await sql<{ type: string }[]>`
    select distinct type from reports where org_id = current_org()`
  const own = await ownRetention(sql)
  let marked = 0
  for (const { type } of types) {
    const days = own[type] ?? houseRetentionDays(type)
    const before = new Date(now.getTime() - days * 24 * 3_600_000)
    marked += await markOldOf(sql, { type, before, now })
  }
  return marked
}

async function markOldOf(
  sql: Sql,
  { type, before, now }: { type: string; before: Date; now: Date },
) {
  const rows = await sql`
    with old as (
      select s.id, s.sha256
      from reports r
      join report_files f on f.org_id = r.org_id and f.report_id = r.id
      join stored_files s on s.org_id = f.org_id and s.id = f.file_id
      where r.org_id = current_org() and r.type = ${type} and s.removed_at is null
        and r.completed_at < ${before}
      order by s.id
      limit ${filesMax}
    ), copies as (
      select c.id
      from stored_files c
      where c.org_id = current_org() and c.removed_at is null and c.created_at < ${before}
        and c.sha256 in (select sha256 from old)
        and not exists (select from report_files f where f.org_id = c.org_id and f.file_id = c.id)
        and not exists (select from product_images i where i.org_id = c.org_id and i.file_id = c.id)
    )
    update stored_files
    set removed_at = ${now}
    where org_id = current_org() and id in (select id from old union all select id from copies)
    returning 1`
  return rows.length
}

/** What may now be removed from the store: marked long enough ago, and nothing else has its bytes. */
export async function bytesToRemove(sql: Sql, now: Date): Promise<string[]> {
  const before = new Date(now.getTime() - graceMs)
  const rows = await sql<{ sha256: string }[]>`
    select distinct s.sha256
    from stored_files s
    where s.org_id = current_org() and s.bytes_removed_at is null and s.removed_at < ${before}
      and not exists (
        select from stored_files other
        where other.org_id = s.org_id and other.sha256 = s.sha256
          and (other.removed_at is null or other.removed_at >= ${before}))
    limit ${filesMax}`
  return rows.map(({ sha256 }) => sha256)
}

export async function noteRemoved(sql: Sql, sha256: string, now: Date): Promise<void> {
  await sql`
    update stored_files
    set bytes_removed_at = ${now}
    where org_id = current_org() and sha256 = ${sha256} and removed_at is not null
      and bytes_removed_at is null`
}
