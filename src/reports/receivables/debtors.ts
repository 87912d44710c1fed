/** What customers owe, each debt by its age; credits go to the oldest first. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import type { Row } from '../report.ts'

export const debtBands = ['0-30', '31-60', '61-90', '90+'] as const
export type DebtBand = (typeof debtBands)[number]

/** Those who owe most; the rest are one row, so that the rows come to the total. */
export const debtorsShownMax = 500
export const openItemsShownMax = 100

/** Decimal strings in the org's currency. balance = owed − credit; owed = the bands. */
export interface DebtTotals extends Record<DebtBand, string> {
  owed: string
  credit: string
  balance: string
  /** Customers with unpaid sales. */
  debtors: string
  /** Customers with a balance or a debt. */
  customers: number
  items: number
  /** Journal lines of the account. */
  lines: number
}

/** By the end of `day`, from all journal lines of the account until then. */
export async function readDebtors(
  sql: Sql,
  day: Day,
): Promise<{ debtors: Row[]; totals: DebtTotals }> {
  const rows = await sql<(DebtTotals & Row & { is_total: number; place: number })[]>`
    with ${openItems(sql, day)}, customers as (
      select customer_id, ${bandSums(sql, day)}, sum(unpaid) as owed, max(credit) as credit,
        sum(unpaid) - max(credit) as balance, count(*) filter (where unpaid > 0) as items,
        count(*) filter (where unpaid > 0) > 0 as is_debtor
      from unpaid
      group by customer_id
      having sum(unpaid) <> 0 or max(credit) <> 0
    ), placed as (
      select c.*, coalesce(n.name, 'No customer named') as name, least(${debtorsShownMax + 1}::integer,
        row_number() over (order by balance desc, n.name, customer_id)) as place
      from customers c
      left join customers_named n using (customer_id)
    )
    select grouping(place) as is_total, place, count(*)::integer as customers,
      case when count(*) = 1 then min(name) else count(*) || ' others' end as customer,
      ${shownSums(sql)}, coalesce(sum(items), 0)::integer as items,
      count(*) filter (where is_debtor)::text as debtors,
      (select count(*) from lines)::integer as lines
    from placed
    group by grouping sets ((place), ())
    order by grouping(place), place`
  const debtors = rows.filter(({ is_total }) => is_total === 0)
  const keys = ['customer', ...debtBands, 'credit', 'balance'] as const
  return {
    debtors: debtors.map((row) => Object.fromEntries(keys.map((key) => [key, row[key] ?? null]))),
    totals: rows.at(-1)!,
  }
}

/** The oldest first. */
export async function readOpenItems(sql: Sql, day: Day): Promise<Row[]> {
  const rows = await sql<Row[]>`
    with ${openItems(sql, day)}
    select coalesce(o.number, u.document) as number, coalesce(n.name, 'No customer named') as customer,
      u.day::text as day, (${day}::date - u.day)::text as days, trim_scale(u.unpaid)::text as unpaid
    from unpaid u
    left join customers_named n using (customer_id)
    left join orders o on o.org_id = current_org() and o.id = u.order_id
    where u.unpaid > 0
    order by u.day, u.unpaid desc, number
    limit ${openItemsShownMax}`
  return rows.map((row) => ({ ...row }))
}

/**
 * To stand after `with`. lines: of the account; unpaid { customer_id, order_id, document, day, unpaid,
 * credit }: each debt and what of it is unpaid, `credit` what the customer has left over. Lines of one
 * order are one debt, from its business day; each other line is one by itself, of its entry's date.
 */
function openItems(sql: Sql, day: Day): Fragment {
  return sql`
    lines as materialized (
      select coalesce(l.customer_id, 0) as customer_id, coalesce(e.order_id, r.order_id) as order_id,
        e.id as entry_id, e.number, e.entry_date, l.debit - l.credit as amount
      from accounts a
      join journal_lines l on l.org_id = a.org_id and l.account_id = a.id
      join journal_entries e on e.org_id = l.org_id and e.id = l.entry_id
      left join returns r on r.org_id = e.org_id and r.id = e.return_id
      where a.org_id = current_org() and a.role = 'receivable' and e.entry_date <= ${day}::date
    ), items as (
      select l.customer_id, l.order_id, 'entry ' || min(l.number) as document,
        least(coalesce(min(o.business_day), min(l.entry_date)), ${day}::date) as day,
        sum(l.amount) as amount, min(l.entry_id) as entry_id
      from lines l
      left join orders o on o.org_id = current_org() and o.id = l.order_id
      group by l.customer_id, l.order_id, case when l.order_id is null then l.entry_id end
    ), covered as (
      select *, sum(greatest(amount, 0)) over oldest as charged,
        sum(greatest(-amount, 0)) over each as credited, sum(greatest(amount, 0)) over each as owed
      from items
      window oldest as (partition by customer_id order by day, entry_id),
        each as (partition by customer_id)
    ), unpaid as materialized (
      select customer_id, order_id, document, day,
        least(greatest(amount, 0), greatest(charged - credited, 0)) as unpaid,
        greatest(credited - owed, 0) as credit
      from covered
    ), customers_named as (
      select id as customer_id, name from customers where org_id = current_org()
    )`
}

function bandSums(sql: Sql, day: Day): Fragment {
  const age = sql`${day}::date - day`
  const within = (from: number, to: number) =>
    sql`coalesce(sum(unpaid) filter (where ${age} between ${from}::integer and ${to}::integer), 0)`
  return sql`${within(0, 30)} as to_30, ${within(31, 60)} as to_60, ${within(61, 90)} as to_90,
    coalesce(sum(unpaid) filter (where ${age} > 90), 0) as over_90`
}

function shownSums(sql: Sql): Fragment {
  const sum = (of: Fragment) => sql`trim_scale(coalesce(sum(${of}), 0))::text`
  return sql`${sum(sql`to_30`)} as "0-30", ${sum(sql`to_60`)} as "31-60",
    ${sum(sql`to_90`)} as "61-90", ${sum(sql`over_90`)} as "90+", ${sum(sql`owed`)} as owed,
    ${sum(sql`credit`)} as credit, ${sum(sql`balance`)} as balance`
}
