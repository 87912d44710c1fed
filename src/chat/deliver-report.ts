/** One slot of a subscription is settled: rights are looked at again, then the report goes to its person. */
import type { Sql } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import type { Org } from '#domain/org.ts'
import { actorFor } from '#domain/people.ts'
import { findRun, frozenResult, type ReportRun } from '#domain/report-runs.ts'
import { rememberTold } from '#domain/report-told.ts'
import {
  type ClaimedSlot,
  holdSlot,
  type SlotEnd,
  settleSlot,
  type WaitingSlot,
} from '#domain/subscription-slots.ts'
import { endSubscription, type Subscription } from '#domain/subscriptions.ts'
import { dayOf } from '#kit/calendar.ts'
import { wordsFor } from '#kit/words.ts'
import type { ReportKind } from '#reports/catalogue.ts'
import { thaw } from '#reports/desk/freeze.ts'
import { insightsFrom } from '#reports/insights/insights.ts'
import { insightsText } from '#reports/insights/text.ts'
import { kindOf, mayRead } from '#reports/kinds.ts'
import type { Report } from '#reports/report.ts'
import { daysOf, saysAnything } from '#reports/subscribed.ts'
import { type LinkTo, linkerFor } from './file-link.ts'
import type { FileRef } from './message.ts'
import { reportNews, rightsGone } from './report-words.ts'
import { type TellDeps, tellPerson } from './tell-person.ts'
import { waysTo } from './ways.ts'

export interface DeliverDeps extends TellDeps {
  org: Org
  linkTo?: LinkTo
}

const noWay = 'there is no chat in which this person can be written to'

/** Whatever comes of it is written down with it; null when another Tillie has it in hand. */
export async function deliverSlot(
  sql: Sql,
  waiting: WaitingSlot,
  deps: DeliverDeps,
): Promise<SlotEnd | null> {
  const held = await holdSlot(sql, waiting)
  if (!held) return null
  const end = await deliver(sql, held, waiting.reportId, deps)
  await settleSlot(sql, held, { end, now: deps.now })
  return end
}

async function deliver(
  sql: Sql,
  held: ClaimedSlot,
  reportId: string,
  deps: DeliverDeps,
): Promise<SlotEnd> {
  const { subscription } = held
  const kind = kindOf(subscription.type)
  if (!(await isStillAllowed(sql, subscription, kind, deps))) return { is: 'refused' }
  const run = (await findRun(sql, reportId))!
  if (run.status !== 'completed') return { is: 'failed', reason: run.error ?? 'it was not made' }
  const report = thaw(await frozenResult(sql, reportId))
  if (subscription.onlyWhen === 'anything' && !saysAnything(report, kind)) return { is: 'nothing' }
  const ways = await waysTo(sql, subscription.userId, subscription.channels)
  if (ways.length === 0) return { is: 'failed', reason: noWay }
  const news = reportNews(report, held, wordsFor(deps.org))
  // Notes come after the report, under their own label, and are no part of it.
  const insights = insightsFrom(run.insights)
  const notes = insights && insightsText(insights)
  const text = notes ? `${news}\n\n${notes}` : news
  const linkOf = linkerFor(deps.linkTo, { orgId: deps.org.id, now: deps.now })
  const told = { text, files: fileOf(run, subscription) }
  const messages = await tellPerson(sql, ways, told, { ...deps, linkOf })
  await remember(sql, { subscription, kind, run, report, conversationId: ways[0]!.id }, deps)
  return { is: 'handed', messages }
}

/** Whoever may not read it any more gets one sentence, and nothing after it. */
export async function isStillAllowed(
  sql: Sql,
  subscription: Subscription,
  kind: ReportKind,
  deps: DeliverDeps,
): Promise<boolean> {
  const { id, userId, channels } = subscription
  const { now } = deps
  if (mayRead(await actorFor(sql, userId), kind)) return true
  await endSubscription(sql, { id, endedBy: null, because: 'rights', now })
  const subject = `subscription:${id}`
  const detail = { type: kind.type, because: 'rights' }
  await record(sql, { at: now, action: 'subscription.ended', subject, detail })
  const text = rightsGone(kind.title, subscription)
  await tellPerson(sql, await waysTo(sql, userId, channels), { text, isNotice: true }, deps)
  return false
}

function fileOf({ files }: ReportRun, { format }: Subscription): FileRef[] {
  return files
    .filter((file) => file.format === format && !file.removedAt)
    .map(({ id, name, mime, sizeBytes }) => ({ id, name, mime, sizeBytes }))
}

interface Delivered {
  subscription: Subscription
  kind: ReportKind
  run: ReportRun
  report: Report
  conversationId: string
}

/** Of days that were over then: what is told in the course of a day changes, and nobody wonders. */
async function remember(
  sql: Sql,
  { subscription, kind, run, report, conversationId }: Delivered,
  { org, now }: DeliverDeps,
) {
  const days = daysOf(kind, run.params)
  if (days.to >= dayOf(new Date(report.asOf), org.timezone)) return
  const { userId } = subscription
  const { id: reportId, type, params } = run
  await rememberTold(sql, { userId, type, params, days, reportId, conversationId, now })
}
