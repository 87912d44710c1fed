/**
 * The report tables stay fresh by what changed: writing notes it (triggers), reading first adds what
 * was noted. Each is done by one at a time and sees the records of one moment.
 */
import type { Db, Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import { addChanges, takeChanges } from './report-changes.ts'
import { differingDays, everyDay, recomputeDays } from './report-rows.ts'

/** One refresh of an org at a time; any constant will do, beside the org's id. */
const refreshLock = 7_455_440
/** Others that refresh the same org can be in the way so often before it is a fault. */
const attemptsMax = 20

/**
 * Makes the org's report rows fresh, all in one transaction, and returns how many days changed.
 * Call it before a report is read; when nothing changed it is one indexed look.
 * Safe when two run at once: the second waits, and finds it done.
 */
export async function freshen(db: Db, orgId: number): Promise<number> {
  return (await alone(db, orgId, 'when stale', addWhatChanged)) ?? 0
}

/**
 * Reads at a moment of which the report rows are exactly as fresh as the records: no sale can come
 * between. Other refreshes of the org wait for it, so it is for what did not tie when read otherwise.
 */
export async function atFreshMoment<T>(
  db: Db,
  orgId: number,
  read: (sql: Sql) => Promise<T>,
): Promise<T> {
  const found = await alone(db, orgId, 'always', async (sql) => {
    await addWhatChanged(sql)
    await sql`set transaction read only`
    return { value: await read(sql) }
  })
  return found!.value
}

/** Recomputes every day of the org that has records or report rows; returns how many. */
export async function rebuild(db: Db, orgId: number): Promise<number> {
  const rebuilt = await alone(db, orgId, 'always', async (sql) => {
    await takeChanges(sql)
    const days = await everyDay(sql)
    await recomputeDays(sql, days)
    return days.length
  })
  return rebuilt!
}

/**
 * The days whose report rows differ from a recomputation, after making them fresh; none, unless
 * something wrote past the triggers. For the nightly check, and for tests.
 */
export async function checkReportViews(db: Db, orgId: number): Promise<Day[]> {
  const differing = await alone(db, orgId, 'always', async (sql) => {
    await addWhatChanged(sql)
    return differingDays(sql, await everyDay(sql))
  })
  return differing!
}

async function addWhatChanged(sql: Sql): Promise<number> {
  const changes = await takeChanges(sql)
  const days = await addChanges(sql, changes)
  await recomputeDays(sql, changes.wholeDays)
  return days.length + changes.wholeDays.length
}

type When = 'always' | 'when stale'

/** A moment that another refresh has overtaken is given up, and the work begins anew. */
async function alone<T>(
  db: Db,
  orgId: number,
  when: When,
  work: (sql: Sql) => Promise<T>,
): Promise<T | null> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    try {
      const done = await db.asOrgAtOneMoment(orgId, async (sql) => {
        const isOurs = await isOurTurn(sql, when)
        if (isOurs === null) return { result: null }
        return isOurs ? { result: await work(sql) } : null
      })
      if (done) return done.result
    } catch (fault) {
      if (!isOvertaken(fault)) throw fault
    }
    await db.asOrg(orgId, (sql) => sql`select pg_advisory_xact_lock(${refreshLock}, current_org())`)
  }
  throw new Error(`other refreshes of the reports came first ${attemptsMax} times`)
}

/** Null when there is nothing to do; false while another is at it. */
async function isOurTurn(sql: Sql, when: When): Promise<boolean | null> {
  const [row] = await sql<[{ isOurs: boolean | null }]>`
    select case when ${when === 'always'}
      or exists (select from report.changed_lines where org_id = current_org())
      or exists (select from report.former_heads where org_id = current_org())
      or exists (select from report.new_money where org_id = current_org())
      or exists (select from report.dirty_days where org_id = current_org())
      then pg_try_advisory_xact_lock(${refreshLock}, current_org()) end as "isOurs"`
  return row.isOurs
}

/** Two that wrote the same rows: the later one's moment is over. */
function isOvertaken(fault: unknown): boolean {
  const code = fault instanceof Error && 'code' in fault ? fault.code : null
  return code === '40001' || code === '23505'
}
