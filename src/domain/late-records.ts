/**
 * Late records: what was written down after its day had been told of. They are found by their ids, so
 * that a look costs what is new and not the history, and told of by when they were entered.
 */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

/** The newest id of each kind of record. */
export type Marks = Record<(typeof tables)[number], string>

const tables = [
  'orders',
  'returns',
  'payments',
  'refunds',
  'order_changes',
  'journal_entries',
  'stock_movements',
  'reports',
] as const

/** What was entered late, for the one who is told. */
export interface LateRecord {
  what: 'order' | 'return' | 'payment' | 'refund' | 'edit' | 'entry'
  /** The number people know it by; of money, that of its order or return. */
  number: string | null
  /** Org currency; null where it has none of its own. */
  amount: string | null
  day: Day
  enteredAt: Date
  enteredBy: string | null
}

export interface Late {
  /** The first ones entered. */
  shown: LateRecord[]
  count: number
  newestAt: Date | null
}

/** Ids are given out before they are committed, and clocks differ a little. */
const overlapMs = 60_000
const shownMax = 5

export async function newestMarks(sql: Sql): Promise<Marks> {
  const columns = tables
    .map(
      (table) => sql`(select coalesce(max(id), 0)::text from ${sql(table)}
      where org_id = current_org()) as ${sql(table)}`,
    )
    .reduce((all, next) => sql`${all}, ${next}`)
  const [marks] = await sql<Marks[]>`select ${columns}`
  return { ...marks! }
}

/** The days of everything with a newer id, oldest first. */
export async function daysSince(sql: Sql, marks: Marks): Promise<Day[]> {
  const rows = await sql<{ day: Day }[]>`
    select distinct day::text as day
    from (
      select business_day as day from orders
      where org_id = current_org() and id > ${marks.orders}
      union all
      select business_day from returns where org_id = current_org() and id > ${marks.returns}
      union all
      select business_day from payments where org_id = current_org() and id > ${marks.payments}
      union all
      select business_day from refunds where org_id = current_org() and id > ${marks.refunds}
      union all
      select o.business_day
      from order_changes c
      join orders o on o.org_id = c.org_id and o.id = c.order_id
      where c.org_id = current_org() and c.id > ${marks.order_changes}
      union all
      select entry_date from journal_entries
      where org_id = current_org() and id > ${marks.journal_entries}
      union all
      select business_day from stock_movements
      where org_id = current_org() and id > ${marks.stock_movements}
    ) entered
    order by 1`
  return rows.map(({ day }) => day)
}

/** What was entered since a moment for these days: documents and money, or the entries of the books. */
export async function lateRecords(
  sql: Sql,
  days: { from: Day | null; to: Day },
  { since, of }: { since: Date; of: 'trade' | 'books' },
): Promise<Late> {
  const from = days.from ?? '-infinity'
  const after = new Date(since.getTime() - overlapMs)
  const entered =
    of === 'trade'
      ? trade(sql, { from, to: days.to, after })
      : books(sql, { from, to: days.to, after })
  const rows = await sql<(LateRecord & { count: number; newestAt: Date })[]>`
    select e.what, e.number, trim_scale(e.amount)::text as amount, e.day::text as day,
      e.entered_at as "enteredAt", u.name as "enteredBy",
      count(*) over ()::integer as count, max(e.entered_at) over () as "newestAt"
    from (${entered}) e
    left join users u on u.org_id = current_org() and u.id = e.entered_by
    order by e.entered_at, e.what, e.number
    limit ${shownMax}`
  return {
    shown: rows.map(({ count: _, newestAt: __, ...late }) => late),
    count: rows[0]?.count ?? 0,
    newestAt: rows[0]?.newestAt ?? null,
  }
}

interface Range {
  from: string
  to: Day
  after: Date
}

function trade(sql: Sql, { from, to, after }: Range) {
  return sql`
    select 'order' as what, o.number, (
        select sum(l.quantity * l.unit_price - l.discount)
        from order_lines l
        where l.org_id = o.org_id and l.order_id = o.id) as amount,
      o.business_day as day, o.created_at as entered_at, o.recorded_by as entered_by
    from orders o
    where o.org_id = current_org() and o.business_day between ${from}::date and ${to}::date
      and o.created_at > ${after} and o.status in ('PAID', 'FULFILLED')
    union all
    select 'return', r.number, (
        select sum(l.value) from return_lines l where l.org_id = r.org_id and l.return_id = r.id),
      r.business_day, r.created_at, r.recorded_by
    from returns r
    where r.org_id = current_org() and r.business_day between ${from}::date and ${to}::date
      and r.created_at > ${after}
    union all
    select 'payment', o.number, p.amount, p.business_day, p.recorded_at, p.recorded_by
    from payments p
    left join orders o on o.org_id = p.org_id and o.id = p.order_id
    where p.org_id = current_org() and p.business_day between ${from}::date and ${to}::date
      and p.recorded_at > ${after} and p.status = 'SUCCEEDED'
    union all
    select 'refund', coalesce(r.number, o.number), f.amount, f.business_day, f.recorded_at,
      f.recorded_by
    from refunds f
    left join returns r on r.org_id = f.org_id and r.id = f.return_id
    left join orders o on o.org_id = f.org_id and o.id = f.order_id
    where f.org_id = current_org() and f.business_day between ${from}::date and ${to}::date
      and f.recorded_at > ${after} and f.status = 'PROCESSED'
    union all
    -- One that was entered late itself is told of as an order.
    select 'edit', o.number, null, o.business_day, max(c.changed_at), max(c.changed_by)
    from order_changes c
    join orders o on o.org_id = c.org_id and o.id = c.order_id
    where c.org_id = current_org() and o.business_day between ${from}::date and ${to}::date
      and c.changed_at > ${after} and o.created_at <= ${after}
    group by o.id, o.number, o.business_day`
}

function books(sql: Sql, { from, to, after }: Range) {
  return sql`
    select 'entry' as what, j.number::text as number, (
        select sum(l.debit) from journal_lines l where l.org_id = j.org_id and l.entry_id = j.id)
        as amount,
      j.entry_date as day, j.posted_at as entered_at, j.posted_by as entered_by
    from journal_entries j
    where j.org_id = current_org() and j.entry_date between ${from}::date and ${to}::date
      and j.posted_at > ${after}`
}
