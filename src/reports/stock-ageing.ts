/** The report of how long stock has been lying there. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Day } from '#kit/day.ts'
import type { Report } from './report.ts'

export async function stockAgeingReport(
  _sql: Sql,
  _org: Org,
  _day: Day,
  _now: Date,
): Promise<Report> {
  throw new Error('not yet')
}
