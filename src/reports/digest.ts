/** The digest: some days on one page, beside what is usual, and what waits for an answer. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { cutOf } from '#domain/period.ts'
import { dayOf, type Span } from '#kit/calendar.ts'
import type { Period } from '#kit/day.ts'
import { controlsOf } from './daily-sales/controls.ts'
import { type DigestFacts, figuresOf, receiptsOf } from './digest/figures.ts'
import { restatedDays } from './digest/restated.ts'
import { bestSellers, topMovers } from './digest/sold.ts'
import { compare, likeSpansMin } from './digest/usual.ts'
import { openApprovals, openRequests, runningLow } from './digest/waiting.ts'
import { asControl, bareStatement } from './ledger/statement.ts'
import { readDebtors } from './receivables/debtors.ts'
import { accountTies } from './receivables/ties.ts'
import type { Control, Report } from './report.ts'
import { linesAddedUpMax } from './sales-summary.ts'

/**
 * Net sales, orders and money of the days beside the middle of the like days before; what customers owe
 * at their end; earlier days that changed; and, as of `now`, what runs low and what waits. Money in the
 * org's currency, whole business days in its timezone. The report tables must be fresh.
 */
export async function digest(sql: Sql, org: Org, period: Period, now: Date): Promise<Report> {
  const span: Span = { from: period.from, to: period.to }
  const name = `digest_${period.from}${period.from === period.to ? '' : `_${period.to}`}`
  const facts = await readFacts(sql, org, span, now)
  const { compared, debts, low, requests, approvals, restated } = facts
  const sections = [
    await bestSellers(sql, span),
    ...(compared.like.length > 0 ? [await topMovers(sql, span, compared.like)] : []),
    ...[requests.section, approvals.section, restated.section, low.section],
  ]
  const report: Report = {
    ...bareStatement(org, { name, title: 'Digest', period }, now),
    figures: figuresOf(facts, isOneDay(span)),
    sections: sections.filter(({ rows }) => rows.length > 0),
    controls: [
      ...(await salesControls(sql, span, facts)),
      ...(debts.lines > 0 ? (await accountTies(sql, span.to, debts)).map(asControl) : []),
    ],
    notes: notesOf(org, span, facts, now),
  }
  return { ...report, receipts: receiptsOf(report, facts) }
}

async function readFacts(sql: Sql, org: Org, span: Span, now: Date): Promise<DigestFacts> {
  return {
    compared: await compare(sql, span, cutOf(org)),
    debts: (await readDebtors(sql, span.to)).totals,
    low: await runningLow(sql, org, now),
    requests: await openRequests(sql, org),
    approvals: await openApprovals(sql, org, now),
    restated: await restatedDays(sql, org, span),
  }
}

async function salesControls(sql: Sql, span: Span, { compared }: DigestFacts): Promise<Control[]> {
  if (compared.days === 0) return []
  const areLinesAdded = compared.lines <= linesAddedUpMax
  return controlsOf(sql, span, { of: isOneDay(span) ? 'day' : 'period', areLinesAdded })
}

function notesOf(org: Org, span: Span, { compared }: DigestFacts, now: Date): string[] {
  const notes: string[] = []
  if (compared.days === 0) notes.push('Nothing was sold, returned, paid or refunded in this time.')
  else if (compared.like.length === 0)
    notes.push(`What is usual is known once ${likeSpansMin} such times before are recorded.`)
  if (span.to >= dayOf(now, org.timezone))
    notes.push(
      isOneDay(span) ? 'This day is not over yet.' : 'The last of these days is not over yet.',
    )
  if (compared.lines > linesAddedUpMax)
    notes.push('Its lines are many: the check of every night adds them up one by one.')
  return notes
}

function isOneDay({ from, to }: Span): boolean {
  return from === to
}
