/** What the business owns and owes on one day. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Day } from '#kit/day.ts'
import type { Report } from './report.ts'

export async function balanceSheet(_sql: Sql, _org: Org, _when: Day, _now: Date): Promise<Report> {
  throw new Error('not yet')
}
