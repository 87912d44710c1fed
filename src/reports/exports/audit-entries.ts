/** The audit log: who did what and when. It holds no message, no code and no phone number. */
import { inBatches, literal } from '#db/in-batches.ts'
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Column, Row } from '../report.ts'
import { type Days, type Export, linesFigure, localTime } from './export.ts'

const columns: readonly Column[] = [
  { key: 'at', title: 'At', kind: 'moment' },
  { key: 'entry', title: 'Entry', kind: 'count' },
  { key: 'action', title: 'Action', kind: 'text' },
  { key: 'by', title: 'By', kind: 'text' },
  { key: 'subject', title: 'Subject', kind: 'text' },
  { key: 'detail', title: 'Detail', kind: 'text' },
]

export const auditEntries: Export = {
  type: 'export_audit',
  title: 'Audit log',
  description: 'Every entry of the audit log of some days, for a spreadsheet.',
  needs: 'audit:read',
  dataset: { name: 'audit_log', title: 'Audit entries', columns, read },
  measure,
  definitions: { lines: 'entries of the audit log' },
}

function read(sql: Sql, org: Org, days: Days): AsyncIterable<Row[]> {
  return inBatches(
    sql,
    sql`
      select ${localTime(sql, sql`a.at`, org)} as at, a.id::text as entry, a.action,
        u.name as by, a.subject, a.detail::text as detail
      from audit_log a
      left join users u on u.org_id = a.org_id and u.id = a.user_id
      where a.org_id = current_org() and ${within(sql, org, days)}
      order by a.at, a.id`,
  )
}

async function measure(sql: Sql, org: Org, days: Days) {
  const [row] = await sql<[{ lines: string }]>`
    select count(*)::text as lines
    from audit_log a
    where a.org_id = current_org() and ${within(sql, org, days)}`
  return { figures: [linesFigure(row.lines)], controls: [] }
}

/** From the first midnight to the one after the last day, in the business's own time. */
function within(sql: Sql, { timezone }: Org, { from, to }: Days) {
  return sql`
    a.at >= ${literal(sql, from)}::date::timestamp at time zone ${literal(sql, timezone)}
      and a.at < (${literal(sql, to)}::date + 1)::timestamp at time zone ${literal(sql, timezone)}`
}
