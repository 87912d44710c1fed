/** The numbers of papers: orders S-1001, returns R-1001, delivery notes D-1001. */
import type { Fragment, Sql } from '#db/sql.ts'

export type Paper = 'order' | 'return' | 'delivery'
export const paperLetters: Record<Paper, string> = { order: 'S', return: 'R', delivery: 'D' }
export const firstNumber = 1001

/**
 * A statement that gives the next number as `number`, for a `with`. Others who need one of the same
 * paper wait until the transaction ends: take it before any product is locked.
 */
export function nextPaper(sql: Sql, paper: Paper, unless: Fragment = sql`false`): Fragment {
  return sql`
    insert into paper_numbers as p (org_id, paper, last)
    select current_org(), ${paper}, ${firstNumber}::bigint
    where not (${unless})
    on conflict (org_id, paper) do update set last = p.last + 1
    returning ${`${paperLetters[paper]}-`}::text || last as number`
}
