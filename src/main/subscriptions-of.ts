/** What the subscriptions and the reports that come by themselves reach for: the desk, and people's chats. */
import type { LinkTo } from '#chat/file-link.ts'
import { roadLimits } from '#chat/limits.ts'
import type { Loop } from '#chat/loop.ts'
import type { ChannelName } from '#chat/message.ts'
import { tellOrderNews } from '#chat/order-news.ts'
import { tellAskers } from '#chat/photo-news.ts'
import { remindOfRequests } from '#chat/remind-of-requests.ts'
import type { ChannelLimits } from '#chat/reply.ts'
import type { Sql } from '#db/sql.ts'
import { freshen } from '#domain/report-views.ts'
import type { HouseJobsDeps } from '#jobs/house-jobs.ts'
import { makeLastMonth, makeYesterday } from '#jobs/make-reports.ts'
import { openSubscriptionWorker } from '#jobs/subscription-worker.ts'
import { tellRestatements } from '#jobs/tell-restatements.ts'
import { tellUndelivered } from '#jobs/tell-undelivered.ts'
import { systemTimers } from '#kit/timers.ts'
import type { ReportDesk } from '#reports/desk.ts'
import type { House } from '../house.ts'

export type Channels = Record<ChannelName, { readonly limits: ChannelLimits }>

export function subscriptionsOf(
  { db, desk, clock, log }: House,
  channels: Channels,
  linkTo: LinkTo,
): Loop {
  const worker = openSubscriptionWorker({
    ...{ db, desk, clock, log, timers: systemTimers },
    ...{ ...waysOf(channels), linkTo },
  })
  worker.wake()
  return worker
}

type ReportJobs = Pick<
  HouseJobsDeps,
  | 'makeDailySales'
  | 'makeMonthlyAudit'
  | 'tellRestatements'
  | 'tellUndelivered'
  | 'tellOrderRequests'
>

export function reportJobsOf({ db, desk, clock }: House, channels: Channels): ReportJobs {
  const ways = waysOf(channels)
  return {
    makeDailySales: (orgId) => make(orgId, makeYesterday),
    makeMonthlyAudit: (orgId) => make(orgId, makeLastMonth),
    tellRestatements: (orgId) =>
      tellRestatements({ db, desk, clock, freshen: (orgId) => freshen(db, orgId), ...ways }, orgId),
    tellUndelivered: (orgId) =>
      db.asOrg(orgId, (sql) => tellUndelivered(sql, { ...ways, now: clock() })),
    tellOrderRequests: tellOrderRequestsOf({ db, clock }, channels),
  }

  async function make(
    orgId: number,
    ask: (sql: Sql, desk: ReportDesk, now: Date) => Promise<boolean>,
  ) {
    if (await db.asOrg(orgId, (sql) => ask(sql, desk, clock()))) desk.wake()
  }
}

/** What turns and calls left untold, what nobody has answered, and answers to photos. */
export function tellOrderRequestsOf(
  { db, clock }: Pick<House, 'db' | 'clock'>,
  channels: Channels,
) {
  return (orgId: number) =>
    db.asOrg(orgId, async (sql) => {
      const deps = { ...waysOf(channels), now: clock() }
      await tellOrderNews(sql, deps)
      await remindOfRequests(sql, deps)
      await tellAskers(sql, deps)
    })
}

/** For doors whose own transaction tells. */
export function orderNewsOf(channels: Channels) {
  const ways = waysOf(channels)
  return (sql: Sql, now: Date) => tellOrderNews(sql, { ...ways, now })
}

function waysOf(channels: Channels) {
  return {
    limitsOf: (channel: ChannelName) => channels[channel].limits,
    choiceLifetimeMs: roadLimits.choiceLifetimeMs,
  }
}
