/** A link of the chain: what is hashed, and how. Whoever has entries and links can prove them with this. */
import { createHash } from 'node:crypto'
import type { Fragment, Sql } from '#db/sql.ts'

/** An entry as texts, just as the database writes them: nothing is rounded or ordered anew. */
export interface EntryText {
  id: string
  /** UTC, to the microsecond: `2026-10-03T09:15:00.123000Z`. */
  at: string
  userId: string | null
  action: string
  subject: string | null
  detail: string
}

export interface Link {
  /** From 1, without gaps. */
  position: number
  /** SHA-256 of the entry, in hex, as all hashes here. */
  content: string
  sealedAt: string
  /** When the log had last been sealed before; null at first. */
  sweptAt: string | null
}

/** What the first link has before it. */
export const noHash = '0'.repeat(64)

/** So late may an entry be written: a turn is told of when it has ended. */
export const lateMs = 15 * 60_000

export function contentOf({ id, at, userId, action, subject, detail }: EntryText): string {
  return sha256(['tillie audit entry 1', id, at, userId, action, subject, detail])
}

export function hashOf(orgId: number, previous: string, link: Link): string {
  const { position, content, sealedAt, sweptAt } = link
  return sha256(['tillie audit link 1', orgId, position, previous, content, sealedAt, sweptAt])
}

/** It tells of a time at which the log had been sealed without it: it was written afterwards. */
export function isLate({ sweptAt }: Pick<Link, 'sweptAt'>, at: string): boolean {
  return sweptAt !== null && Date.parse(at) < Date.parse(sweptAt) - lateMs
}

/** A moment as it is hashed. */
export function momentText(moment: Date): string {
  return moment.toISOString().replace('Z', '000Z')
}

/** The same of a column. */
export function momentColumn(sql: Sql, column: Fragment): Fragment {
  return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}

/** The columns of an `EntryText`, of `audit_log a`. */
export function entryColumns(sql: Sql): Fragment {
  return sql`
    a.id::text, ${momentColumn(sql, sql`a.at`)} as at, a.user_id::text as "userId", a.action,
    a.subject, a.detail::text as detail`
}

function sha256(parts: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
