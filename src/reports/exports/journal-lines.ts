/** The journal: every line of every entry, with its account. */
import { inBatches, literal } from '#db/in-batches.ts'
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Column, Row } from '../report.ts'
import { type Days, type Export, linesFigure, localTime, moneyFigure, tieOf } from './export.ts'

const columns: readonly Column[] = [
  { key: 'day', title: 'Day', kind: 'day' },
  { key: 'entry', title: 'Entry', kind: 'count' },
  { key: 'source', title: 'Source', kind: 'text' },
  { key: 'memo', title: 'Memo', kind: 'text' },
  { key: 'line', title: 'Line', kind: 'count' },
  { key: 'code', title: 'Code', kind: 'text' },
  { key: 'account', title: 'Account', kind: 'text' },
  { key: 'debit', title: 'Debit', kind: 'money' },
  { key: 'credit', title: 'Credit', kind: 'money' },
  { key: 'customer', title: 'Customer', kind: 'text' },
  { key: 'product', title: 'Product', kind: 'text' },
  { key: 'line_memo', title: 'Note', kind: 'text' },
  { key: 'document', title: 'Document', kind: 'text' },
  { key: 'posted_at', title: 'Posted at', kind: 'moment' },
  { key: 'posted_by', title: 'Posted by', kind: 'text' },
]

export const journalLines: Export = {
  type: 'export_journal_lines',
  title: 'Journal lines',
  description: 'Every line of the journal of some days, with its account, for a spreadsheet.',
  needs: 'ledger:read',
  dataset: { name: 'journal_lines', title: 'Journal lines', columns, read },
  measure,
  definitions: {
    lines: 'lines of journal entries',
    debits: 'debits of all lines',
    credits: 'credits of all lines',
  },
}

function read(sql: Sql, org: Org, { from, to }: Days): AsyncIterable<Row[]> {
  return inBatches(
    sql,
    sql`
      select e.entry_date::text as day, e.number::text as entry, e.source, e.memo,
        l.position::text as line, a.code, a.name as account,
        l.debit::text as debit, l.credit::text as credit, c.name as customer, p.name as product,
        l.memo as line_memo, coalesce(o.number, r.number, e.document) as document,
        ${localTime(sql, sql`e.posted_at`, org)} as posted_at, u.name as posted_by
      from journal_entries e
      join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
      join accounts a on a.org_id = l.org_id and a.id = l.account_id
      left join customers c on c.org_id = l.org_id and c.id = l.customer_id
      left join products p on p.org_id = l.org_id and p.id = l.product_id
      left join orders o on o.org_id = e.org_id and o.id = e.order_id
      left join returns r on r.org_id = e.org_id and r.id = e.return_id
      left join users u on u.org_id = e.org_id and u.id = e.posted_by
      where e.org_id = current_org() and e.entry_date between ${literal(sql, from)}::date and ${literal(sql, to)}::date
      order by e.entry_date, e.number, l.position`,
  )
}

interface Sums {
  lines: string
  debits: string
  credits: string
  difference: string
}

async function measure(sql: Sql, _org: Org, { from, to }: Days) {
  const [{ lines, debits, credits, difference }] = await sql<[Sums]>`
    select count(*)::text as lines, trim_scale(coalesce(sum(debit), 0))::text as debits,
      trim_scale(coalesce(sum(credit), 0))::text as credits,
      trim_scale(coalesce(sum(debit - credit), 0))::text as difference
    from journal_entries e
    join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
    where e.org_id = current_org() and e.entry_date between ${from}::date and ${to}::date`
  const debit = { label: 'all debits', value: debits }
  const credit = { label: 'all credits', value: credits }
  return {
    figures: [
      linesFigure(lines),
      moneyFigure('debits', 'Debits', debits),
      moneyFigure('credits', 'Credits', credits),
    ],
    controls: [tieOf('Debits', debit, credit, difference)],
  }
}
