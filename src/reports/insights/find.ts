/** What is worth knowing about a frozen report, by its type. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { dayOf } from '#kit/calendar.ts'
import { wordsFor } from '#kit/words.ts'
import type { Report } from '../report.ts'
import type { Findings } from './findings.ts'
import { forecastAfter } from './forecast.ts'
import { findingsOfAudit } from './of-audit.ts'
import { findingsOfDay } from './of-day.ts'
import { findingsOfFigures } from './of-figures.ts'

/** Exports are lines, not figures, and an answer is the very figure: nothing is to be said about them. */
export function hasNotes(type: string): boolean {
  return !type.startsWith('export_') && type !== 'sales_answer'
}

/** Aggregates only: no customer is named. The report tables must be fresh. */
export async function findingsFor(
  sql: Sql,
  org: Org,
  { type, report }: { type: string; report: Report },
): Promise<Findings> {
  const words = wordsFor(org)
  if (type === 'daily_sales') return findingsOfDay(sql, org, report, words)
  if (type === 'monthly_audit') return findingsOfAudit(report, words)
  const findings = findingsOfFigures(report, words)
  const { to } = report.period
  const isOver = dayOf(new Date(report.asOf), org.timezone) > to
  if (type !== 'sales_summary' || !isOver) return findings
  return { ...findings, forecast: await forecastAfter(sql, org, to, words) }
}
