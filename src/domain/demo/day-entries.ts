/** What the demo shop's days come to in the ledger: sales, money in and out, and what a shop costs. */
import type { Sql } from '#db/sql.ts'
import type { EntryLine } from '#domain/ledger/post-entry.ts'
import type { Day } from '#kit/day.ts'

interface Row {
  day: Day
  account: string
  debit: string
  credit: string
}

/** Paid from the bank each month: rent, power and internet, advertising, wages, and what the owner takes. */
const costs = [
  { date: '01', code: '6000', amount: '2450' },
  { date: '05', code: '3050', amount: '5500' },
  { date: '15', code: '6200', amount: '468.40' },
  { date: '20', code: '6400', amount: '350' },
  { date: '28', code: '6100', amount: '9860' },
]

/** Without the goods, which the movements of stock tell. Lines of nothing are left to `postEntry`. */
export async function linesOfDays(
  sql: Sql,
  { from, to }: { from: Day; to: Day },
): Promise<Map<Day, EntryLine[]>> {
  const rows = [
    ...(await sales(sql, from, to)),
    ...(await money(sql, from, to)),
    ...(await banked(sql, from, to)),
  ]
  const lines = byDay(rows)
  const add = (day: Day, ...more: EntryLine[]) =>
    lines.set(day, [...(lines.get(day) ?? []), ...more])
  const days = await sql<{ day: Day }[]>`
    select day::date::text as day
    from generate_series(${from}::date, ${to}::date, interval '1 day') day`
  for (const { day } of days)
    for (const { date, code, amount } of costs)
      if (day.endsWith(`-${date}`))
        add(day, { account: { code }, debit: amount }, { account: 'bank', credit: amount })
  return lines
}

/** What is paid to the tax office on these days. */
export async function taxOfDays(
  sql: Sql,
  { from, to }: { from: Day; to: Day },
): Promise<Map<Day, EntryLine[]>> {
  return byDay(await taxPaid(sql, from, to))
}

function byDay(rows: Row[]): Map<Day, EntryLine[]> {
  const lines = new Map<Day, EntryLine[]>()
  for (const { day, account, debit, credit } of rows) {
    const line = { account: account as Exclude<EntryLine['account'], object>, debit, credit }
    lines.set(day, [...(lines.get(day) ?? []), line])
  }
  return lines
}

/** A till difference is a return without goods: it is out of the drawer. */
async function sales(sql: Sql, from: Day, to: Day): Promise<Row[]> {
  return sql<Row[]>`
    with sold as (
      select o.business_day as day, sum(l.quantity * l.unit_price - l.discount) as net,
        sum(l.tax) as tax
      from orders o
      join order_lines l on l.org_id = o.org_id and l.order_id = o.id
      where o.source = 'demo' and o.status in ('PAID', 'FULFILLED')
        and o.business_day between ${from} and ${to}
      group by o.business_day
    ), returned as (
      select r.business_day as day, r.kind, sum(l.value) as value, sum(l.tax) as tax
      from returns r
      join return_lines l on l.org_id = r.org_id and l.return_id = r.id
      where r.source = 'demo' and r.business_day between ${from} and ${to}
      group by r.business_day, r.kind
    )
    select day::text, account, debit::text, credit::text
    from (
      select day, 'receivable' as account, net + tax as debit, 0 as credit from sold
      union all select day, 'sales', 0, net from sold
      union all select day, 'sales_tax', 0, tax from sold
      union all select day, 'sales_returns', value, 0 from returned
      union all select day, 'sales_tax', tax, 0 from returned where kind = 'return'
      union all select day, 'receivable', 0, value + tax from returned where kind = 'return'
      union all select day, 'cash', 0, value from returned where kind = 'adjustment'
    ) lines`
}

async function money(sql: Sql, from: Day, to: Day): Promise<Row[]> {
  return sql<Row[]>`
    with paid as (
      select business_day as day, method, amount
      from payments
      where source = 'demo' and status = 'SUCCEEDED' and business_day between ${from} and ${to}
      union all
      select business_day, method, -amount
      from refunds
      where source = 'demo' and status = 'PROCESSED' and business_day between ${from} and ${to}
    ), placed as (
      select day, sum(amount) as amount,
        case method when 'cash' then 'cash' when 'mobile money' then 'mobile_money' else 'bank' end
          as account
      from paid
      group by 1, 3
    )
    select day::text, account, greatest(amount, 0)::text as debit,
      greatest(-amount, 0)::text as credit
    from placed
    union all
    select day::text, 'receivable', greatest(-sum(amount), 0)::text, greatest(sum(amount), 0)::text
    from placed
    group by day`
}

/** Each Monday the takings of the week before go to the bank. */
async function banked(sql: Sql, from: Day, to: Day): Promise<Row[]> {
  return sql<Row[]>`
    with taken as (
      select date_trunc('week', business_day)::date + 7 as day,
        case method when 'cash' then 'cash' else 'mobile_money' end as account,
        sum(amount) as amount
      from payments
      where source = 'demo' and status = 'SUCCEEDED' and method in ('cash', 'mobile money')
        and business_day between ${from}::date - 7 and ${to}
      group by 1, 2
    )
    select day::text, line.account, debit::text, credit::text
    from taken,
      lateral (values (taken.account, 0, amount), ('bank', amount, 0))
        as line (account, debit, credit)
    where day between ${from} and ${to}`
}

/** On the seventh, the tax on what was sold in the month before. */
async function taxPaid(sql: Sql, from: Day, to: Day): Promise<Row[]> {
  return sql<Row[]>`
    with owed as (
      select (date_trunc('month', o.business_day) + interval '1 month 6 days')::date as day,
        sum(l.tax) as tax
      from orders o
      join order_lines l on l.org_id = o.org_id and l.order_id = o.id
      where o.source = 'demo' and o.status in ('PAID', 'FULFILLED')
        and o.business_day between ${from}::date - 38 and ${to}
      group by 1
    )
    select day::text, account, debit::text, credit::text
    from owed, lateral (values ('sales_tax', tax, 0), ('bank', 0, tax)) as line (account, debit, credit)
    where day between ${from} and ${to}`
}
