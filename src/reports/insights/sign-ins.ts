/** Sign-ins that failed, day by day, as the audit log has them. Counts only: no names, no addresses. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Day } from '#kit/day.ts'

export interface SignIns {
  failed: number
  lockedOut: number
  /** A session's token came back after it had been replaced: somebody else may hold a copy. */
  reused: number
  /** The most failed ones on any of the days before. */
  failedBefore: number
  daysBefore: number
}

const daysBefore = 28
const failedMin = 5

const failures = ['password.refused', 'second_factor.refused', 'code.refused']
const lockOuts = ['password.locked_out', 'second_factor.locked_out', 'code.locked_out']

export async function signInsOf(sql: Sql, { timezone }: Org, day: Day): Promise<SignIns> {
  const [row] = await sql<SignIns[]>`
    with tried as (
      select (at at time zone ${timezone})::date as day,
        count(*) filter (where action = any(${failures})) as failed,
        count(*) filter (where action = any(${lockOuts})) as locked_out,
        count(*) filter (where action = 'session.token_reused') as reused
      from audit_log
      where org_id = current_org()
        and action = any(${[...failures, ...lockOuts, 'session.token_reused']})
        and at >= (${day}::date - ${daysBefore}::integer)::timestamp at time zone ${timezone}
        and at < (${day}::date + 1)::timestamp at time zone ${timezone}
      group by 1
    )
    select coalesce(sum(failed) filter (where day = ${day}::date), 0)::integer as failed,
      coalesce(sum(locked_out) filter (where day = ${day}::date), 0)::integer as "lockedOut",
      coalesce(sum(reused) filter (where day = ${day}::date), 0)::integer as reused,
      coalesce(max(failed) filter (where day < ${day}::date), 0)::integer as "failedBefore",
      ${daysBefore}::integer as "daysBefore"
    from tried`
  return row!
}

/** Several, and at least three times as many as on the worst of the days before. */
export function areUnusual({ failed, failedBefore }: SignIns): boolean {
  return failed >= failedMin && failed >= 3 * failedBefore
}
