/** The chart of accounts that a shop begins with. Accounts with a role are posted to by the house. */
import type { Sql } from '#db/sql.ts'

export const accountTypes = ['asset', 'liability', 'equity', 'revenue', 'expense'] as const
export type AccountType = (typeof accountTypes)[number]

/** What the house posts to by itself; an org has one account of each. */
export type AccountRole =
  | 'cash'
  | 'bank'
  | 'mobile_money'
  | 'receivable'
  | 'inventory'
  | 'payable'
  | 'sales_tax'
  | 'opening_equity'
  | 'owner_equity'
  | 'retained_earnings'
  | 'sales'
  | 'sales_returns'
  | 'cogs'
  | 'stock_adjustment'
  | 'stock_write_off'

type Line = [code: string, name: string, type: AccountType, role?: AccountRole]

const chart: readonly Line[] = [
  ['1000', 'Cash in hand', 'asset', 'cash'],
  ['1010', 'Bank', 'asset', 'bank'],
  ['1020', 'Mobile money', 'asset', 'mobile_money'],
  ['1100', 'Owed by customers', 'asset', 'receivable'],
  ['1200', 'Stock', 'asset', 'inventory'],
  ['1500', 'Equipment and fittings', 'asset'],
  ['2000', 'Owed to suppliers', 'liability', 'payable'],
  ['2100', 'Sales tax', 'liability', 'sales_tax'],
  ['2500', 'Loans', 'liability'],
  ['3000', 'Owner’s equity', 'equity', 'owner_equity'],
  ['3050', 'Owner’s drawings', 'equity'],
  ['3100', 'Opening balances', 'equity', 'opening_equity'],
  ['3200', 'Retained earnings', 'equity', 'retained_earnings'],
  ['4000', 'Sales', 'revenue', 'sales'],
  ['4100', 'Sales returns', 'revenue', 'sales_returns'],
  ['4900', 'Other income', 'revenue'],
  ['5000', 'Cost of goods sold', 'expense', 'cogs'],
  ['5100', 'Stock adjustments', 'expense', 'stock_adjustment'],
  ['5200', 'Stock written off', 'expense', 'stock_write_off'],
  ['6000', 'Rent', 'expense'],
  ['6100', 'Wages', 'expense'],
  ['6200', 'Electricity, water and phone', 'expense'],
  ['6300', 'Transport and delivery', 'expense'],
  ['6400', 'Advertising', 'expense'],
  ['6500', 'Bank and payment charges', 'expense'],
  ['6900', 'Other expenses', 'expense'],
]

/**
 * Makes what the chart lacks of the accounts that the house posts to; a business without any account
 * gets the whole chart. Safe to call at any time; does nothing when all are there.
 */
export async function ensureChart(sql: Sql, now: Date): Promise<void> {
  const [known] = await sql<{ accounts: number; roles: number }[]>`
    select count(*)::integer as accounts, count(role)::integer as roles
    from accounts
    where org_id = current_org()`
  const roles = chart.filter(([, , , role]) => role)
  if (known!.roles === roles.length) return
  const wanted = known!.accounts === 0 ? chart : roles
  const column = (at: 0 | 1 | 2 | 3) => wanted.map((line) => line[at] ?? null)
  await sql`
    insert into accounts (org_id, code, name, type, role, created_at)
    select current_org(), code, name, type, role, ${now}
    from unnest(${column(0)}::text[], ${column(1)}::text[], ${column(2)}::text[],
      ${column(3)}::text[]) as line (code, name, type, role)
    on conflict do nothing`
}
