/** A mistake is not edited: an entry that undoes another stands beside it. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { Day } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { refuseTomorrow } from './entry-faults.ts'
import { type EntryLine, type EntrySource, keepEntry, type PostedEntry } from './post-entry.ts'
import { oneAtATime } from './posting-gate.ts'

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
  reversedBy: string | null
  movesStock: boolean
}

/**
 * Undoes an entry that somebody wrote by hand: each side becomes the other.
 * Refused for one that is undone already, for what sales, stock or a reversal posted (that is undone
 * where it came from), and on a day before the entry's or still to come.
 */
export async function reverseEntry(
  sql: Sql,
  actor: Actor,
  { entryId, memo, date, ifLocked = 'next-open-day', externalId, now }: Reversal,
): Promise<PostedEntry> {
  allow(actor, 'ledger:write')
  await oneAtATime(sql)
  const original = await originalOf(sql, entryId)
  refuseOthers(original)
  if (date) await refuseTomorrow(sql, { date, now })
  if (date && date < original.date)
    throw new Refusal('A reversal cannot be dated before the entry that it undoes.')
  const posted = await keepEntry(sql, actor, {
    date: date ?? original.date,
    memo: memo ?? `Reversal of entry ${original.number}: ${original.memo}`,
    source: 'reversal',
    lines: await otherSides(sql, entryId),
    reverses: entryId,
    ...{ externalId, ifLocked, now },
  })
  await record(sql, {
    at: now,
    action: 'entry.reversed',
    userId: actor.userId,
    subject: `entry:${entryId}`,
    detail: { by: posted!.entryId },
  })
  return posted!
}

function refuseOthers({ number, source, reversedBy, movesStock }: Original) {
  if (source === 'reversal')
    throw new Refusal(`Entry ${number} is a reversal itself: post the entry anew instead.`)
  if (source !== 'manual' && source !== 'opening')
    throw new Refusal(`Entry ${number} came from a ${source}: undo that, and its entry follows.`)
  if (movesStock)
    throw new Refusal(`Entry ${number} holds stock: count the stock, and its account follows.`)
  if (reversedBy)
    throw new Refusal(`Entry ${number} has been reversed already, by entry ${reversedBy}.`)
}

async function originalOf(sql: Sql, entryId: string): Promise<Original> {
  const [original] = await sql<Original[]>`
    select e.number::text as number, e.entry_date::text as date, e.memo, e.source,
      r.number::text as "reversedBy",
      exists (
        select from journal_lines l
        join accounts a on a.org_id = l.org_id and a.id = l.account_id
        where l.org_id = e.org_id and l.entry_id = e.id and a.role = 'inventory'
      ) as "movesStock"
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
