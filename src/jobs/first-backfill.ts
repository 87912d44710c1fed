/** The first start over a business with a past: its reports of the last days and months are queued. */
import type { Db } from '#db/sql.ts'
import { listOrgs, type Org } from '#domain/org.ts'
import { hasBackfill, requestPast, unmadePast } from '#domain/report-runs-backfill.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Clock } from '#kit/clock.ts'
import type { ReportDesk } from '#reports/desk.ts'
import { reportKinds } from '#reports/kinds.ts'

interface BackfillDeps {
  db: Db
  desk: ReportDesk
  clock: Clock
  freshen(orgId: number): Promise<unknown>
  /** Nothing more is queued then. */
  isOver(): boolean
  /** So many days and months back; 30 and 6 when not said. */
  reach?: { daily: number; monthly: number }
}

export const usualReach = { daily: 30, monthly: 6 } as const

/** Returns how many were queued. They are made behind whatever else is asked for. */
export async function queueFirstBackfill(deps: BackfillDeps): Promise<number> {
  let queued = 0
  for (const org of await listOrgs(deps.db)) if (!deps.isOver()) queued += await queueFor(deps, org)
  if (queued > 0) deps.desk.wake()
  return queued
}

async function queueFor({ db, clock, freshen, reach = usualReach }: BackfillDeps, org: Org) {
  if (await db.asReader(org.id, hasBackfill)) return 0
  await freshen(org.id)
  const now = clock()
  return db.asOrg(org.id, async (sql) => {
    const past = await unmadePast(sql, { today: dayOf(now, org.timezone), ...reach })
    for (const each of past) {
      const kind = reportKinds.find(({ type }) => type === each.type)
      if (kind) await requestPast(sql, each, { formats: kind.formats.slice(0, 1), now })
    }
    return past.length
  })
}
