/** What a subscription's slot stands for: which days of which report, and whether it says anything. */
import type { Json } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { cutOf } from '#domain/period.ts'
import type { Wish } from '#domain/subscriptions.ts'
import { addDays, type Span, spanAround, type Unit } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import type { Rhythm } from '#kit/rhythm.ts'
import type { ReportKind } from './catalogue.ts'
import type { Report } from './report.ts'

/** Morning news is of what is over; what comes in the evening is of the day itself. */
export const eveningFromHour = 17

/** Absolute parameters: the choices of the subscription, and the days of the slot. */
export function slotParams(
  kind: Pick<ReportKind, 'span'>,
  { rhythm, covers, params }: Pick<Wish, 'rhythm' | 'covers' | 'params'>,
  { slot, org }: { slot: Day; org: Org },
): Record<string, Json> {
  const { from, to } = spanOf(kind, { rhythm, covers }, { slot, org })
  if (kind.span === 'month') return { ...params, month: from.slice(0, 7) }
  if (kind.span === 'period') return { ...params, from, to }
  return { ...params, day: to }
}

/** The day, week or month before the slot's, or the slot's own so far. */
function spanOf(
  { span }: Pick<ReportKind, 'span'>,
  { rhythm, covers }: Pick<Wish, 'rhythm' | 'covers'>,
  { slot, org }: { slot: Day; org: Org },
): Span {
  const around = spanAround(slot, unitOf(span, rhythm), cutOf(org))
  if (covers === 'same') return { from: around.from, to: slot }
  return spanAround(addDays(around.from, -1), unitOf(span, rhythm), cutOf(org))
}

/** What comes once a week is of a week, what comes once a month of a month. */
export function unitOf(span: ReportKind['span'], { of, days }: Rhythm): Unit {
  if (span === 'month') return 'month'
  if (span !== 'period') return 'day'
  if (of === 'month') return 'month'
  return days.length === 1 ? 'week' : 'day'
}

/** The business days that a report of these parameters is of; `from` null: all up to the last one. */
export function daysOf(
  { span }: Pick<ReportKind, 'span'>,
  params: Record<string, Json>,
): { from: Day | null; to: Day } {
  const { day, month, from, to } = params as Record<string, string | undefined>
  if (span === 'month')
    return spanAround(`${month}-01`, 'month', { weekStart: 1, fiscalYearStart: 1 })
  if (span === 'period') return { from: from!, to: to! }
  return { from: span === 'day' ? day! : null, to: day! }
}

/**
 * Whether anything happened: a figure that is not nothing, a row, or a control total that does not tie.
 * What only says how things stand does not count.
 */
export function saysAnything(
  { figures, sections, controls }: Report,
  { standing = [] }: Pick<ReportKind, 'standing'>,
): boolean {
  const happened = ({ key }: { key: string }) => !standing.includes(key)
  return (
    figures
      .filter(happened)
      .some(({ kind, value }) => kind !== 'percent' && /[1-9]/.test(value ?? '')) ||
    sections.filter(happened).some(({ rows }) => rows.length > 0) ||
    controls.some(({ ties }) => !ties)
  )
}
