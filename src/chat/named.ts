/**
 * Rows by their keys. An id alone is no key: to find one, PostgreSQL reads the whole table, however
 * long it has grown.
 */
import type { Fragment, Sql } from '#db/sql.ts'

export interface Named {
  orgId: number
  id: string
}

/** A table of `org_id` and `id` to join with. */
export function named(sql: Sql, rows: readonly Named[]): Fragment {
  const orgIds = rows.map(({ orgId }) => orgId)
  const ids = rows.map(({ id }) => id)
  return sql`(
    select org_id, id
    from unnest(${orgIds}::integer[], ${ids}::bigint[]) as named (org_id, id))`
}
