/**
 * A report: numbers made readable, frozen once. Chat text, chart, PDF and CSV are rendered from
 * this one object, so that they cannot differ. All figures are decimal strings as SQL gave them.
 */
import type { Period } from '#kit/day.ts'

/**
 * money: org currency; percent: a ratio ("0.125" is 12.5 %); quantity: may have decimals; hour:
 * "0".."23"; moment: "2026-11-20 09:05:00", in the business's own time.
 */
export type Kind = 'text' | 'money' | 'count' | 'quantity' | 'percent' | 'day' | 'hour' | 'moment'

export interface Column {
  key: string
  title: string
  kind: Kind
}

export type Cell = string | null
export type Row = Record<string, Cell>

/** A headline figure; `than` is what it is compared with, `change` a ratio, null when it has no base. */
export interface Figure {
  key: string
  label: string
  kind: Kind
  value: Cell
  than?: { label: string; value: Cell; change: string | null }
}

/** One table of a report. `chart` says how to draw it: the first column against `chart.of`. */
export interface Section {
  key: string
  title: string
  columns: Column[]
  rows: Row[]
  totals?: Row
  chart?: { as: 'bar' | 'line'; of: string[] }
  /** Keys of the columns that a chat message has room for, beside the first; all when not said. */
  brief?: string[]
  /** So many of its rows are told in a chat, below its title, whatever else is told. */
  inWords?: number
}

/** Two ways to the same figure. When they differ the report says so. */
export interface Control {
  name: string
  left: { label: string; value: string }
  right: { label: string; value: string }
  /** left - right */
  difference: string
  ties: boolean
  /** money when not said. */
  kind?: 'count'
}

/** Where a figure comes from: the answer to "why?". */
export interface Receipt {
  metric: string
  definition: string
  filters: string[]
  period: Period
  timezone: string
  currency: string
  rowsCounted: number
  /** What was counted; order and return lines when not said. */
  counted?: string
  asOf: string
  tiesTo: { label: string; value: string } | null
}

export interface Report {
  /** Also the file name, without its ending: `daily_sales_2011-01-18`. */
  name: string
  title: string
  org: { name: string; currency: string; timezone: string; locale: string }
  period: Period
  asOf: string
  figures: Figure[]
  sections: Section[]
  controls: Control[]
  receipts: Receipt[]
  /** Sentences a reader must know: no data before a day, blank customers left out, … */
  notes: string[]
}

export interface RenderedFile {
  name: string
  mime: string
  bytes: Uint8Array
}

export type Format = 'pdf' | 'csv' | 'png' | 'xlsx'
export type { Period }
