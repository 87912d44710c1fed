/** Sub-ledgers against their control accounts: whether the books tie, and where they don't. */
import type { Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'
import { asControl, type Tie } from './ledger/statement.ts'
import { onAccount, postedRecords } from './ledger/sub-ledgers.ts'
import type { Control } from './report.ts'

/** So many customers are named, where more do not tie. */
const customersShownMax = 10

/**
 * All books as they stand now, in the org's currency: each entry in balance; numbers without gaps; the
 * stock account = Σ stock value; owed by customers = Σ over posted orders of total − payments −
 * returned + refunded, in all and by customer; owed to suppliers = Σ purchases on credit; sales =
 * Σ posted orders − returns. What was written by hand to owed accounts counts on both sides.
 * A customer who does not tie gets a control of their own.
 */
export async function reconcile(sql: Sql): Promise<Control[]> {
  const ties = [
    ...(await ofJournal(sql)),
    ...(await ofStock(sql)),
    ...(await ofCustomers(sql)),
    ...(await ofSuppliers(sql)),
    ...(await ofSales(sql)),
  ]
  return ties.map(asControl)
}

function ofJournal(sql: Sql): Promise<Tie[]> {
  return sql<Tie[]>`
    with entries as (
      select e.id, e.number, coalesce(sum(l.debit - l.credit), 1) as difference
      from journal_entries e
      left join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
      where e.org_id = current_org()
      group by e.id, e.number
    ), counts as (
      select count(*) as entries, count(*) filter (where difference = 0) as balanced,
        coalesce(max(number), 0) as highest,
        coalesce((select last from journal_numbers where org_id = current_org()), 0) as last
      from entries
    )
    select 'Entries' as name, 'in balance' as "leftLabel", balanced::text as left,
      'all entries' as "rightLabel", entries::text as right,
      (balanced - entries)::text as difference, 'count' as kind
    from counts
    union all
    select 'Entry numbers', 'numbers given out', last::text, 'entries that bear them', entries::text,
      (case when last = entries then highest - last else last - entries end)::text, 'count'
    from counts`
}

function ofStock(sql: Sql): Promise<Tie[]> {
  return sql<Tie[]>`
    with sides as (
      select (select coalesce(sum(debit - credit), 0) from (${onAccount(sql, 'inventory')}) l) as left,
        (
          select coalesce(sum(round(value, 4)), 0)
          from stock_balances
          where org_id = current_org()
        ) as right
    )
    select 'Stock values' as name, 'account' as "leftLabel", ${'value of what is in hand'} as "rightLabel",
      ${figures(sql)}
    from sides`
}

/** All customers together first, then each whose account is not what their orders come to. */
export function ofCustomers(sql: Sql): Promise<Tie[]> {
  return sql<Tie[]>`
    with ${postedRecords(sql)}, each as (
      select customer_id, sum(account) as account, sum(orders) as orders
      from (
        select customer_id, debit - credit as account,
          case when is_by_hand then debit - credit else 0 end as orders
        from (${onAccount(sql, 'receivable')}) lines
        union all
        select customer_id, 0, total from posted_orders
        union all
        select customer_id, 0, -total from posted_returns where kind = 'return'
        union all
        select customer_id, 0, -amount from posted_money
      ) all_of_them
      group by customer_id
    ), sides as (
      select 'Customers' as name, coalesce(sum(account), 0) as left,
        coalesce(sum(orders), 0) as right
      from each
      union all
      (
        select 'Orders of ' || c.name, account, orders
        from each
        join customers c on c.org_id = current_org() and c.id = customer_id
        where account <> orders
        order by abs(account - orders) desc
        limit ${customersShownMax}
      )
    )
    select name, 'account' as "leftLabel", 'orders less returns and payments' as "rightLabel",
      ${figures(sql)}
    from sides
    order by name <> 'Customers', abs(sides.left - sides.right) desc`
}

function ofSuppliers(sql: Sql): Promise<Tie[]> {
  return sql<Tie[]>`
    with account as (
      select coalesce(sum(credit - debit), 0) as balance,
        coalesce(sum(credit - debit) filter (where is_by_hand), 0) as by_hand
      from (${onAccount(sql, 'payable')}) lines
    ), sides as (
      select balance as left, by_hand + (
          select coalesce(sum(case when kind = 'purchase' and unit_cost is not null
            then round(quantity * unit_cost, 4) else value_change end), 0)
          from stock_movements
          where org_id = current_org() and against = 'payable'
        ) as right
      from account
    )
    select 'Suppliers' as name, 'account' as "leftLabel",
      'bought on credit, less paid' as "rightLabel", ${figures(sql)}
    from sides`
}

/**
 * Sales and returns that the house posted against the orders and returns they were posted for: of these
 * business days, or all.
 */
export function ofSales(sql: Sql, of: Span | null = null): Promise<Tie[]> {
  const isAsked = of ? sql`day between ${of.from}::date and ${of.to}::date` : sql`true`
  const posted = (role: string) => sql`
    (
      select coalesce(sum(credit - debit), 0)
      from (${onAccount(sql, role)}) lines
      where not is_by_hand and ${isAsked}
    )`
  return sql<Tie[]>`
    with ${postedRecords(sql, of)}, sides as (
      select ${posted('sales')} + ${posted('sales_returns')} as left,
        (select coalesce(sum(net), 0) from posted_orders)
          - (select coalesce(sum(net), 0) from posted_returns) as right
    )
    select 'Sales' as name, 'posted, less returns' as "leftLabel",
      'orders less returns' as "rightLabel", ${figures(sql)}
    from sides`
}

function figures(sql: Sql) {
  return sql`trim_scale(sides.left)::text as left, trim_scale(sides.right)::text as right,
    trim_scale(sides.left - sides.right)::text as difference`
}
