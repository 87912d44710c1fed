/**
 * A shop's books made up in SQL: any number of orders or lines, in time order, told by the seed alone.
 * Written with triggers off; the report tables are built and the planner is told afterwards.
 */
import type postgres from 'postgres'
import type { Db, Sql } from '#db/sql.ts'
import { rebuild } from '#domain/report-views.ts'

/** Which books: so many orders of a till, or so many lines of a wholesaler, returns counted. */
export type SalesSize = { orders: number } | { lines: number }

export type SalesWish = SalesSize & {
  orgId: number
  seed: number
  /** The last business day with sales. */
  lastDay?: string
  days?: number
}

export interface FilledSales {
  orders: number
  orderLines: number
  returns: number
  products: number
  customers: number
  firstDay: string
  lastDay: string
}

/** A wholesaler's year, as in the public retail data: 541,909 lines on 25,900 documents. */
const wholesaler = { linesPerOrder: 24.14, linesPerReturn: 2.42, returnedLines: 0.0171, days: 374 }
const till = { linesPerOrder: 2, linesPerReturn: 1, returnsPerOrder: 0.02, days: 730 }

/**
 * Fills an org that has no sales yet, then builds its report tables. Days and hours are those of the
 * org's timezone. The owner must be a superuser, or the embedded database's.
 */
export async function fillSales(db: Db, wish: SalesWish): Promise<FilledSales> {
  const plan = planOf(wish)
  await db.asOwner((sql) =>
    sql.begin(async (sql) => {
      await sql`set local session_replication_role = replica` // No triggers, no look at foreign keys.
      await sql`set local statement_timeout = 0`
      await addParties(sql, plan)
      await addOrders(sql, plan)
      await addReturns(sql, plan)
      await addMoney(sql, plan)
      await leaveNumbers(sql)
    }),
  )
  await db.asOwner(analyze)
  await rebuild(db, wish.orgId)
  await db.asOwner(analyze)
  const { orders, orderLines, returns, products, customers, firstDay, lastDay } = plan
  return { orders, orderLines, returns, products, customers, firstDay, lastDay }
}

type Plan = ReturnType<typeof planOf>

function planOf(wish: SalesWish) {
  const { orgId, seed, lastDay = '2026-10-31' } = wish
  const shape = 'orders' in wish ? ofTill(wish.orders) : ofWholesaler(wish.lines)
  const days = wish.days ?? shape.days
  const firstDay = new Date(Date.parse(lastDay) - (days - 1) * 86_400_000)
  return { ...shape, orgId, seed, days, firstDay: firstDay.toISOString().slice(0, 10), lastDay }
}

function ofTill(orders: number) {
  const { linesPerOrder, linesPerReturn, returnsPerOrder, days } = till
  const orderLines = orders * linesPerOrder
  const returns = Math.round(orders * returnsPerOrder)
  return { orders, orderLines, returns, linesPerReturn, days, products: 4_000, customers: 20_000 }
}

function ofWholesaler(lines: number) {
  const { linesPerReturn, days } = wholesaler
  const returnLines = Math.round(lines * wholesaler.returnedLines)
  const orderLines = lines - returnLines
  const returns = Math.round(returnLines / linesPerReturn)
  const orders = Math.round(orderLines / wholesaler.linesPerOrder)
  const perReturn = returnLines / Math.max(returns, 1)
  return {
    orders,
    orderLines,
    returns,
    linesPerReturn: perReturn,
    days,
    products: 4_070,
    customers: 4_372,
  }
}

/** From 0 to 1, the same for a seed, a number and a purpose on every machine. */
const chance = (sql: Sql, { seed }: Plan, of: string, purpose: number) => sql`
  ((hashint8extended((${sql.unsafe(of)})::bigint, ${seed * 1_000 + purpose}::bigint) & 2147483647)
    / 2147483648.0::double precision)`

/** The first of each document's lines, of all lines; documents have about as many, more or fewer. */
const cut = (sql: Sql, plan: Plan, document: string, [documents, lines]: [number, number]) => {
  const n = sql.unsafe(document)
  const each = lines / Math.max(documents, 1)
  return sql`case when ${n} >= ${documents}::bigint then ${Math.round(lines)}::bigint
    when ${n} = 0 then 0
    else floor(${n} * ${each}::double precision)::bigint
      + floor(${chance(sql, plan, document, 1)} * ${each * 0.9}::double precision)::bigint end`
}

async function addParties(sql: Sql, plan: Plan): Promise<void> {
  const { orgId, products, customers } = plan
  await sql`
    insert into products (org_id, id, sku, name, category, price, is_service, source, external_id)
    overriding system value
    select ${orgId}, n, (20000 + n)::text,
      (array['RED', 'BLUE', 'GREEN', 'IVORY', 'RETRO', 'VINTAGE', 'SMALL', 'LARGE'])[1 + n % 8] || ' '
        || (array['LANTERN', 'TEAPOT', 'MUG', 'BUNTING', 'CLOCK', 'CANDLE', 'BAG', 'FRAME', 'TIN',
          'DOORMAT'])[1 + n / 8 % 10] || ' ' || (20000 + n),
      (array['Kitchen', 'Garden', 'Gifts', 'Lighting'])[1 + n % 4],
      round((0.4 + 14 * ${chance(sql, plan, 'n', 2)})::numeric, 2), n % 500 = 0, 'bench', n::text
    from generate_series(1, ${products}::integer) n`
  await sql`
    insert into customers (org_id, id, code, name, country, source, external_id)
    overriding system value
    select ${orgId}, n, (12000 + n)::text, 'Customer ' || (12000 + n),
      case when ${chance(sql, plan, 'n', 3)} < 0.9 then 'United Kingdom' else
        (array['Germany', 'France', 'EIRE', 'Spain', 'Netherlands', 'Kenya'])[1 + n % 6] end,
      'bench', n::text
    from generate_series(1, ${customers}::integer) n`
}

async function addOrders(sql: Sql, plan: Plan): Promise<void> {
  const { orgId, orders, orderLines, products, customers } = plan
  await sql`
    insert into orders (org_id, id, number, customer_id, status, ordered_at, business_day, hour,
      channel, country, source, external_id, created_at)
    overriding system value
    select o.org_id, o.n, (500000 + o.n)::text, c.id, o.status, o.at, o.local::date,
      extract(hour from o.local), 'shop', coalesce(c.country, 'United Kingdom'),
      'bench', o.n::text, o.at
    from (
      select m.*, m.local at time zone g.timezone as at, g.org_id,
        case when ${chance(sql, plan, 'n', 5)} < 0.97 then 'PAID' else 'CANCELLED' end as status,
        case when ${chance(sql, plan, 'n', 6)} > 0.25 then
          1 + floor(${customers}::integer * ${chance(sql, plan, 'n', 7)} ^ 2)::integer end as customer
      from (
        select n, ${localTime(sql, plan, 'n', orders)} as local
        from generate_series(1, ${orders}::integer) n
      ) m
      cross join orgs g
      where g.org_id = ${orgId}
    ) o
    left join customers c on c.org_id = ${orgId} and c.id = o.customer
    order by o.n`
  await sql`
    insert into order_lines (org_id, order_id, position, product_id, description, quantity,
      unit_price, discount, tax)
    select ${orgId}, l.n, l.position, p.id, p.name, l.quantity,
      p.price, 0, round(p.price * l.quantity * 0.2, 2)
    from (
      select o.n, line - o.begins + 1 as position,
        1 + floor(12 * ${chance(sql, plan, 'line', 8)} ^ 2)::integer as quantity,
        1 + floor(${products}::integer * ${chance(sql, plan, 'line', 9)} ^ 2)::integer as product
      from (
        select n, ${cut(sql, plan, '(n - 1)', [orders, orderLines])} as begins,
          ${cut(sql, plan, 'n', [orders, orderLines])} as ends
        from generate_series(1, ${orders}::integer) n
      ) o
      cross join generate_series(o.begins, o.ends - 1) line
    ) l
    join products p on p.org_id = ${orgId} and p.id = l.product
    order by l.n, l.position`
}

/** Documents in equal steps through the days' opening hours, eight to twenty. */
const localTime = (sql: Sql, plan: Plan, n: string, documents: number) => {
  const place = sql`((${sql.unsafe(n)} - 1) * ${plan.days / Math.max(documents, 1)}::double precision)`
  return sql`${plan.firstDay}::date + floor(${place})::integer + interval '8 hours'
    + make_interval(secs => (${place} - floor(${place})) * 43200)`
}

/** Goods of an order come back some days later; the last days' come back on the last day. */
async function addReturns(sql: Sql, plan: Plan): Promise<void> {
  const { orgId, orders, returns, linesPerReturn, lastDay } = plan
  const step = orders / Math.max(returns, 1)
  await sql`
    insert into returns (org_id, id, number, order_id, customer_id, kind, returned_at, business_day,
      hour, channel, country, source, external_id, created_at)
    overriding system value
    select o.org_id, n, 'C' || (500000 + n), o.id, o.customer_id, 'return', o.ordered_at + late,
      o.business_day + days, o.hour, o.channel, o.country, 'bench', n::text, o.ordered_at + late
    from generate_series(1, ${returns}::integer) n
    join orders o on o.org_id = ${orgId}
      and o.id = 1 + floor((n - 1) * ${step}::double precision)::bigint
    cross join lateral (
      select least(3, ${lastDay}::date - o.business_day) as days) d
    cross join lateral (select make_interval(days => d.days) as late) l
    order by o.id`
  await sql`
    insert into return_lines (org_id, return_id, position, product_id, description, quantity, value)
    select r.org_id, r.id, row_number() over (partition by r.id order by l.position), l.product_id,
      l.description, 1, l.unit_price
    from returns r
    join order_lines l on l.org_id = r.org_id and l.order_id = r.order_id
    where r.org_id = ${orgId}
      and l.position <= ${cut(sql, plan, 'r.id', [returns, returns * linesPerReturn])}
        - ${cut(sql, plan, '(r.id - 1)', [returns, returns * linesPerReturn])}`
}

async function addMoney(sql: Sql, { orgId }: Plan): Promise<void> {
  await sql`
    insert into payments (org_id, order_id, amount, method, status, paid_at, business_day, source,
      external_id)
    select o.org_id, o.id, 1 + o.id % 9000 / 100.0, 'card', 'SUCCEEDED', o.ordered_at, o.business_day,
      'bench', o.id::text
    from orders o
    where o.org_id = ${orgId} and o.status = 'PAID'
    order by o.id`
  await sql`
    insert into refunds (org_id, return_id, amount, method, status, refunded_at, business_day, source,
      external_id)
    select r.org_id, r.id, 1 + r.id % 900 / 100.0, 'card', 'PROCESSED', r.returned_at, r.business_day,
      'bench', r.id::text
    from returns r
    where r.org_id = ${orgId}
    order by r.id`
}

/** Ids that were given out here are not given out again. */
async function leaveNumbers(sql: Sql): Promise<void> {
  for (const table of ['products', 'customers', 'orders', 'returns'])
    await sql`
      select setval(pg_get_serial_sequence(${table}, 'id'), max(id))
      from ${sql(table)}
      having max(id) > 0`
}

async function analyze(sql: postgres.Sql): Promise<void> {
  await sql`
    analyze orders, order_lines, returns, return_lines, payments, refunds, products, customers,
      report.daily_sales, report.daily_sales_by_product, report.daily_sales_by_customer`
}
