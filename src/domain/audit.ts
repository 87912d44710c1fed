/** The audit log: who did what and when. Never a message text, code, token or phone number. */
import type { Json, Sql } from '#db/sql.ts'

export interface AuditEntry {
  at: Date
  /** A dotted verb in the past: `account.linked`, `role.changed`. */
  action: string
  /** Whoever did it; left out when the house itself did. */
  userId?: string
  /** What it was done to, as `kind:id`. */
  subject?: string
  detail?: { [key: string]: Json }
}

/** Adds one entry for the org of this transaction; entries are never changed. */
export async function record(sql: Sql, entry: AuditEntry): Promise<void> {
  const { at, action, userId = null, subject = null, detail = {} } = entry
  await sql`
    insert into audit_log (org_id, at, user_id, action, subject, detail)
    values (current_org(), ${at}, ${userId}, ${action}, ${subject}, ${sql.json(detail)})`
}

export interface KeptAudit {
  id: string
  at: Date
  userId: string | null
  action: string
  subject: string | null
  detail: Record<string, Json>
}

const pageMax = 200

/** The newest first; `next` is the `after` of the next page. `subject` is `kind:id`. */
export async function listAudit(
  sql: Sql,
  { after, limit, subject }: { after?: string; limit: number; subject?: string },
): Promise<{ items: KeptAudit[]; next: string | null }> {
  const size = Math.min(limit, pageMax)
  const rows = await sql<KeptAudit[]>`
    select id, at, user_id as "userId", action, subject, detail
    from audit_log
    where org_id = current_org()
      ${after ? sql`and id < ${after}` : sql``}
      ${subject ? sql`and subject = ${subject}` : sql``}
    order by id desc
    limit ${size + 1}`
  const items = rows.slice(0, size)
  return { items, next: rows.length > size ? items.at(-1)!.id : null }
}
