/**
 * Sealing: committed entries of the audit log become links of the business's chain, in the order in
 * which they are met. It happens beside the work, so that nobody waits for it to write an entry.
 */
import type { Db, Sql } from '#db/sql.ts'
import {
  contentOf,
  type EntryText,
  entryColumns,
  hashOf,
  type Link,
  momentColumn,
  momentText,
  noHash,
} from './link.ts'

const batchMax = 2_000
const batchesMax = 5_000

interface Head {
  orgId: number
  position: number
  hash: string
  sweptAt: string | null
  /** All transactions before this one were over when this was asked. */
  over: string
}

interface NewLink extends Link {
  auditId: string
  hash: string
}

/**
 * Seals what has been committed so far; gives how many entries that were. `fromStart` looks through the
 * whole log, also for entries under a transaction's number that has been passed (a database that was
 * restored elsewhere counts anew).
 */
export async function sealAudit(
  db: Db,
  orgId: number,
  { now, fromStart = false }: { now: Date; fromStart?: boolean },
): Promise<number> {
  let sealed = 0
  for (let batch = 1; batch <= batchesMax; batch++) {
    const count = await db.asOrg(orgId, (sql) => sealBatch(sql, { now, fromStart }))
    sealed += count
    if (count < batchMax) break
  }
  return sealed
}

async function sealBatch(sql: Sql, { now, fromStart }: { now: Date; fromStart: boolean }) {
  await sql`select pg_advisory_xact_lock(current_org(), hashtext('audit chain'))`
  await sql`
    insert into audit_heads (org_id, hash)
    values (current_org(), ${Buffer.from(noHash, 'hex')})
    on conflict do nothing`
  const [head] = await sql<[Head]>`
    select org_id as "orgId", position::float as position, encode(hash, 'hex') as hash,
      ${momentColumn(sql, sql`swept_at`)} as "sweptAt",
      pg_snapshot_xmin(pg_current_snapshot())::text as over
    from audit_heads`
  const entries = await sql<EntryText[]>`
    select ${entryColumns(sql)}
    from audit_log a
    where a.org_id = current_org()
      and (${fromStart} or a.written_by >= (select ${sweptTo(sql)} from audit_heads))
      and not exists (
        select from audit_chain c
        where c.org_id = a.org_id and c.audit_id = a.id)
    order by a.id
    limit ${batchMax}`
  const links = linked(head, entries, momentText(now))
  if (links.length > 0) await keep(sql, links)
  const end = links.at(-1) ?? head
  const isDone = entries.length < batchMax
  await sql`
    update audit_heads
    set position = ${end.position}, hash = ${Buffer.from(end.hash, 'hex')},
      swept_at = case when ${isDone} then ${now}::timestamptz else swept_at end,
      swept_to = case when ${isDone} then ${head.over}::xid8 else swept_to end`
  return entries.length
}

/** A number that this server has not reached is of the one that the database was on before. */
function sweptTo(sql: Sql) {
  return sql`
    case when swept_to <= pg_snapshot_xmax(pg_current_snapshot()) then swept_to else '0'::xid8 end`
}

function linked(head: Head, entries: readonly EntryText[], sealedAt: string): NewLink[] {
  const { orgId, sweptAt } = head
  let { position, hash } = head
  return entries.map((entry) => {
    position += 1
    const link = { position, content: contentOf(entry), sealedAt, sweptAt }
    hash = hashOf(orgId, hash, link)
    return { ...link, auditId: entry.id, hash }
  })
}

async function keep(sql: Sql, links: NewLink[]) {
  await sql`
    insert into audit_chain (org_id, position, audit_id, content, sealed_at, swept_at, hash)
    select current_org(), position, "auditId", decode(content, 'hex'), "sealedAt", "sweptAt",
      decode(hash, 'hex')
    from jsonb_to_recordset(${sql.json(links as never)}) as l (position bigint, "auditId" bigint,
      content text, "sealedAt" timestamptz, "sweptAt" timestamptz, hash text)`
}
