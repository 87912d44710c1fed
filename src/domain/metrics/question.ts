/** What may be asked of the metrics, in the catalogue's words. */
import type { Span } from '#kit/calendar.ts'
import type { DimensionName, Filter, MetricName } from './catalogue.ts'

export interface Question {
  metrics: MetricName[]
  by: DimensionName | null
  filters: Filter[]
  period: Span
  compareTo: Span | null
  order: 'highest' | 'lowest' | null
  limit: number | null
  /** ISO weekday that weeks begin on. */
  weekStart: number
}
