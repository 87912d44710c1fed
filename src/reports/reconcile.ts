/** Sub-ledgers against their control accounts. */
import type { Sql } from '#db/sql.ts'
import type { Control } from './report.ts'

export async function reconcile(_sql: Sql): Promise<Control[]> {
  throw new Error('not yet')
}
