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
