/** The house's own jobs: each opens, calls one verb, and hands on what it said. */
import { oldestTransactionSeconds } from '#db/oldest-transaction.ts'
import type { Db } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import type { ChainCheck } from '#domain/audit-chain/check.ts'
import type { Clock } from '#kit/clock.ts'
import type { Day } from '#kit/day.ts'
import type { Log } from '#kit/log.ts'
import type { Job } from './jobs.ts'
import { forgetRuns } from './runs.ts'
import type { JobName } from './schedule.ts'

/** A platform may deliver a message again weeks later; its row must still be there. */
const messagesKeptMs = 35 * 24 * 3_600_000
/** Enough to start looking from. */
const daysNamedMax = 20
/** Nothing of ours takes so long: somebody forgot a session. */
const transactionSecondsMax = 300
/** The database is looked at for all its businesses at once. */
const transactionsLookMs = 4 * 60_000

type Alarm = 'reports-differ' | 'books-differ' | 'transaction-held-open' | 'audit-broken'

export interface HouseJobsDeps {
  db: Db
  log: Log
  clock: Clock
  /** Recomputes what changed. */
  freshen(orgId: number): Promise<unknown>
  /** The days whose report rows differ from a recomputation out of the records; [] when all is well. */
  checkReportViews(orgId: number): Promise<Day[]>
  /** Names of the checks of stock and books that do not tie; [] when all is well. */
  checkBooks(orgId: number): Promise<string[]>
  /** Forgets finished messages and raw events received before a moment. */
  pruneInbox(orgId: number, before: Date): Promise<unknown>
  /** Forgets sessions of the API that are over, and answers to posts that were kept for a day. */
  pruneApi(orgId: number, now: Date): Promise<unknown>
  /** Removes files of reports whose time is over. */
  pruneReports(orgId: number, now: Date): Promise<unknown>
  /** Seals what the audit log has gained. */
  sealAudit(orgId: number, now: Date): Promise<unknown>
  /** Checks the audit chain and signs its head, which is kept outside the database by the log. */
  anchorAudit(orgId: number, now: Date): Promise<ChainCheck>
  /** Asks for the report of the day that is over. */
  makeDailySales(orgId: number): Promise<unknown>
  /** Asks for the audit of the month that is over, where nobody has. */
  makeMonthlyAudit(orgId: number): Promise<unknown>
  /** Tells people what changed of the figures that they were told. */
  tellRestatements(orgId: number): Promise<unknown>
  /** Tells people which of their reports did not arrive. */
  tellUndelivered(orgId: number): Promise<unknown>
  /** Fetches pictures that an import named by their address. */
  fetchPictures(orgId: number): Promise<unknown>
  /** Looks at pictures that the present model has not seen. */
  seePictures(orgId: number): Promise<unknown>
  /** Has pictures described that the present describer has not, where there is one. */
  describePictures(orgId: number): Promise<unknown>
  /** Makes an index of pictures for a business that has very many. */
  indexPictures(orgId: number): Promise<unknown>
  /** Tells staff and customers the news of order requests that nobody has told yet. */
  tellOrderRequests(orgId: number): Promise<unknown>
  /** A transaction open for longer raises an alarm; 300 when not said. */
  transactionSecondsMax?: number
  /** Counts an alarm, for the metrics. */
  onAlarm?(alarm: Alarm): void
}

export function houseJobs(deps: HouseJobsDeps): Record<JobName, Job> {
  const { db, log, clock, freshen, pruneInbox, onAlarm } = deps
  let lookedAtMs = -Infinity
  return {
    'freshen-reports': async (orgId) => {
      await freshen(orgId)
      await lookForHeldTransactions()
    },
    'check-reports': checkReports,
    'check-books': checkBooks,
    'prune-messages': pruneMessages,
    'prune-reports': async (orgId) => void (await deps.pruneReports(orgId, clock())),
    'make-daily-sales': async (orgId) => {
      await freshen(orgId)
      await deps.makeDailySales(orgId)
    },
    'make-monthly-audit': async (orgId) => void (await deps.makeMonthlyAudit(orgId)),
    'tell-restatements': async (orgId) => void (await deps.tellRestatements(orgId)),
    'tell-undelivered': async (orgId) => void (await deps.tellUndelivered(orgId)),
    'tell-order-requests': async (orgId) => void (await deps.tellOrderRequests(orgId)),
    'seal-audit': async (orgId) => void (await deps.sealAudit(orgId, clock())),
    'anchor-audit': anchorAudit,
    'fetch-pictures': async (orgId) => void (await deps.fetchPictures(orgId)),
    'see-pictures': async (orgId) => void (await deps.seePictures(orgId)),
    'describe-pictures': async (orgId) => void (await deps.describePictures(orgId)),
    'index-pictures': async (orgId) => void (await deps.indexPictures(orgId)),
  }

  async function checkReports(orgId: number) {
    const days = await deps.checkReportViews(orgId)
    if (days.length === 0) return
    log.error({ orgId, days: days.length }, 'report rows differ from the records')
    onAlarm?.('reports-differ')
    await db.asOrg(orgId, (sql) =>
      record(sql, {
        at: clock(),
        action: 'reports.differ',
        detail: { count: days.length, days: days.slice(0, daysNamedMax) },
      }),
    )
  }

  async function checkBooks(orgId: number) {
    const untied = await deps.checkBooks(orgId)
    if (untied.length === 0) return
    log.error({ orgId, checks: untied.length }, 'stock and books do not tie')
    onAlarm?.('books-differ')
    await db.asOrg(orgId, (sql) =>
      record(sql, { at: clock(), action: 'books.differ', detail: { checks: untied } }),
    )
  }

  /** A head in the log outlives whatever is done to the database. */
  async function anchorAudit(orgId: number) {
    const found = await deps.anchorAudit(orgId, clock())
    if (found.is === 'whole') {
      const { position, hash } = found
      return log.info({ orgId, position, hash }, 'the head of the audit chain')
    }
    log.error({ orgId, ...found.fault }, 'the audit log was tampered with')
    onAlarm?.('audit-broken')
  }

  async function lookForHeldTransactions() {
    const nowMs = clock().getTime()
    if (Math.abs(nowMs - lookedAtMs) < transactionsLookMs) return
    lookedAtMs = nowMs
    const seconds = Math.round(await db.asCourier(oldestTransactionSeconds))
    if (seconds < (deps.transactionSecondsMax ?? transactionSecondsMax)) return
    log.error({ seconds }, 'a transaction is held open: dead rows pile up and queues slow down')
    onAlarm?.('transaction-held-open')
  }

  async function pruneMessages(orgId: number) {
    const now = clock()
    await pruneInbox(orgId, new Date(now.getTime() - messagesKeptMs))
    await deps.pruneApi(orgId, now)
    await db.asOrg(orgId, (sql) => forgetRuns(sql, now))
  }
}
