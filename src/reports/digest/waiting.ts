/** What stands and waits as the digest is made: products that run out, order requests, approvals. */
import type { Sql } from '#db/sql.ts'
import { countWaiting, waitingRequests } from '#domain/order-requests/list-requests.ts'
import type { Org } from '#domain/org.ts'
import { type LowStock, lowStock } from '#domain/stock/low-stock.ts'
import { wallClock } from '#kit/business-day.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Row, Section } from '../report.ts'

const listedMax = 10
const toldMax = 5

/** A section of the first rows, and how many there are in all. */
export interface Counted {
  section: Section
  count: string
}

export interface Running extends Counted {
  /** Of them, how many there are none left of. */
  out: string
}

/** The most urgent first, by how fast they sell (domain/stock/low-stock). */
export async function runningLow(sql: Sql, org: Org, now: Date): Promise<Running> {
  const all = await lowStock(sql, { today: dayOf(now, org.timezone) })
  return {
    section: {
      key: 'low_stock',
      title: 'Running low or out of stock now',
      columns: [
        { key: 'product', title: 'Product', kind: 'text' },
        { key: 'left', title: 'Left', kind: 'quantity' },
        { key: 'days', title: 'Days left', kind: 'count' },
        { key: 'order', title: 'Order', kind: 'quantity' },
      ],
      rows: all.slice(0, listedMax).map(rowOf),
      inWords: toldMax,
      brief: ['left', 'order'],
    },
    count: String(all.length),
    out: String(all.filter(({ urgency }) => urgency === 'out').length),
  }
}

function rowOf({ name, quantity, daysLeft, suggested }: LowStock): Row {
  return { product: name, left: quantity, days: daysLeft, order: suggested }
}

/** What customers asked to order and nobody has answered, the oldest first. */
export async function openRequests(sql: Sql, { timezone }: Org): Promise<Counted> {
  const rows = (await waitingRequests(sql, { limit: listedMax })).map(
    ({ order, customerName, requestedAt }) => ({
      ...{ number: order.number, customer: customerName ?? 'No name', total: order.total },
      since: wallClock(requestedAt, timezone),
    }),
  )
  return {
    section: {
      key: 'order_requests',
      title: 'Order requests waiting now',
      columns: [
        { key: 'number', title: 'Order', kind: 'text' },
        { key: 'total', title: 'Total', kind: 'money' },
        { key: 'customer', title: 'Customer', kind: 'text' },
        { key: 'since', title: 'Since', kind: 'moment' },
      ],
      rows,
      inWords: toldMax,
      brief: ['total'],
    },
    count: String(await countWaiting(sql)),
  }
}

/** Writes that wait for the yes of a second person; what each would do is for who may decide it. */
export async function openApprovals(sql: Sql, { timezone }: Org, now: Date): Promise<Counted> {
  const rows = await sql<(Row & { count: string })[]>`
    select coalesce(u.name, 'Somebody of the team') as proposer,
      to_char(p.proposed_at at time zone ${timezone}, 'YYYY-MM-DD HH24:MI:SS') as since,
      to_char(p.expires_at at time zone ${timezone}, 'YYYY-MM-DD HH24:MI:SS') as until,
      count(*) over ()::text as count
    from proposals p
    join users u on u.org_id = p.org_id and u.id = p.proposed_by
    where p.org_id = current_org() and p.needs = 'second-person' and p.expires_at > ${now}
      and not exists (
        select from proposal_decisions d
        where d.org_id = p.org_id and d.proposal_id = p.id)
    order by p.id
    limit ${listedMax}`
  return {
    section: {
      key: 'approvals',
      title: 'Approvals waiting now',
      columns: [
        { key: 'proposer', title: 'Asked by', kind: 'text' },
        { key: 'since', title: 'Since', kind: 'moment' },
        { key: 'until', title: 'Until', kind: 'moment' },
      ],
      rows: rows.map(({ count: _, ...row }) => row),
      inWords: toldMax,
    },
    count: rows[0]?.count ?? '0',
  }
}
