/** Writes the demo shop's days: whatever has happened by `now` and is not there yet. */
import type { Sql } from '#db/sql.ts'
import { type Moment, momentOfLocal } from '#kit/business-day.ts'
import { addDays } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { type DemoReturn, returnsOf } from './returned-goods.ts'
import { type DemoOrder, ordersOf } from './trade.ts'

interface Span {
  from: Day
  to: Day
  now: Date
  timezone: string
}

/** Documents are known by number, lines by their document, money by its document: all only once. */
export async function writeTrade(sql: Sql, { from, to, now, timezone }: Span): Promise<void> {
  const ordersOn = remembered(ordersOf)
  const orders: Dated<DemoOrder>[] = []
  const returns: Dated<DemoReturn>[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) {
    orders.push(...happened(ordersOn(day)))
    returns.push(...happened(returnsOf(day, ordersOn)))
  }
  await writeOrders(sql, orders)
  await writePayments(
    sql,
    orders.flatMap((order) => paymentsOf(order, settled)),
  )
  await writeReturns(sql, returns)
  await writeRefunds(
    sql,
    returns.flatMap((goods) => refundsOf(goods, settled)),
  )

  function happened<T extends { at: string }>(documents: T[]): Dated<T>[] {
    return documents
      .map((document) => ({ ...document, moment: momentOfLocal(document.at, timezone) }))
      .filter(({ moment }) => moment.at <= now)
  }
  /** The moment so many days later, or null when it has not come yet. */
  function settled({ at }: { at: string }, days: number): Moment | null {
    const local = `${addDays(at.slice(0, 10), days)}${at.slice(10)}`
    const moment = momentOfLocal(local, timezone)
    return moment.at <= now ? moment : null
  }
}

/** The same days are asked for again and again, for what comes back of them. */
function remembered(ordersOf: (day: Day) => DemoOrder[]): (day: Day) => DemoOrder[] {
  const known = new Map<Day, DemoOrder[]>()
  return (day) => {
    const orders = known.get(day) ?? ordersOf(day)
    known.set(day, orders)
    return orders
  }
}

type Dated<T> = T & { moment: Moment }
type Settled = (document: { at: string }, days: number) => Moment | null

async function writeOrders(sql: Sql, orders: Dated<DemoOrder>[]): Promise<void> {
  const rows = orders.map(({ number, status, channel, country, customer, moment, lines }) => ({
    number,
    status,
    channel,
    country,
    customer: customer?.code ?? null,
    ...row(moment),
    lines: lines.map(({ product, quantity, discount, tax }, index) => ({
      position: index + 1,
      sku: product.sku,
      description: product.name,
      quantity,
      price: product.price,
      discount,
      tax,
      cost: product.cost,
    })),
  }))
  await sql`
    with given as (
      select *
      from jsonb_to_recordset(${sql.json(rows)}) as o(number text, status text, channel text,
        country text, customer text, at timestamptz, day date, hour smallint, lines jsonb)
    ), added as (
      insert into orders (org_id, number, customer_id, status, ordered_at, business_day, hour,
        channel, country, source, external_id, created_at)
      select current_org(), g.number, c.id, g.status, g.at, g.day, g.hour,
        g.channel, g.country, 'demo', g.number, g.at
      from given g
      left join customers c on c.source = 'demo' and c.external_id = g.customer
      on conflict do nothing
      returning id, external_id
    )
    insert into order_lines (org_id, order_id, position, product_id, description,
      quantity, unit_price, discount, tax, unit_cost)
    select current_org(), a.id, l.position, p.id, l.description,
      l.quantity, l.price / 100, l.discount / 100, l.tax / 100, l.cost / 100
    from given g
    join added a on a.external_id = g.number
    cross join jsonb_to_recordset(g.lines) as l(position integer, sku text, description text,
      quantity numeric, price numeric, discount numeric, tax numeric, cost numeric)
    join products p on p.source = 'demo' and p.external_id = l.sku`
}

async function writeReturns(sql: Sql, returns: Dated<DemoReturn>[]): Promise<void> {
  const rows = returns.map(({ number, kind, order, moment, lines }) => ({
    number,
    kind,
    order: order?.number ?? null,
    channel: order?.channel ?? 'shop',
    country: order?.country ?? 'United Kingdom',
    ...row(moment),
    lines: lines.map(({ line, description, quantity, pennies }, index) => ({
      position: index + 1,
      sku: line?.product.sku ?? null,
      description: description ?? line?.product.name,
      quantity,
      value: pennies,
      // The tax on what came back is paid back too.
      tax: kind === 'return' ? Math.round(pennies / 5) : 0,
      cost: line?.product.cost ?? null,
    })),
  }))
  await sql`
    with given as (
      select *
      from jsonb_to_recordset(${sql.json(rows)}) as r(number text, kind text, "order" text,
        channel text, country text, at timestamptz, day date, hour smallint, lines jsonb)
    ), added as (
      insert into returns (org_id, number, order_id, customer_id, kind, returned_at, business_day,
        hour, channel, country, source, external_id, created_at)
      select current_org(), g.number, o.id, o.customer_id, g.kind, g.at, g.day,
        g.hour, g.channel, g.country, 'demo', g.number, g.at
      from given g
      left join orders o on o.source = 'demo' and o.external_id = g."order"
      where g."order" is null or o.id is not null
      on conflict do nothing
      returning id, external_id
    )
    insert into return_lines (org_id, return_id, position, product_id, description,
      quantity, value, tax, unit_cost)
    select current_org(), a.id, l.position, p.id, l.description,
      l.quantity, l.value / 100, l.tax / 100, l.cost / 100
    from given g
    join added a on a.external_id = g.number
    cross join jsonb_to_recordset(g.lines) as l(position integer, sku text, description text,
      quantity numeric, value numeric, tax numeric, cost numeric)
    left join products p on p.source = 'demo' and p.external_id = l.sku`
}

interface MoneyRow {
  document: string
  id: string
  method: string
  status: string
  at: string
  day: Day
}

function paymentsOf(order: Dated<DemoOrder>, settled: Settled): MoneyRow[] {
  const paid = order.status === 'CANCELLED' ? null : settled(order, order.paidAfterDays)
  if (!paid) return []
  const { number, method, wasDeclined } = order
  const payment = { document: number, method, ...row(paid) }
  const declined = { ...payment, id: `P${number}-1`, status: 'FAILED' }
  const accepted = { ...payment, id: `P${number}`, status: 'SUCCEEDED' }
  return wasDeclined ? [declined, accepted] : [accepted]
}

function refundsOf(goods: Dated<DemoReturn>, settled: Settled): MoneyRow[] {
  const refunded = goods.kind === 'return' ? settled(goods, goods.refundedAfterDays) : null
  if (!refunded) return []
  const { number, method } = goods
  return [{ document: number, id: `F${number}`, method, status: 'PROCESSED', ...row(refunded) }]
}

async function writePayments(sql: Sql, rows: MoneyRow[]): Promise<void> {
  await sql`
    insert into payments (org_id, order_id, amount, method, status, paid_at, business_day,
      source, external_id)
    select current_org(), o.id, sum(l.quantity * l.unit_price - l.discount + l.tax), m.method,
      m.status, m.at, m.day, 'demo', m.id
    from jsonb_to_recordset(${sql.json(rows.map((r) => ({ ...r })))}) as m(document text, id text,
      method text, status text, at timestamptz, day date)
    join orders o on o.source = 'demo' and o.external_id = m.document
    join order_lines l on l.org_id = o.org_id and l.order_id = o.id
    group by o.id, m.id, m.method, m.status, m.at, m.day
    on conflict do nothing`
}

async function writeRefunds(sql: Sql, rows: MoneyRow[]): Promise<void> {
  await sql`
    insert into refunds (org_id, return_id, amount, method, status, refunded_at, business_day,
      source, external_id)
    select current_org(), r.id, sum(l.value + l.tax), m.method,
      m.status, m.at, m.day, 'demo', m.id
    from jsonb_to_recordset(${sql.json(rows.map((r) => ({ ...r })))}) as m(document text, id text,
      method text, status text, at timestamptz, day date)
    join returns r on r.source = 'demo' and r.external_id = m.document
    join return_lines l on l.org_id = r.org_id and l.return_id = r.id
    group by r.id, m.id, m.method, m.status, m.at, m.day
    on conflict do nothing`
}

function row({ at, day, hour }: Moment) {
  return { at: at.toISOString(), day, hour }
}
