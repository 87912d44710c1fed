/**
 * Insights: what is worth knowing about a report that is frozen already. They are advisory, stand
 * beside the official figures and never change them. Every figure in them was put there by code.
 */
import type { Json } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

export interface Anomaly {
  text: string
  severity: 'note' | 'warning'
  /** The label of the figure it is about, as the report shows it. */
  figure?: string
}

export interface Forecast {
  /** What is forecast, as people call it: "Net sales". */
  metric: string
  kind: 'money' | 'count'
  /** The days that came before, oldest first, for the chart. */
  history: ForecastPoint[]
  points: (ForecastPoint & Partial<ForecastRange>)[]
  /** One sentence: what is expected, how sure, and how it was reckoned. */
  text: string
}

/** `value` is a decimal string in the org's currency. */
export interface ForecastPoint {
  day: Day
  value: string
}

/** Eight days in ten fell within it when the method was tried on the past. */
export interface ForecastRange {
  low: string
  high: string
}

export interface Notes {
  /** Two or three sentences, already in the org's words. */
  summary: string
  anomalies: Anomaly[]
  forecast: Forecast | null
}

export type Insights =
  /** `by`: `house`, or the model that chose the words, as `groq:…`. */
  | ({ state: 'ready'; by: string; note?: string } & Notes)
  /** A model should have written and did not; the notes by rule stand in. */
  | ({ state: 'unavailable'; by: 'house'; note: string } & Notes)
  /** Switched off: nothing was written and nothing left the house. */
  | { state: 'off' }

export const noNotesToday = 'No AI notes today.'

/** What `reports.insights` holds; null before they are written. */
export function insightsFrom(kept: Json): Insights | null {
  return (kept ?? null) as Insights | null
}

/** Stands above insights wherever they are shown. */
export function insightsLabel({ by }: { by: string }): string {
  return by === 'house'
    ? 'Notes by rule, no AI — advisory only.'
    : 'AI-generated insights — advisory only.'
}
