/** Journal entries: written once, whole, in balance, numbered without gaps. Nothing edits them. */
import type { Fragment, Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { Day } from '#kit/day.ts'
import { record } from '../audit.ts'
import { type AccountRole, ensureChart } from './chart.ts'
import { checkAmounts, checkByHand, refusalOf } from './entry-faults.ts'
import { lastLockedDay, oneAtATime } from './posting-gate.ts'

export type { AccountRole } from './chart.ts'

export type EntrySource =
  | 'sale'
  | 'return'
  | 'payment'
  | 'refund'
  | 'purchase'
  | 'stock'
  | 'revaluation'
  | 'manual'
  | 'opening'
  | 'reversal'

/** Amounts are decimal strings, org currency, kept to four decimals; one below zero is of the other side. */
export interface EntryLine {
  account: AccountRole | { code: string } | { id: string }
  debit?: string
  credit?: string
  customerId?: string | null
  productId?: string | null
  memo?: string
}

export interface NewEntry {
  /** The business day it belongs to. */
  date: Day
  memo: string
  source: EntrySource
  orderId?: string | null
  returnId?: string | null
  document?: string
  /** The same one again posts nothing and gives the first one's entry. */
  externalId?: string
  lines: readonly EntryLine[]
  /** What to do when the day is locked: refuse (when not said), or date it on the first open day. */
  ifLocked?: 'refuse' | 'next-open-day'
  /** Id of the entry that this one undoes. */
  reverses?: string
  now: Date
}

export interface PostedEntry {
  entryId: string
  number: string
  /** Later than asked for where that day was locked. */
  date: Day
  /** False when the external id had been posted before. */
  isNew: boolean
}

/** What a person's own right is asked for; all else is posted by verbs that ask for theirs. */
const byHand: ReadonlySet<EntrySource> = new Set<EntrySource>(['manual', 'opening', 'reversal'])

/**
 * Keeps one entry and gives its number. Lines of nothing are left out, and an entry of none is not
 * written: null. Makes the default chart where an account of the house is missing.
 * Refused when debits and credits differ (with the difference), on an account that is not there or
 * put away, and on a locked day. Until the transaction ends, others who post wait: lock stock first.
 */
export async function postEntry(
  sql: Sql,
  actor: Actor,
  entry: NewEntry,
): Promise<PostedEntry | null> {
  const isByHand = byHand.has(entry.source)
  if (isByHand) allow(actor, 'ledger:write')
  const posted = await keepEntry(sql, actor, entry)
  if (isByHand && posted?.isNew) {
    const { entryId, number } = posted
    const subject = `entry:${entryId}`
    const detail = { number, source: entry.source }
    await record(sql, {
      at: entry.now,
      action: 'entry.posted',
      userId: actor.userId,
      subject,
      detail,
    })
  }
  return posted
}

/** The same without asking for a right or telling the audit log. */
export async function keepEntry(
  sql: Sql,
  actor: Actor,
  entry: NewEntry,
): Promise<PostedEntry | null> {
  checkAmounts(entry.lines)
  if (entry.source === 'manual' || entry.source === 'opening') await checkByHand(sql, entry)
  await oneAtATime(sql)
  let outcome = await write(sql, actor, entry)
  if (outcome.missing > 0) {
    await ensureChart(sql, entry.now)
    outcome = await write(sql, actor, entry)
  }
  const { entryId, number, date, isNew } = outcome
  if (entryId && number && date) return { entryId, number, date, isNew }
  if (outcome.lines === 0 && outcome.missing === 0) return null
  throw await refusalOf(sql, entry, outcome)
}

export interface Outcome {
  /** Lines that are not of nothing. */
  lines: number
  /** Lines of accounts that are not there, or put away. */
  missing: number
  difference: string
  lockedThrough: Day | null
  entryId: string | null
  number: string | null
  date: Day | null
  isNew: boolean
}

/** One statement: all of it is written, or nothing and why. */
async function write(sql: Sql, actor: Actor, entry: NewEntry): Promise<Outcome> {
  const waits = entry.ifLocked === 'next-open-day'
  const [outcome] = await sql<Outcome[]>`
    with given as (${givenLines(sql, entry)}), known as (
      select id, number, entry_date
      from journal_entries
      where org_id = current_org() and external_id = ${entry.externalId ?? null}
    ), checked as (
      select count(*) filter (where amount <> 0)::integer as lines,
        count(*) filter (where is_missing)::integer as missing,
        coalesce(sum(amount), 0) as difference, (${lastLockedDay(sql)}) as locked_through
      from given
    ), numbered as (
      update journal_numbers
      set last = last + 1
      from checked
      where org_id = current_org() and lines > 0 and missing = 0 and difference = 0
        and (${waits} or coalesce(locked_through < ${entry.date}::date, true))
        and not exists (select from known)
      returning last, greatest(${entry.date}::date, locked_through + 1) as day
    ), entry as (
      insert into journal_entries (org_id, number, entry_date, memo, source, order_id, return_id,
        document, reverses, posted_by, posted_at, external_id)
      select current_org(), last, day, ${entry.memo}, ${entry.source}, ${entry.orderId ?? null},
        ${entry.returnId ?? null}, ${entry.document ?? null}, ${entry.reverses ?? null},
        ${actor.userId}, ${entry.now}, ${entry.externalId ?? null}
      from numbered
      returning id, number, entry_date
    ), written as (
      insert into journal_lines (org_id, entry_id, position, account_id, debit, credit,
        customer_id, product_id, memo)
      select current_org(), entry.id, row_number() over (order by position), account_id,
        greatest(amount, 0), greatest(-amount, 0), customer_id, product_id, given.memo
      from entry, given
      where amount <> 0
    )
    select lines, missing, trim_scale(difference)::text as difference,
      locked_through::text as "lockedThrough", e.id::text as "entryId", e.number::text as number,
      e.entry_date::text as date, coalesce(e.is_new, false) as "isNew"
    from checked
    left join (
      select *, true as is_new from entry
      union all
      select *, false from known
    ) e on true`
  return outcome!
}

/** What an account put away still takes is what undoes an entry on it. */
function givenLines(sql: Sql, { lines, reverses }: NewEntry): Fragment {
  return sql`
    select g.position, a.id as account_id, g.customer_id, g.product_id, g.memo,
      round(coalesce(g.debit, 0) - coalesce(g.credit, 0), 4) as amount,
      a.id is null or (a.archived_at is not null and ${!reverses}) as is_missing
    from jsonb_to_recordset(${sql.json(rowsOf(lines))}) as g (position integer, role text,
      code text, id bigint, debit numeric, credit numeric, customer_id bigint, product_id bigint,
      memo text)
    left join accounts a
      on a.org_id = current_org() and (a.role = g.role or a.code = g.code or a.id = g.id)`
}

function rowsOf(lines: readonly EntryLine[]) {
  return lines.map(({ account, debit, credit, customerId, productId, memo }, at) => ({
    position: at + 1,
    ...(typeof account === 'string' ? { role: account } : account),
    debit: debit ?? null,
    credit: credit ?? null,
    customer_id: customerId ?? null,
    product_id: productId ?? null,
    memo: memo ?? null,
  }))
}
