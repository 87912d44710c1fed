/** Lines of the ledger: all of the month, and those that an auditor looks at first. */
import { backdatedEntries, entrySums, isUnbalanced } from '../books.ts'
import { personName, spanOfMonth, wallTime } from '../month.ts'
import { gaps } from '../numbering.ts'
import { count, day, inPages, type MonthDataset, money, pageMax, text } from './pages.ts'

/** Lines of one entry are read together: a page ends between two entries. */
const entriesPageMax = 500

export const journalLines: MonthDataset = {
  name: 'journal_lines',
  title: 'Journal lines',
  columns: [
    text('number', 'Entry'),
    day('entry_date', 'Date'),
    text('posted_at', 'Posted at'),
    text('source', 'Source'),
    text('memo', 'Memo'),
    text('code', 'Account'),
    text('account', 'Account name'),
    money('debit', 'Debit'),
    money('credit', 'Credit'),
    text('person', 'Posted by'),
  ],
  async *read(sql, org, { month }) {
    const { from, to } = spanOfMonth(month)
    let after = '0'
    for (;;) {
      const rows = await sql`
        with entries as (
          select *
          from journal_entries e
          where e.org_id = current_org() and e.number > ${after}
            and e.entry_date between ${from}::date and ${to}::date
          order by e.number
          limit ${entriesPageMax}
        )
        select e.number::text as key, e.number::text, e.entry_date::text,
          ${wallTime(sql, sql`e.posted_at`, org)} as posted_at, e.source,
          coalesce(l.memo, e.memo) as memo, a.code, a.name as account,
          trim_scale(nullif(l.debit, 0))::text as debit,
          trim_scale(nullif(l.credit, 0))::text as credit,
          ${personName(sql, sql`u.name`, sql`e.posted_by`)} as person
        from entries e
        join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
        join accounts a on a.org_id = l.org_id and a.id = l.account_id
        left join users u on u.org_id = e.org_id and u.id = e.posted_by
        order by e.number, l.position`
      if (rows.length === 0) return
      yield [...rows]
      after = rows.at(-1)!.key!
    }
  },
}

export const unbalancedEntries: MonthDataset = {
  name: 'unbalanced_entries',
  title: 'Unbalanced entries',
  columns: [
    text('number', 'Entry'),
    day('entry_date', 'Date'),
    text('source', 'Source'),
    text('memo', 'Memo'),
    money('debits', 'Debits'),
    money('credits', 'Credits'),
    money('difference', 'Difference'),
    count('lines', 'Lines'),
  ],
  read: (sql, _org, { month }) =>
    inPages(
      (after) => sql`
        select number::text as key, number::text, entry_date::text, source, memo,
          trim_scale(debits)::text as debits, trim_scale(credits)::text as credits,
          trim_scale(debits - credits)::text as difference, lines::text
        from (${entrySums(sql, spanOfMonth(month))}) e
        where number > ${after} and ${isUnbalanced(sql)}
        order by number
        limit ${pageMax}`,
    ),
}

export const backdated: MonthDataset = {
  name: 'backdated_entries',
  title: 'Back-dated entries',
  columns: [
    text('number', 'Entry'),
    day('entry_date', 'Date'),
    text('posted_at', 'Posted at'),
    count('days_late', 'Days late'),
    text('source', 'Source'),
    text('memo', 'Memo'),
    text('person', 'Posted by'),
  ],
  read: (sql, org, { month }) =>
    inPages(
      (after) => sql`
        select e.number::text as key, e.number::text, e.entry_date::text,
          ${wallTime(sql, sql`e.posted_at`, org)} as posted_at, e.days_late::text, e.source, e.memo,
          ${personName(sql, sql`u.name`, sql`e.posted_by`)} as person
        from (${backdatedEntries(sql, org, spanOfMonth(month))}) e
        left join users u on u.org_id = current_org() and u.id = e.posted_by
        where e.number > ${after}
        order by e.number
        limit ${pageMax}`,
    ),
}

export const numberingGaps: MonthDataset = {
  name: 'numbering_gaps',
  title: 'Missing numbers',
  columns: [
    text('series', 'Series'),
    text('first', 'First missing'),
    text('last', 'Last missing'),
    count('missing', 'How many'),
  ],
  async *read(sql, org, { month }) {
    const rows = await sql`
      select series, prefix || first as first, prefix || last as last, missing::text
      from (${gaps(sql, org, spanOfMonth(month))}) g
      order by series, g.first
      limit ${pageMax}`
    if (rows.length > 0) yield [...rows]
  },
}
