/** Which business days there is anything to report on. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

/** First and last business day with sales, returns, payments or refunds; null when there are none. */
export async function salesSpan(sql: Sql): Promise<{ from: Day; to: Day } | null> {
  const [span] = await sql<{ from: Day | null; to: Day | null }[]>`
    select min(day)::text as from, max(day)::text as to
    from report.daily_sales
    where org_id = current_org()`
  return span?.from && span.to ? { from: span.from, to: span.to } : null
}
