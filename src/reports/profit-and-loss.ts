/** What was earned and what it cost, over a period, beside the period before it. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { cutOf } from '#domain/period.ts'
import { spanBefore } from '#kit/calendar.ts'
import type { Period } from '#kit/day.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import { journalSpan, unpostedNote } from './ledger/journal.ts'
import { type PartLine, type Result, readParts, readResult } from './ledger/result.ts'
import { resultControls } from './ledger/result-controls.ts'
import {
  accountColumns,
  bareStatement,
  figuresOf,
  type Measured,
  receiptsOf,
} from './ledger/statement.ts'
import type { Column, Report, Section } from './report.ts'

/**
 * Profit and loss from journal lines by account type: revenue (less sales returns) − cost of sales
 * = gross profit; − expenses = net profit. Cost of sales are the accounts that stock is posted to:
 * goods sold, adjustments, write-offs. Money in the org's currency, whole business days in its
 * timezone, by the entries' dates. Tells which sales of the period are not in the ledger.
 */
export async function profitAndLoss(
  sql: Sql,
  org: Org,
  period: Period,
  now: Date,
): Promise<Report> {
  const words = wordsFor(org)
  const before = { ...spanBefore(period, cutOf(org)), label: '' }
  const span = { from: period.from, to: period.to }
  const name = `profit_and_loss_${span.from}_${span.to}`
  const bare = bareStatement(org, { name, title: 'Profit and loss', period }, now)
  const unposted = await unpostedNote(sql, span, words)
  const result = await readResult(sql, span, before)
  if (result.lines === 0) {
    const notes = [await nothingPosted(sql, period, words), ...unposted]
    return { ...bare, notes }
  }
  const beforeLabel = result.linesBefore > 0 ? words.period(before) : null
  const measured = measuredOf(result)
  const parts = await readParts(sql, span, before)
  const titles = { now: words.period(period), before: beforeLabel }
  const report: Report = {
    ...bare,
    figures: await figuresOf(sql, measured, beforeLabel),
    sections: sectionsOf(parts, result, titles),
    controls: await resultControls(sql, span),
    notes: unposted,
  }
  return { ...report, receipts: receiptsOf(report, measured, result.lines) }
}

function measuredOf({ now, before }: Result): Measured[] {
  const money = (key: keyof typeof now, label: string, definition: string, tiedBy?: string) => ({
    ...{ key, label, definition, tiedBy },
    value: now[key],
    before: before[key],
  })
  return [
    money('net_profit', 'Net profit', 'revenue less cost of sales and expenses', 'Results'),
    money('revenue', 'Revenue', 'credits less debits of revenue accounts', 'Sales'),
    money('cost_of_sales', 'Cost of sales', 'cost of goods sold, stock adjusted and written off'),
    money('gross_profit', 'Gross profit', 'revenue less cost of sales'),
    { ...money('gross_margin', 'Gross margin', 'gross profit ÷ revenue'), kind: 'percent' },
    money('expenses', 'Expenses', 'debits less credits of all other expense accounts'),
  ]
}

interface Titles {
  now: string
  before: string | null
}

function sectionsOf(parts: PartLine[], result: Result, titles: Titles): Section[] {
  const part = (key: PartLine['part'], title: string): Section => {
    const rows = parts.filter((line) => line.part === key)
    return {
      key,
      title,
      columns: columnsOf(titles),
      rows: rows.map(({ account, code, amount, before, share }) => ({
        ...{ account, code, amount, before, share },
      })),
      totals: {
        account: `Total ${title.toLowerCase()}`,
        code: null,
        amount: result.now[key],
        before: result.before[key],
        share: result.share[key],
      },
    }
  }
  const all = [
    part('revenue', 'Revenue'),
    part('cost_of_sales', 'Cost of sales'),
    part('expenses', 'Expenses'),
  ]
  return [...all.filter(({ rows }) => rows.length > 0), resultSection(result, titles)]
}

function resultSection({ now, before, share }: Result, titles: Titles): Section {
  const line = (
    key: 'revenue' | 'cost_of_sales' | 'gross_profit' | 'expenses' | 'net_profit',
    account: string,
  ) => ({
    ...{ account, code: null, amount: now[key], before: before[key], share: share[key] },
  })
  return {
    key: 'result',
    title: 'Result',
    columns: [{ key: 'account', title: '', kind: 'text' }, ...columnsOf(titles).slice(2)],
    rows: [
      line('revenue', 'Revenue'),
      line('cost_of_sales', 'less cost of sales'),
      line('gross_profit', 'Gross profit'),
      line('expenses', 'less expenses'),
    ],
    totals: line('net_profit', 'Net profit'),
  }
}

function columnsOf({ now, before }: Titles): Column[] {
  return [
    ...accountColumns,
    { key: 'amount', title: now, kind: 'money' },
    ...(before ? [{ key: 'before', title: before, kind: 'money' } as const] : []),
    { key: 'share', title: 'of revenue', kind: 'percent' },
  ]
}

async function nothingPosted(sql: Sql, period: Period, words: Words): Promise<string> {
  const nothing = `Nothing of income or costs is in the ledger for ${words.period(period)}.`
  const span = await journalSpan(sql)
  if (!span) return `${nothing} Nothing has been posted yet.`
  return `${nothing} Entries run from ${words.day(span.from)} to ${words.day(span.to)}.`
}
