/** What customers owe, as the books say it: the balance of the receivable account by customer. */
import type { Sql } from '#db/sql.ts'

export interface Debt {
  /** Null: sales of no customer. */
  customerId: string | null
  name: string | null
  /** Above zero, org currency. */
  owed: string
}

/** The largest first; `customerId` picks one. */
export function debts(
  sql: Sql,
  { limit, customerId = null }: { limit: number; customerId?: string | null },
): Promise<Debt[]> {
  return sql<Debt[]>`
    select l.customer_id::text as "customerId", c.name,
      trim_scale(sum(l.debit - l.credit))::text as owed
    from journal_lines l
    join accounts a on a.org_id = l.org_id and a.id = l.account_id and a.role = 'receivable'
    left join customers c on c.org_id = l.org_id and c.id = l.customer_id
    where l.org_id = current_org()
      and (${customerId}::bigint is null or l.customer_id = ${customerId}::bigint)
    group by l.customer_id, c.name
    having sum(l.debit - l.credit) > 0
    order by sum(l.debit - l.credit) desc, c.name
    limit ${limit}`
}
