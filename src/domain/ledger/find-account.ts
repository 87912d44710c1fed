/** The account that a person means: by code, by name, by what the house calls it, by its words. */
import type { Sql } from '#db/sql.ts'
import type { Account } from './accounts.ts'

export type FoundAccount =
  | { is: 'one'; account: Account }
  | { is: 'many'; accounts: Account[] }
  | { is: 'none' }

const shownMax = 8
/** pg_trgm's likeness of names with a typing error or two; unrelated ones stay below. */
const likeEnough = 0.35

/** What people call the house's accounts, beside their names. */
const called: Record<string, readonly string[]> = {
  cash: ['cash', 'till', 'petty cash', 'cash account'],
  bank: ['bank account', 'the bank'],
  mobile_money: ['mpesa', 'm pesa', 'momo', 'airtel money', 'mobile wallet'],
  receivable: ['receivable', 'receivables', 'accounts receivable', 'debtors', 'customers'],
  inventory: ['inventory', 'stock in hand'],
  payable: ['payable', 'payables', 'accounts payable', 'creditors', 'suppliers'],
  sales_tax: ['vat', 'gst', 'tax', 'sales tax payable'],
  owner_equity: ['capital', 'equity', 'owner equity', 'owners equity'],
  opening_equity: ['opening balance', 'opening equity'],
  sales: ['revenue', 'sale', 'income', 'turnover'],
  sales_returns: ['returns', 'refunds'],
  cogs: ['cogs', 'cost of sales', 'costs of goods sold'],
  stock_adjustment: ['shrinkage', 'stock adjustment'],
  stock_write_off: ['write off', 'write offs', 'written off'],
}

/** The closest kind of likeness wins; two of one kind are never chosen between. Archived ones are not found. */
export async function findAccount(sql: Sql, words: string): Promise<FoundAccount> {
  const roles = Object.entries(called).flatMap(([role, names]) =>
    names.map((name) => ({ role, name })),
  )
  const found = await sql<(Account & { rank: number })[]>`
    with asked as (
      select name_key(${words}) as key, btrim(${words}) as code
    ), ranked as (
      select a.id, a.code, a.name, a.type, a.role, a.archived_at as "archivedAt",
        case
          when a.code = asked.code then 1
          when a.name_key = asked.key then 2
          when exists (
            select from jsonb_to_recordset(${sql.json(roles)}) as c (role text, name text)
            where c.role = a.role and c.name = asked.key) then 3
          when string_to_array(a.name_key, ' ') @> string_to_array(asked.key, ' ') then 4
          when similarity(a.name_key, asked.key) >= ${likeEnough} then 5
        end as rank
      from accounts a, asked
      where a.org_id = current_org() and a.archived_at is null and asked.key <> ''
    )
    select *
    from ranked
    where rank = (select min(rank) from ranked)
    order by code
    limit ${shownMax}`
  const accounts = found.map(({ rank: _, ...account }) => account)
  if (accounts.length === 0) return { is: 'none' }
  return accounts.length === 1 ? { is: 'one', account: accounts[0]! } : { is: 'many', accounts }
}
