/** What an import of records did, in counts and by row, so that a person can mend the file and run it again. */
import { type Noted, noted } from './import-result.ts'

export interface RecordResult {
  /** Rows under the header; empty rows are not counted. */
  read: number
  /** Rows that were taken now: `added` and `updated`; in a dry run, those that would be. */
  accepted: number
  added: number
  updated: number
  /** Rows that say what is on record already. */
  alreadyKnown: number
  /** Rows that were not taken. `read` = accepted + alreadyKnown + refused + setAside. */
  refused: Noted
  /** Rows that hold nothing of this kind, such as further pictures of a product. */
  setAside: Noted
  /** What was mended or left out while reading; the row is the first of its kind. */
  repaired: { what: string; count: number; row: number }[]
  /** Which of the file's columns was read as what, by header. */
  mapping: Record<string, string>
  /** "CSV, utf-8, separated by ;" and the like. */
  form: string
  /** Whose export it is: "WooCommerce", "Shopify", or "plain" columns. */
  layout: string
  currency: string
  dryRun: boolean
  ms: number
}

export function emptyRecordResult(
  about: Pick<RecordResult, 'mapping' | 'form' | 'layout' | 'currency' | 'dryRun'>,
): RecordResult {
  const counts = { read: 0, accepted: 0, added: 0, updated: 0, alreadyKnown: 0 }
  const notes = { refused: noted(), setAside: noted(), repaired: [] }
  return { ...counts, ...notes, ...about, ms: 0 }
}
