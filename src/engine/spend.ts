/** What an org's models have cost today, in tokens, read off the audit; what no server told is not in it. */
import type { Db } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Day } from '#kit/day.ts'

/** Read and written tokens together, since the business day `today` began in the org's timezone. */
export async function tokensSpent(db: Db, { id, timezone }: Org, today: Day): Promise<number> {
  return db.asOrg(id, async (sql) => {
    const [row] = await sql<{ tokens: number }[]>`
      select coalesce(sum(
        (detail ->> 'inputTokens')::bigint + (detail ->> 'outputTokens')::bigint), 0)::float as tokens
      from audit_log
      where action in ('model.call', 'REPORT_AI_SUMMARY')
        and at >= ${today}::timestamp at time zone ${timezone}`
    return row!.tokens
  })
}
