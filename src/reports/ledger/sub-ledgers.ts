/**
 * The records that control accounts sum up. A record counts when it is posted: an entry names it, or
 * its business day is one whose trade was posted as a whole (an entry with the document "day 2026-11-20").
 * Payments and refunds are named by no entry: those that people recorded here were posted with it.
 */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'

/**
 * To stand after `with`. posted_orders { id, customer_id, net, total }: sales in the ledger;
 * posted_returns { customer_id, kind, net, total }; posted_money { customer_id, amount }: in above zero,
 * out below. A customer is named where the record has an entry of its own. `of` the records of these
 * business days, or all.
 */
export function postedRecords(sql: Sql, of: Span | null = null): Fragment {
  const isAsked = (day: Fragment) =>
    of ? sql`${day} between ${of.from}::date and ${of.to}::date` : sql`true`
  return sql`
    posted_days as materialized (
      select distinct substr(e.document, 5)::date as day
      from journal_entries e
      where e.org_id = current_org() and e.document ~ '^day [0-9]{4}-[0-9]{2}-[0-9]{2}$'
        and e.source <> 'reversal'
        and not exists (
          select from journal_entries r where r.org_id = e.org_id and r.reverses = e.id)
    ), own_orders as materialized (
      select distinct order_id as id
      from journal_entries
      where org_id = current_org() and source = 'sale' and order_id is not null
    ), own_returns as materialized (
      select distinct return_id as id
      from journal_entries
      where org_id = current_org() and return_id is not null
    ), posted_orders as (
      select o.id, case when own.id is not null then o.customer_id end as customer_id,
        round(sum(l.quantity * l.unit_price - l.discount), 4) as net,
        round(sum(l.quantity * l.unit_price - l.discount + l.tax), 4) as total
      from orders o
      join order_lines l on l.org_id = o.org_id and l.order_id = o.id
      left join own_orders own on own.id = o.id
      left join posted_days d on d.day = o.business_day
      where o.org_id = current_org() and o.status in ('PAID', 'FULFILLED')
        and ${isAsked(sql`o.business_day`)}
        and (own.id is not null or d.day is not null)
      group by o.id, own.id, o.customer_id
    ), posted_returns as (
      select case when own.id is not null then coalesce(o.customer_id, r.customer_id) end
          as customer_id,
        r.kind, l.value as net, l.value + l.tax as total
      from returns r
      join return_lines l on l.org_id = r.org_id and l.return_id = r.id
      left join orders o on o.org_id = r.org_id and o.id = r.order_id
      left join own_returns own on own.id = r.id
      left join posted_days d on d.day = r.business_day
      where r.org_id = current_org() and (o.id is null or o.status in ('PAID', 'FULFILLED'))
        and ${isAsked(sql`r.business_day`)}
        and (own.id is not null or d.day is not null)
    ), posted_money as (${postedMoney(sql, isAsked)})`
}

function postedMoney(sql: Sql, isAsked: (day: Fragment) => Fragment): Fragment {
  return sql`
      select case when p.recorded_by is not null then o.customer_id end as customer_id, p.amount
      from payments p
      left join orders o on o.org_id = p.org_id and o.id = p.order_id
      left join posted_days d on d.day = p.business_day
      where p.org_id = current_org() and p.status = 'SUCCEEDED'
        and ${isAsked(sql`p.business_day`)}
        and (p.recorded_by is not null or d.day is not null)
      union all
      select case when f.recorded_by is not null then coalesce(o.customer_id, r.customer_id) end,
        -f.amount
      from refunds f
      left join returns r on r.org_id = f.org_id and r.id = f.return_id
      left join orders o on o.org_id = f.org_id and o.id = coalesce(f.order_id, r.order_id)
      left join posted_days d on d.day = f.business_day
      where f.org_id = current_org() and f.status = 'PROCESSED'
        and ${isAsked(sql`f.business_day`)}
        and (f.recorded_by is not null or d.day is not null)`
}

/**
 * All lines of an account: { customer_id, debit, credit, is_by_hand, day }; what was taken back by hand
 * is so, too. `day` is the business day of the return or order that an entry names, also where that
 * was locked and the entry is dated later.
 */
export function onAccount(sql: Sql, role: string): Fragment {
  return sql`
    select l.customer_id, l.debit, l.credit,
      coalesce(undone.source, e.source) in ('manual', 'opening') as is_by_hand,
      coalesce(r.business_day, o.business_day, e.entry_date) as day
    from accounts a
    join journal_lines l on l.org_id = a.org_id and l.account_id = a.id
    join journal_entries e on e.org_id = l.org_id and e.id = l.entry_id
    left join journal_entries undone on undone.org_id = e.org_id and undone.id = e.reverses
    left join returns r on r.org_id = e.org_id and r.id = e.return_id
    left join orders o on o.org_id = e.org_id and o.id = e.order_id
    where a.org_id = current_org() and a.role = ${role}`
}
