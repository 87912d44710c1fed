/** What an import did, in counts and by row, so that a person can mend the file and run it again. */
import type { Day } from '#kit/day.ts'
import type { Columns } from './mapping.ts'
import { owned } from './owned.ts'

/** A row number as a spreadsheet shows it: 1-based, the header counted. */
interface RowNote {
  row: number
  reason: string
}

/** How many there were, and the first `notedRowsMax` of them. */
export interface Noted {
  count: number
  rows: RowNote[]
}

const notedRowsMax = 1_000

export interface ImportResult {
  /** Rows under the header; empty rows are not counted. */
  read: number
  /** Lines recorded now; in a dry run, those that would be. */
  accepted: number
  /** Lines that an earlier import recorded with the same content. */
  alreadyKnown: number
  /** Lines known by document and position with other content; they were not changed. */
  differing: Noted
  /** Rows not recorded. `read` = accepted + alreadyKnown + differing + refused. */
  refused: Noted
  /** What was mended while reading ("17850.0" read as "17850"); the row is the first of its kind. */
  repaired: { what: string; count: number; row: number }[]
  /** Exact repeats of a line within its document; they were kept. */
  duplicates: Noted
  /** Which of the file's columns was read as what, by header. */
  mapping: Columns
  /** How the date column was read: "year, month, day" and so on. */
  dateOrder: string
  /** "CSV, utf-8, separated by ;" and the like. */
  form: string
  currency: string
  /** First and last business day of the accepted and known lines; null when there are none. */
  span: { from: Day; to: Day } | null
  /** Distinct ones in the file. */
  orders: number
  returns: number
  products: number
  customers: number
  dryRun: boolean
  ms: number
}

export function noted(): Noted {
  return { count: 0, rows: [] }
}

export function note(list: Noted, row: number, reason: string): void {
  list.count += 1
  if (list.rows.length < notedRowsMax) list.rows.push({ row, reason: owned(reason) })
}
