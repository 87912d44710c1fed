/**
 * Subscriptions at work: what is due is claimed, its report asked for, and handed to its person once it
 * is there. Whoever wants the same report at the same moment shares one run.
 */
import { type DeliverDeps, deliverSlot, isStillAllowed } from '#chat/deliver-report.ts'
import { type Loop, openLoop } from '#chat/loop.ts'
import type { Db, Json, Sql } from '#db/sql.ts'
import { currentOrg, type Org } from '#domain/org.ts'
import { type FileFormat, findRun } from '#domain/report-runs.ts'
import {
  awaitReport,
  type ClaimedSlot,
  claimDueSlots,
  giveUpSlots,
  orgsWithDueSlots,
  putOffSlot,
  readySlots,
  type SlotEnd,
  settleSlot,
  type WaitingSlot,
} from '#domain/subscription-slots.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { Timers } from '#kit/timers.ts'
import type { ReportDesk } from '#reports/desk.ts'
import { kindOf, reportKinds } from '#reports/kinds.ts'
import { slotParams } from '#reports/subscribed.ts'
import { handOverAwaited } from './hand-over-awaited.ts'

export interface SubscriptionWorkerDeps
  extends Pick<DeliverDeps, 'limitsOf' | 'choiceLifetimeMs' | 'linkTo'> {
  db: Db
  desk: ReportDesk
  clock: Clock
  timers: Timers
  log: Log
  pollMs?: number
}

const pollMsUsual = 1_000

export function openSubscriptionWorker(deps: SubscriptionWorkerDeps): Loop {
  const { timers, log, pollMs = pollMsUsual } = deps
  const onFault = (err: unknown) => log.error({ err }, 'subscriptions')
  return openLoop({ step, pollMs, timers, onFault })

  async function step() {
    await handOverAwaited(deps)
    await serveSubscriptions(deps)
  }
}

/** One look over all businesses; a fault of one holds up no other. */
export async function serveSubscriptions(deps: SubscriptionWorkerDeps): Promise<void> {
  for (const orgId of await orgsWithDueSlots(deps.db, deps.clock())) {
    try {
      await askForReports(deps, orgId)
      await handOver(deps, orgId)
    } catch (err) {
      deps.log.error({ err, orgId }, 'subscriptions were not served')
    }
  }
}

async function askForReports(deps: SubscriptionWorkerDeps, orgId: number) {
  const { db, desk, clock } = deps
  const now = clock()
  const asked = await db.asOrg(orgId, async (sql) => {
    await giveUpSlots(sql, now)
    const org = await currentOrg(sql)
    const claimed = await claimDueSlots(sql, { timezone: org.timezone, now })
    const mine = await allowed(sql, claimed, { ...deps, org, now })
    for (const group of groupsOf(mine, org)) await ask(sql, group, { desk, now })
    return mine.length
  })
  if (asked > 0) desk.wake()
}

async function allowed(sql: Sql, claimed: ClaimedSlot[], deps: DeliverDeps) {
  const mine: ClaimedSlot[] = []
  for (const slot of claimed) {
    const { subscription } = slot
    const kind = reportKinds.find(({ type }) => type === subscription.type)
    const end: SlotEnd | null = !kind
      ? { is: 'failed', reason: 'there is no such report any more' }
      : (await isStillAllowed(sql, subscription, kind, deps))
        ? null
        : { is: 'refused' }
    if (end) await settleSlot(sql, slot, { end, now: deps.now })
    else mine.push(slot)
  }
  return mine
}

interface Group {
  type: string
  params: Record<string, Json>
  dueAt: Date
  slots: ClaimedSlot[]
}

function groupsOf(slots: ClaimedSlot[], org: Org) {
  const groups = new Map<string, Group>()
  for (const claimed of slots) {
    const { subscription, slot, dueAt } = claimed
    const { type } = subscription
    const params = slotParams(kindOf(type), subscription, { slot, org })
    const key = keyOf(type, params, dueAt)
    const group = groups.get(key) ?? { type, params, dueAt, slots: [] }
    group.slots.push(claimed)
    groups.set(key, group)
  }
  return groups.values()
}

async function ask(
  sql: Sql,
  { type, params, dueAt, slots }: Group,
  { desk, now }: { desk: ReportDesk; now: Date },
) {
  const { id: reportId } = await desk.request(sql, {
    ...{ type, params, formats: formatsOf(slots), via: 'schedule', requestedBy: null },
    ...{ runKey: keyOf(type, params, dueAt), wantsInsights: true, now },
  })
  for (const { subscription, slot } of slots)
    await awaitReport(sql, { subscriptionId: subscription.id, slot, reportId })
}

function keyOf(type: string, params: Record<string, Json>, dueAt: Date): string {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
  return `due ${type} ${JSON.stringify(sorted)} ${dueAt.toISOString()}`
}

function formatsOf(slots: ClaimedSlot[]): FileFormat[] {
  const formats = slots.map(({ subscription: { format } }) => format)
  return [...new Set(formats)].filter((format) => format !== 'text').sort()
}

/** What has come is handed over, each in a transaction of its own. */
async function handOver(deps: SubscriptionWorkerDeps, orgId: number) {
  const { db, clock, log } = deps
  const ready = await db.asReader(orgId, (sql) => readySlots(sql, clock()))
  for (const slot of ready) {
    try {
      await makeFile(deps, orgId, slot)
      await db.asOrg(orgId, async (sql) => {
        const org = await currentOrg(sql)
        await deliverSlot(sql, slot, { ...deps, org, now: clock() })
      })
    } catch (err) {
      log.error({ err, orgId, subscription: slot.subscriptionId }, 'a report was not handed over')
      await db.asOrg(orgId, (sql) => putOffSlot(sql, slot, clock()))
    }
  }
}

/** A form that nobody had asked for when the run was: printed from what was frozen. */
async function makeFile(deps: SubscriptionWorkerDeps, orgId: number, slot: WaitingSlot) {
  const missing = await deps.db.asReader(orgId, async (sql) => {
    const [row] = await sql<{ format: FileFormat | 'text' }[]>`
      select format from subscriptions
      where org_id = current_org() and id = ${slot.subscriptionId}`
    const run = await findRun(sql, slot.reportId)
    const { format } = row!
    if (format === 'text' || run?.status !== 'completed') return null
    return run.files.some((file) => file.format === format) ? null : format
  })
  if (missing) await deps.desk.render(orgId, slot.reportId, missing)
}
