/** A month as moments and as days of the business: what falls into it, and how its moments are written. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { addDays, monthSpan, type Span } from '#kit/calendar.ts'

/** Of `2026-10`. */
export function spanOfMonth(month: string): Span {
  const [year, number] = month.split('-').map(Number)
  return monthSpan(year!, number!)
}

export function monthBefore({ from }: Span): Span {
  return spanOfMonth(addDays(from, -1).slice(0, 7))
}

/** That a moment falls on one of these business days. */
export function isWithin(sql: Sql, moment: Fragment, { timezone }: Org, { from, to }: Span) {
  return sql`${moment} >= ${from}::timestamp at time zone ${timezone}
    and ${moment} < (${to}::date + 1)::timestamp at time zone ${timezone}`
}

/** As the clock on the wall showed it: `2026-10-03 09:15:00`. */
export function wallTime(sql: Sql, moment: Fragment, { timezone }: Org): Fragment {
  return sql`to_char(${moment} at time zone ${timezone}, 'YYYY-MM-DD HH24:MI:SS')`
}

export function dayOfMoment(sql: Sql, moment: Fragment, { timezone }: Org): Fragment {
  return sql`(${moment} at time zone ${timezone})::date`
}

/** A person by name, or by number where no name is known. */
export function personName(sql: Sql, user: Fragment, id: Fragment): Fragment {
  return sql`case when ${id} is null then null else coalesce(${user}, 'user ' || ${id}) end`
}
