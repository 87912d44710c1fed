/** The report of what stock is worth. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Day } from '#kit/day.ts'
import type { Report } from './report.ts'

export async function stockValuationReport(
  _sql: Sql,
  _org: Org,
  _day: Day,
  _now: Date,
): Promise<Report> {
  throw new Error('not yet')
}
