/** The month's end on one page: which reports are in the pack, their headlines, and what they tie to. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { dayOf } from '#kit/calendar.ts'
import { Refusal } from '#kit/refusal.ts'
import { wordsFor } from '#kit/words.ts'
import { spanOfMonth } from './audit/month.ts'
import type { ReportKind } from './catalogue.ts'
import { bareStatement } from './ledger/statement.ts'
import { namedPeriod } from './params.ts'
import { written } from './render/figures.ts'
import type { Control, Report, Row } from './report.ts'

export interface Member {
  kind: ReportKind
  params: Record<string, unknown>
}

const figuresMax = 2

/**
 * A line for each report of the pack, and all their control totals under one roof. Refused for a month
 * to come. What a report's figures are, its own page says.
 */
export async function monthEnd(
  sql: Sql,
  org: Org,
  { month, members }: { month: string; members: readonly Member[] },
  now: Date,
): Promise<Report> {
  const span = spanOfMonth(month)
  const period = namedPeriod(org, span)
  const today = dayOf(now, org.timezone)
  if (span.from > today) throw new Refusal(`${period.label} has not begun yet.`)
  const reports: Report[] = []
  for (const { kind, params } of members) reports.push(await kind.build(sql, org, params, now))
  const head = { name: `month_end_${month}`, title: 'Month-end pack', period }
  const result = reports.flatMap(({ figures }) => figures).find(({ key }) => key === 'net_profit')
  return {
    ...bareStatement(org, head, now),
    figures: [
      ...(result ? [result] : []),
      { key: 'reports', label: 'Reports', kind: 'count', value: String(reports.length) },
    ],
    sections: [contents(org, reports)],
    controls: reports.flatMap(controlsOf),
    notes: notesOf(reports, today <= span.to ? [`${period.label} is not over yet.`] : []),
  }
}

function contents(org: Org, reports: readonly Report[]) {
  const words = wordsFor(org)
  const rows = reports.map(({ title, name, figures, controls }): Row => {
    const untied = controls.filter(({ ties }) => !ties).length
    const shown = figures.filter(({ value }) => value !== null).slice(0, figuresMax)
    return {
      report: title,
      figures: shown
        .map(({ label, kind, value }) => `${label} ${written(value, kind, words)}`)
        .join(' · '),
      tied: untied > 0 ? `${untied} DO NOT TIE` : `PASS (${controls.length})`,
      file: `${name}.pdf`,
    }
  })
  return {
    key: 'contents',
    title: 'What is in the pack',
    columns: [
      { key: 'report', title: 'Report', kind: 'text' as const },
      { key: 'figures', title: 'In short', kind: 'text' as const },
      { key: 'tied', title: 'Control totals', kind: 'text' as const },
      { key: 'file', title: 'File, in reports/', kind: 'text' as const },
    ],
    rows,
  }
}

/** What several reports note is said once, with their names. */
function notesOf(reports: readonly Report[], own: string[]): string[] {
  const noted = new Map<string, string[]>()
  for (const { title, notes } of reports)
    for (const note of notes)
      if (!own.includes(note)) noted.set(note, [...(noted.get(note) ?? []), title])
  return [...own, ...[...noted].map(([note, titles]) => `${titles.join(', ')}: ${note}`)]
}

function controlsOf({ title, controls }: Report): Control[] {
  return controls.map((control) => ({ ...control, name: `${title}: ${control.name}` }))
}
