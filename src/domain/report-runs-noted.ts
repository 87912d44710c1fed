/** Notes about completed runs: written once, by whoever made the run, or by another when that one died. */
import type { Json, Sql } from '#db/sql.ts'

/** Whoever makes a run has so long for its notes too. */
export const notesMsMax = 5 * 60_000
/** Beginnings of a run and of its notes, all in all. */
const beginningsMax = 6

/** The first notes stay. */
export async function keepInsights(
  sql: Sql,
  { id, insights }: { id: string; insights: Json },
): Promise<void> {
  await sql`
    update reports
    set insights = ${sql.json(insights)}, leased_by = null, leased_until = null
    where org_id = current_org() and id = ${id} and status = 'completed' and insights is null`
}

/** A run that was completed, but whose notes nobody wrote in time; null when there is none. */
export async function claimUnnoted(sql: Sql): Promise<{ id: string; result: Json } | null> {
  const [run] = await sql<{ id: string; result: Json }[]>`
    update reports
    set attempts = attempts + 1, leased_until = case when attempts < ${beginningsMax}
      then now() + make_interval(secs => ${notesMsMax / 1_000}) end
    where org_id = current_org() and id = (
      select id
      from reports
      where org_id = current_org() and status = 'completed' and leased_until <= now()
      order by id
      limit 1
      for update skip locked)
    returning id, result`
  return run ?? null
}
