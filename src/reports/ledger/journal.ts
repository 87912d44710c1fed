/** What the journal holds, and what it does not. */
import type { Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'
import type { Words } from '#kit/words.ts'
import { postedRecords } from './sub-ledgers.ts'

/** First and last day with an entry; null when there is none. */
export async function journalSpan(sql: Sql): Promise<Span | null> {
  const [row] = await sql<{ from: string | null; to: string | null }[]>`
    select min(entry_date)::text as from, max(entry_date)::text as to
    from journal_entries
    where org_id = current_org()`
  const { from, to } = row!
  return from && to ? { from, to } : null
}

/** Sales that were imported as records alone are in no statement: it says so. */
export async function unpostedNote(sql: Sql, { from, to }: Span, words: Words): Promise<string[]> {
  const [row] = await sql<{ orders: number; value: string }[]>`
    with ${postedRecords(sql)}
    select count(distinct o.id)::integer as orders,
      trim_scale(coalesce(sum(round(l.quantity * l.unit_price, 4) - l.discount), 0))::text as value
    from orders o
    join order_lines l on l.org_id = o.org_id and l.order_id = o.id
    where o.org_id = current_org() and o.status in ('PAID', 'FULFILLED')
      and o.business_day between ${from}::date and ${to}::date
      and o.business_day not in (select day from posted_days)
      and o.id not in (select id from own_orders)`
  const { orders, value } = row!
  if (orders === 0) return []
  const many = orders === 1 ? '1 order is' : `${words.count(String(orders))} orders are`
  return [`${many} not in the ledger (${words.money(value)} before tax): recorded as sales only.`]
}

/** Why a statement of a day is empty. */
export async function nothingPostedBy(sql: Sql, day: string, words: Words): Promise<string> {
  const span = await journalSpan(sql)
  const nothing = `There are no entries in the ledger on ${words.day(day)} or before.`
  return span
    ? `${nothing} The first is of ${words.day(span.from)}.`
    : 'Nothing has been posted yet.'
}
