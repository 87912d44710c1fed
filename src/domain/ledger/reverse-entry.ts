/** A mistake is not edited: an entry that undoes another stands beside it. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { Day } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { type EntryLine, type EntrySource, keepEntry, type PostedEntry } from './post-entry.ts'

export interface Reversal {
  entryId: string
  /** "Reversal of entry 12: rent" when not said. */
  memo?: string
  /** The day of the entry it undoes, when not said. */
  date?: Day
  /** The first open day, when not said. */
  ifLocked?: 'refuse' | 'next-open-day'
  externalId?: string
  now: Date
}

interface Original {
  number: string
  date: Day
  memo: string
  source: EntrySource
  orderId: string | null
  returnId: string | null
  document: string | null
  reversedBy: string | null
}

/**
 * Undoes an entry that somebody wrote by hand: each side becomes the other.
 * Refused for one that is undone already, and for what sales, stock or a reversal posted: that is
 * undone where it came from.
 */
export async function reverseEntry(
  sql: Sql,
  actor: Actor,
  reversal: Reversal,
): Promise<PostedEntry> {
  allow(actor, 'ledger:write')
  const original = await originalOf(sql, reversal.entryId)
  if (original.source === 'reversal')
    throw new Refusal(`Entry ${original.number} is a reversal itself: post the entry anew instead.`)
  if (original.source !== 'manual' && original.source !== 'opening')
    throw new Refusal(
      `Entry ${original.number} came from a ${original.source}: undo that, and its entry follows.`,
    )
  const posted = await undo(sql, actor, original, reversal)
  await record(sql, {
    at: reversal.now,
    action: 'entry.reversed',
    userId: actor.userId,
    subject: `entry:${reversal.entryId}`,
    detail: { by: posted.entryId },
  })
  return posted
}

/**
 * The same for any entry and without asking for a right: for verbs that undo what they posted.
 * The reversal names the same order, return and document.
 */
export async function undoEntry(sql: Sql, actor: Actor, reversal: Reversal): Promise<PostedEntry> {
  return undo(sql, actor, await originalOf(sql, reversal.entryId), reversal)
}

async function undo(
  sql: Sql,
  actor: Actor,
  original: Original,
  { entryId, memo, date, ifLocked = 'next-open-day', externalId, now }: Reversal,
): Promise<PostedEntry> {
  const { number, reversedBy } = original
  if (reversedBy)
    throw new Refusal(`Entry ${number} has been reversed already, by entry ${reversedBy}.`)
  const posted = await keepEntry(sql, actor, {
    date: date ?? original.date,
    memo: memo ?? `Reversal of entry ${number}: ${original.memo}`,
    source: 'reversal',
    orderId: original.orderId,
    returnId: original.returnId,
    document: original.document ?? undefined,
    externalId,
    lines: await otherSides(sql, entryId),
    ifLocked,
    reverses: entryId,
    now,
  })
  return posted!
}

async function originalOf(sql: Sql, entryId: string): Promise<Original> {
  const [original] = await sql<Original[]>`
    select e.number::text as number, e.entry_date::text as date, e.memo, e.source,
      e.order_id as "orderId", e.return_id as "returnId", e.document,
      r.number::text as "reversedBy"
    from journal_entries e
    left join journal_entries r on r.org_id = e.org_id and r.reverses = e.id
    where e.org_id = current_org() and e.id = ${entryId}`
  if (!original) throw new Refusal('There is no such entry.')
  return original
}

async function otherSides(sql: Sql, entryId: string): Promise<EntryLine[]> {
  const lines = await sql<(Omit<EntryLine, 'account'> & { accountId: string })[]>`
    select account_id as "accountId", credit::text as debit, debit::text as credit,
      customer_id as "customerId", product_id as "productId"
    from journal_lines
    where org_id = current_org() and entry_id = ${entryId}
    order by position`
  return lines.map(({ accountId, ...line }) => ({ account: { id: accountId }, ...line }))
}
