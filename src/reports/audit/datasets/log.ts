/** Lines of the audit log: who came in, whose rights changed, and everything that it holds. */
import type { Sql } from '#db/sql.ts'
import { lateMs } from '#domain/audit-chain/link.ts'
import type { Org } from '#domain/org.ts'
import type { Column, Row } from '../../report.ts'
import { failedLogins, lockOuts, logins, roleChanges } from '../actions.ts'
import { isWithin, personName, spanOfMonth, wallTime } from '../month.ts'
import { inPages, type MonthDataset, pageMax, text } from './pages.ts'

const columns: Column[] = [
  text('id', 'Entry'),
  text('at', 'At'),
  text('action', 'Action'),
  text('person', 'Person'),
  text('subject', 'Subject'),
  text('subject_name', 'Name'),
  text('detail', 'Detail'),
]

/** Entries of these actions; of all when none are named. */
function entriesOf(name: string, title: string, actions: readonly string[] | null): MonthDataset {
  const all: Column[] = [...columns, text('link', 'Link of the chain'), text('late', 'Late')]
  return {
    name,
    title,
    columns: actions ? columns : all,
    read: (sql, org, { month }) => inPages((after) => entries(sql, org, { month, actions, after })),
  }
}

function entries(
  sql: Sql,
  org: Org,
  { month, actions, after }: { month: string; actions: readonly string[] | null; after: string },
): Promise<Row[]> {
  return sql<Row[]>`
    select a.id::text as key, a.id::text, ${wallTime(sql, sql`a.at`, org)} as at, a.action,
      ${personName(sql, sql`u.name`, sql`a.user_id`)} as person, a.subject,
      s.name as subject_name, a.detail::text as detail, c.position::text as link,
      case when a.at < c.swept_at - ${lateMs}::integer * interval '1 ms' then 'late' end as late
    from audit_log a
    left join users u on u.org_id = a.org_id and u.id = a.user_id
    left join users s on s.org_id = a.org_id and a.subject = 'user:' || s.id
    left join audit_chain c on c.org_id = a.org_id and c.audit_id = a.id
    where a.org_id = current_org() and a.id > ${after}
      and ${isWithin(sql, sql`a.at`, org, spanOfMonth(month))}
      ${actions ? sql`and a.action = any(${[...actions]})` : sql``}
    order by a.id
    limit ${pageMax}`
}

export const logDatasets: readonly MonthDataset[] = [
  entriesOf('logins', 'Logins', logins),
  entriesOf('failed_logins', 'Failed logins and lock-outs', [...failedLogins, ...lockOuts]),
  entriesOf('role_changes', 'Role changes', roleChanges),
]

export const wholeLog = entriesOf('audit_log', 'Audit log', null)
