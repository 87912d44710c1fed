/**
 * The records that control accounts sum up. A record counts when it is posted: an entry names it, or
 * its business day is one whose trade was posted as a whole (an entry with the document "day 2026-11-20").
 * A till's payments and refunds name no entry: those that people recorded here were posted with it.
 */
import type { Sql } from '#db/sql.ts'

/** Days whose trade stands in one entry. */
export function postedDays(sql: Sql) {
  return sql`
    select distinct substr(e.document, 5)::date as day
    from journal_entries e
    where e.org_id = current_org() and e.document ~ '^day [0-9]{4}-[0-9]{2}-[0-9]{2}$'
      and e.source <> 'reversal'
      and not exists (
        select from journal_entries r where r.org_id = e.org_id and r.reverses = e.id)`
}

/** Orders that are sales and stand in the ledger: { id, customer_id, net, total }. */
export function postedOrders(sql: Sql) {
  return sql`
    select o.id, case when own.is_own then o.customer_id end as customer_id, l.net, l.total
    from orders o
    cross join lateral (
      select exists (
        select from journal_entries e
        where e.org_id = o.org_id and e.order_id = o.id and e.source = 'sale') as is_own
    ) own
    cross join lateral (
      select round(coalesce(sum(quantity * unit_price - discount), 0), 4) as net,
        round(coalesce(sum(quantity * unit_price - discount + tax), 0), 4) as total
      from order_lines
      where org_id = o.org_id and order_id = o.id
    ) l
    where o.org_id = current_org() and o.status in ('PAID', 'FULFILLED')
      and (own.is_own or o.business_day in (${postedDays(sql)}))`
}

/** Returns of sales that stand in the ledger: { customer_id, kind, net, total }. */
export function postedReturns(sql: Sql) {
  return sql`
    select case when own.is_own then coalesce(o.customer_id, r.customer_id) end as customer_id,
      r.kind, l.net, l.total
    from returns r
    left join orders o on o.org_id = r.org_id and o.id = r.order_id
    cross join lateral (
      select exists (
        select from journal_entries e where e.org_id = r.org_id and e.return_id = r.id) as is_own
    ) own
    cross join lateral (
      select coalesce(sum(value), 0) as net, coalesce(sum(value + tax), 0) as total
      from return_lines
      where org_id = r.org_id and return_id = r.id
    ) l
    where r.org_id = current_org() and (o.id is null or o.status in ('PAID', 'FULFILLED'))
      and (own.is_own or r.business_day in (${postedDays(sql)}))`
}

/** Money of customers that stands in the ledger, in above zero and out below: { customer_id, amount }. */
export function postedMoney(sql: Sql) {
  return sql`
    select case when p.recorded_by is not null then o.customer_id end as customer_id, p.amount
    from payments p
    left join orders o on o.org_id = p.org_id and o.id = p.order_id
    where p.org_id = current_org() and p.status = 'SUCCEEDED'
      and (p.recorded_by is not null or p.business_day in (${postedDays(sql)}))
    union all
    select case when f.recorded_by is not null then coalesce(o.customer_id, r.customer_id) end,
      -f.amount
    from refunds f
    left join returns r on r.org_id = f.org_id and r.id = f.return_id
    left join orders o on o.org_id = f.org_id and o.id = coalesce(f.order_id, r.order_id)
    where f.org_id = current_org() and f.status = 'PROCESSED'
      and (f.recorded_by is not null or f.business_day in (${postedDays(sql)}))`
}

/** What people wrote to an account by hand, and took back: { customer_id, debit, credit }. */
export function byHand(sql: Sql, role: string) {
  return sql`
    select l.customer_id, l.debit, l.credit
    from journal_lines l
    join accounts a on a.org_id = l.org_id and a.id = l.account_id
    join journal_entries e on e.org_id = l.org_id and e.id = l.entry_id
    left join journal_entries r on r.org_id = e.org_id and r.id = e.reverses
    where l.org_id = current_org() and a.role = ${role}
      and coalesce(r.source, e.source) in ('manual', 'opening')`
}

/** Everything on an account: { customer_id, debit, credit }. */
export function onAccount(sql: Sql, role: string) {
  return sql`
    select l.customer_id, l.debit, l.credit
    from journal_lines l
    join accounts a on a.org_id = l.org_id and a.id = l.account_id
    where l.org_id = current_org() and a.role = ${role}`
}
