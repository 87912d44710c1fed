/** Reports that chats were promised are handed over once they are made, each in a transaction of its own. */
import { deliverAwaited } from '#chat/deliver-awaited.ts'
import { orgsThatAwait, putOffAwaited, readyAwaited } from '#domain/awaited-reports.ts'
import { currentOrg } from '#domain/org.ts'
import type { SubscriptionWorkerDeps } from './subscription-worker.ts'

/** One look over all businesses; a fault of one report holds up no other. */
export async function handOverAwaited(
  deps: Omit<SubscriptionWorkerDeps, 'desk' | 'timers' | 'pollMs'>,
): Promise<void> {
  const { db, clock, log } = deps
  for (const orgId of await orgsThatAwait(db, clock())) {
    const ready = await db.asReader(orgId, (sql) => readyAwaited(sql, clock()))
    for (const awaited of ready) {
      try {
        await db.asOrg(orgId, async (sql) => {
          const org = await currentOrg(sql)
          await deliverAwaited(sql, awaited, { ...deps, org, now: clock() })
        })
      } catch (err) {
        log.error({ err, orgId, run: awaited.reportId }, 'an awaited report was not handed over')
        await db.asOrg(orgId, (sql) => putOffAwaited(sql, awaited, clock()))
      }
    }
  }
}
