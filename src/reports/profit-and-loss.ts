/** What was earned and what it cost, over a period. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Period } from '#kit/day.ts'
import type { Report } from './report.ts'

export async function profitAndLoss(
  _sql: Sql,
  _org: Org,
  _when: Period,
  _now: Date,
): Promise<Report> {
  throw new Error('not yet')
}
