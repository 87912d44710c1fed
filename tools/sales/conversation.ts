/** What the tools about sales keep of a question, and take from the one before. */
import { filterKinds } from '#domain/metrics/catalogue.ts'
import type { Question } from '#domain/metrics/question.ts'
import { type AskedBefore, lastAsked } from '#engine/asked-before.ts'
import { asJson, type Json, type LastAnswer } from '#engine/tool.ts'
import type { Span } from '#kit/calendar.ts'
import type { Report } from '#reports/report.ts'

/** The period of the last answer about sales: "the month before" is the month before it. */
export function spokenOf(last: LastAnswer | null): Span | null {
  return lastAsked(last)?.period ?? null
}

/** The question as the next one may lean on it. */
export function keptQuestion(question: Question, report?: Report): Json {
  const { metrics, by, period, filters, order, limit } = question
  const kept: AskedBefore = {
    metrics,
    by,
    period: { from: period.from, to: period.to },
    filters,
    order,
    limit,
  }
  const [row, ...others] = report?.sections[0]?.rows ?? []
  const kind = filterKinds.find((kind) => kind === by)
  if (row && kind && others.length === 0)
    kept.winner = { kind, keys: [row.key ?? ''], label: row.label ?? '' }
  return asJson(kept)
}

/** True when the period lies where nothing at all is recorded, so that a nought would mislead. */
export function asksNothing(
  report: Report,
  recorded: Span | null,
  { period, compareTo }: Question,
): boolean {
  if (!recorded) return true
  const isOutside = period.to < recorded.from || period.from > recorded.to
  return isOutside && compareTo === null && report.sections.every(({ rows }) => rows.length === 0)
}
