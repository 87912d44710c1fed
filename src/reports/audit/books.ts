/** What a month's audit finds in the ledger: its sums, entries out of balance, entries dated back. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Span } from '#kit/calendar.ts'
import { backdatedDaysMin } from './actions.ts'
import { dayOfMoment, isWithin } from './month.ts'

export interface BookFacts {
  entries: string
  journal_lines: string
  debits: string
  credits: string
  imbalance: string
  balanced: string
  unbalanced: string
  backdated: string
}

/** Entries dated in the month, with what their lines come to: { id, number, debits, credits, lines }. */
export function entrySums(sql: Sql, { from, to }: Span): Fragment {
  return sql`
    select e.id, e.number, e.entry_date, e.posted_at, e.source, e.memo, e.posted_by,
      coalesce(sum(l.debit), 0) as debits, coalesce(sum(l.credit), 0) as credits,
      count(l.entry_id) as lines
    from journal_entries e
    left join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
    where e.org_id = current_org() and e.entry_date between ${from}::date and ${to}::date
    group by e.id, e.number, e.entry_date, e.posted_at, e.source, e.memo, e.posted_by`
}

/** An entry without lines says nothing, and is not in balance either. */
export function isUnbalanced(sql: Sql): Fragment {
  return sql`(debits <> credits or lines = 0)`
}

/** Entries of the month, or posted in it, that are dated back: { id, days_late … }. */
export function backdatedEntries(sql: Sql, org: Org, span: Span): Fragment {
  const { from, to } = span
  const posted = dayOfMoment(sql, sql`e.posted_at`, org)
  return sql`
    select e.id, e.number, e.entry_date, e.posted_at, e.source, e.memo, e.posted_by,
      ${posted} - e.entry_date as days_late
    from journal_entries e
    where e.org_id = current_org()
      and (e.entry_date between ${from}::date and ${to}::date
        or ${isWithin(sql, sql`e.posted_at`, org, span)})
      and ${posted} - e.entry_date >= ${backdatedDaysMin}::integer`
}

export async function readBooks(sql: Sql, org: Org, span: Span): Promise<BookFacts> {
  const [facts] = await sql<BookFacts[]>`
    with entries as (${entrySums(sql, span)})
    select count(*)::text as entries, coalesce(sum(lines), 0)::text as journal_lines,
      trim_scale(coalesce(sum(debits), 0))::text as debits,
      trim_scale(coalesce(sum(credits), 0))::text as credits,
      trim_scale(coalesce(sum(debits - credits), 0))::text as imbalance,
      count(*) filter (where not ${isUnbalanced(sql)})::text as balanced,
      count(*) filter (where ${isUnbalanced(sql)})::text as unbalanced,
      (select count(*) from (${backdatedEntries(sql, org, span)}) b)::text as backdated
    from entries`
  return facts!
}
