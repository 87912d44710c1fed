/** The journal as it is read: the newest entry first, each with its lines. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import type { EntrySource } from './post-entry.ts'

export interface JournalLine {
  accountId: string
  accountCode: string
  accountName: string
  /** Decimal strings, org currency; one of the two is "0". */
  debit: string
  credit: string
  customerId: string | null
  productId: string | null
  memo: string | null
}

export interface JournalEntry {
  id: string
  number: string
  date: Day
  memo: string
  source: EntrySource
  orderId: string | null
  returnId: string | null
  document: string | null
  /** Id of the entry that this one undoes. */
  reverses: string | null
  /** Id of the entry that undid this one. */
  reversedBy: string | null
  postedBy: string | null
  postedAt: Date
  /** Σ debits, which are Σ credits. */
  total: string
  lines: JournalLine[]
}

export interface EntryPage {
  items: JournalEntry[]
  /** What to ask `after` for more; null at the end. */
  next: string | null
}

const pageMax = 200

/** Newest number first; `from` and `to` are business days, both included. At most 200 a page. */
export async function listEntries(
  sql: Sql,
  page: { after?: string; limit: number; from?: Day; to?: Day; orderId?: string },
): Promise<EntryPage> {
  const limit = Math.max(1, Math.min(page.limit, pageMax))
  const { after = null, from = null, to = null, orderId = null } = page
  const items = await sql<JournalEntry[]>`
    ${entryColumns(sql)}
    where e.org_id = current_org()
      and (${after}::bigint is null or e.number < ${after}::bigint)
      and (${from}::date is null or e.entry_date >= ${from}::date)
      and (${to}::date is null or e.entry_date <= ${to}::date)
      and (${orderId}::bigint is null or e.order_id = ${orderId}::bigint)
    order by e.number desc
    limit ${limit + 1}`
  const shown = items.slice(0, limit)
  return { items: shown, next: items.length > limit ? shown.at(-1)!.number : null }
}

/** By id; null when there is none. */
export async function getEntry(sql: Sql, id: string): Promise<JournalEntry | null> {
  const [entry] = await sql<JournalEntry[]>`
    ${entryColumns(sql)}
    where e.org_id = current_org() and e.id = ${id}`
  return entry ?? null
}

/** By the number that people see; null when there is none. */
export async function entryNumbered(sql: Sql, number: string): Promise<JournalEntry | null> {
  const [entry] = await sql<JournalEntry[]>`
    ${entryColumns(sql)}
    where e.org_id = current_org() and e.number = ${number}`
  return entry ?? null
}

function entryColumns(sql: Sql) {
  return sql`
    select e.id, e.number::text as number, e.entry_date::text as date, e.memo, e.source,
      e.order_id as "orderId", e.return_id as "returnId", e.document, e.reverses,
      r.id as "reversedBy", e.posted_by as "postedBy", e.posted_at as "postedAt", l.total, l.lines
    from journal_entries e
    left join journal_entries r on r.org_id = e.org_id and r.reverses = e.id
    cross join lateral (
      select trim_scale(sum(l.debit))::text as total,
        jsonb_agg(jsonb_build_object(
          'accountId', l.account_id::text, 'accountCode', a.code, 'accountName', a.name,
          'debit', trim_scale(l.debit)::text, 'credit', trim_scale(l.credit)::text,
          'customerId', l.customer_id::text, 'productId', l.product_id::text, 'memo', l.memo)
          order by l.position) as lines
      from journal_lines l
      join accounts a on a.org_id = l.org_id and a.id = l.account_id
      where l.org_id = e.org_id and l.entry_id = e.id
    ) l`
}
