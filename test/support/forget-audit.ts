/** The audit log as if nothing had happened yet: it is only added to, so its guard must look away. */
import type postgres from 'postgres'

/** In a transaction of the tables' owner. */
export async function forgetAudit(sql: postgres.TransactionSql): Promise<void> {
  await sql`set local session_replication_role = replica`
  await sql`truncate audit_log`
}
