/** The monthly audit: what an auditor asks of a month first, and whether the records bear it out. */
import type { Sql } from '#db/sql.ts'
import { type ChainCheck, faultText } from '#domain/audit-chain/check.ts'
import { publicKeyOf } from '#domain/audit-chain/keys.ts'
import type { Org } from '#domain/org.ts'
import { dayOf, type Span } from '#kit/calendar.ts'
import { Refusal } from '#kit/refusal.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import { readBooks } from './audit/books.ts'
import { checkSince, controlsOf } from './audit/controls.ts'
import { countedFor } from './audit/counted.ts'
import { backdated, numberingGaps, unbalancedEntries } from './audit/datasets/books.ts'
import type { MonthDataset } from './audit/datasets/pages.ts'
import { tradeDatasets } from './audit/datasets/trade.ts'
import { type AuditFacts, measuredOf } from './audit/figures.ts'
import { readLog } from './audit/log.ts'
import { isWithin, monthBefore, spanOfMonth } from './audit/month.ts'
import { readSeries } from './audit/numbering.ts'
import { rowsMax, summarySections } from './audit/sections.ts'
import { readTrade } from './audit/trade.ts'
import { bareStatement, figuresOf, receiptsOf } from './ledger/statement.ts'
import { namedPeriod } from './params.ts'
import type { Report, Section } from './report.ts'

/**
 * The month's logins, rights, approvals, prices, stock, refunds, ledger, numbering, use of models and
 * audit log, beside the month before, with its control totals. Money in the org's currency, days in its
 * timezone. The report tables must be fresh and the audit log sealed. Refused for a month to come.
 */
export async function monthlyAudit(sql: Sql, org: Org, month: string, now: Date): Promise<Report> {
  const words = wordsFor(org)
  const span = spanOfMonth(month)
  const period = namedPeriod(org, span)
  const today = dayOf(now, org.timezone)
  if (span.from > today) throw new Refusal(`${period.label} has not begun yet.`)
  const head = { name: `monthly_audit_${month}`, title: 'Monthly audit', period }
  const before = monthBefore(span)
  const facts = await readFacts(sql, org, span)
  const earlier = await readFacts(sql, org, before)
  const measured = measuredOf(facts, isEmpty(earlier) ? null : earlier)
  const chain = await checkSince(sql, await firstLink(sql, org, span))
  const report: Report = {
    ...bareStatement(org, head, now),
    figures: await figuresOf(sql, measured, namedPeriod(org, before).label),
    sections: [...(await findings(sql, org, month)), ...(await summarySections(sql, org, span))],
    controls: await controlsOf(sql, facts, chain),
    notes: [
      ...(today <= span.to ? [`${period.label} is not over yet.`] : []),
      ...chainNotes(facts, chain, words),
      ...(await keyNote(sql)),
    ],
  }
  const receipts = receiptsOf(report, measured, 0).map((receipt, at) => ({
    ...receipt,
    ...countedFor(measured[at]!.key, facts),
    filters: [],
  }))
  return { ...report, receipts }
}

async function readFacts(sql: Sql, org: Org, span: Span): Promise<AuditFacts> {
  const series = await readSeries(sql, org, span)
  return {
    books: await readBooks(sql, org, span),
    log: await readLog(sql, org, span),
    trade: await readTrade(sql, org, span),
    series,
    missing: String(series.reduce((sum, { missing }) => sum + BigInt(missing), 0n)),
  }
}

function isEmpty({ books, log, trade }: AuditFacts): boolean {
  return books.entries === '0' && log.entries === '0' && trade.refunds === '0'
}

/** What is wrong comes first, then what people changed; each list cut to a page. */
async function findings(sql: Sql, org: Org, month: string): Promise<Section[]> {
  const [, priceChanges] = tradeDatasets
  const sections: Section[] = []
  for (const dataset of [unbalancedEntries, backdated, numberingGaps, priceChanges]) {
    const section = await cut(sql, org, month, dataset)
    if (section.rows.length > 0) sections.push(section)
  }
  return sections
}

async function cut(sql: Sql, org: Org, month: string, dataset: MonthDataset): Promise<Section> {
  const { name: key, title, columns } = dataset
  for await (const rows of dataset.read(sql, org, { month })) {
    const kept = rows.slice(0, rowsMax).map(({ key: _, ...row }) => row)
    const isCut = rows.length > kept.length
    const told = isCut ? `${title} (the first ${rowsMax}; all are in the pack)` : title
    return { key, title: told, columns: [...columns], rows: kept }
  }
  return { key, title, columns: [...columns], rows: [] }
}

async function firstLink(sql: Sql, org: Org, span: Span): Promise<number> {
  const [first] = await sql<[{ position: number | null }]>`
    select min(c.position)::float as position
    from audit_chain c
    join audit_log a on a.org_id = c.org_id and a.id = c.audit_id
    where c.org_id = current_org() and ${isWithin(sql, sql`a.at`, org, span)}`
  return first.position ?? 0
}

function chainNotes({ log }: AuditFacts, chain: ChainCheck, words: Words): string[] {
  if (chain.is === 'broken') return [`The audit log was tampered with. ${faultText(chain.fault)}`]
  if (log.late === '0') return []
  const many = log.late === '1' ? '1 entry' : `${words.count(log.late)} entries`
  return [`${many} of the audit log came in after the log had been sealed for their time.`]
}

async function keyNote(sql: Sql): Promise<string[]> {
  const key = await publicKeyOf(sql)
  return key ? [`Packs are signed with the key ${key.fingerprint}.`] : []
}
