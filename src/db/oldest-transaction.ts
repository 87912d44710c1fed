/**
 * How long the oldest open transaction of this database has been open. While it is, no dead row is
 * removed, and queues fill with them. Seen are the sessions that the owner of the tables may see: of its own
 * login, and all of them when it may read all statistics (`pg_read_all_stats`).
 */
import type { Sql } from './sql.ts'

/** 0 when there is none; the embedded database has one session, and that is us. */
export async function oldestTransactionSeconds(sql: Sql): Promise<number> {
  const [row] = await sql<[{ seconds: number }]>`select oldest_transaction_seconds() as seconds`
  return row.seconds
}
