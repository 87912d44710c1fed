/** What every entry passes before it is written: its turn, and the locked days. */
import type { Fragment, Sql } from '#db/sql.ts'

/**
 * Numbers have no gaps, so whoever posts waits for the one before, until that transaction ends;
 * whoever locks days waits, too. Products are locked before it, never after.
 */
export async function oneAtATime(sql: Sql): Promise<void> {
  await sql`
    insert into journal_numbers (org_id, last)
    values (current_org(), 0)
    on conflict (org_id) do update set last = journal_numbers.last`
}

/** To stand where one value stands. The newest lock counts; null in it, or none, leaves all days open. */
export function lastLockedDay(sql: Sql): Fragment {
  return sql`
    select locked_through
    from period_locks
    where org_id = current_org()
    order by id desc
    limit 1`
}
