/**
 * Adds up an org's records in whole hundredths, line by line, without any of the product's SQL or of
 * its calendar: days and hours are told from the moments alone.
 */
import type { Db } from '#db/sql.ts'

/** Sums by a key of dimensions, in hundredths and whole units. */
export type Sums = Record<string, Record<string, number>>

interface LineRow {
  kind: 'order' | 'return'
  id: string
  status: string
  at: Date
  customer: string
  country: string
  channel: string
  product: string
  quantity: number
  cents: number
  discount: number
  tax: number
  cost: number | null
}

export async function addUp(db: Db, orgId: number, zone: string) {
  const { lines, payments, refunds } = await records(db, orgId)
  const local = clockOf(zone)
  const [days, products, customers]: [Sums, Sums, Sums] = [{}, {}, {}]
  const orders = new Set<string>()
  for (const line of lines) {
    if (line.kind === 'order' && !['PAID', 'FULFILLED'].includes(line.status)) continue
    const sums = sumsOf(line)
    const { day, hour } = local(line.at)
    for (const [table, key] of [
      [days, day],
      [products, `${day} ${line.product}`],
      [customers, `${day} ${hour} ${line.customer} ${line.country} ${line.channel}`],
    ] as const) {
      const row = rowOf(table, key, table === days)
      for (const [name, value] of Object.entries(sums)) row[name]! += value
      const order = `${[days, products, customers].indexOf(table)} ${key} ${line.id}`
      if (sums.gross! <= 0 || orders.has(order)) continue
      orders.add(order)
      row.orders! += 1
    }
  }
  for (const { at, cents } of payments) rowOf(days, local(at).day, true).collected! += cents
  for (const { at, cents } of refunds) rowOf(days, local(at).day, true).refunds! += cents
  return { days, products, customers }
}

function clockOf(zone: string) {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    ...({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' } as const),
    hourCycle: 'h23',
  })
  return (at: Date) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const day = ['year', 'month', 'day'].map((part) => parts.get(part as 'day')).join('-')
    return { day, hour: Number(parts.get('hour')) }
  }
}

function sumsOf(line: LineRow): Record<string, number> {
  const { quantity, cents, cost } = line
  const none = { gross: 0, returns: 0, discounts: 0, tax: 0, sold: 0, returned: 0 }
  const known = cost === null ? 0 : quantity * cost
  const uncosted = cost === null ? quantity : 0
  if (line.kind === 'return')
    return { ...none, returns: cents, returned: quantity, cogs: -known, uncosted, lines: 1 }
  const isSale = quantity > 0 && cents > 0
  return {
    gross: isSale ? quantity * cents - line.discount : 0,
    returns: cents < 0 ? line.discount - quantity * cents : 0,
    discounts: line.discount,
    tax: line.tax,
    sold: quantity,
    returned: 0,
    cogs: known,
    uncosted,
    lines: 1,
  }
}

function rowOf(table: Sums, key: string, isDay: boolean): Record<string, number> {
  table[key] ??= {
    gross: 0,
    returns: 0,
    discounts: 0,
    tax: 0,
    orders: 0,
    sold: 0,
    returned: 0,
    cogs: 0,
    uncosted: 0,
    lines: 0,
    ...(isDay ? { collected: 0, refunds: 0 } : {}),
  }
  return table[key]
}

function records(db: Db, orgId: number) {
  return db.asReader(orgId, async (sql) => ({
    lines: await sql<LineRow[]>`
      select 'order' as kind, o.id, o.status, o.ordered_at as at,
        coalesce(o.customer_id, 0) as customer, coalesce(o.country, '') as country, o.channel,
        coalesce(l.product_id, 0) as product, l.quantity::int as quantity,
        (l.unit_price * 100)::int as cents, (l.discount * 100)::int as discount,
        (l.tax * 100)::int as tax, (l.unit_cost * 100)::int as cost
      from orders o
      join order_lines l on l.org_id = o.org_id and l.order_id = o.id
      union all
      select 'return', r.id, '', r.returned_at,
        coalesce(r.customer_id, 0), coalesce(r.country, ''), r.channel,
        coalesce(l.product_id, 0), l.quantity::int,
        (l.value * 100)::int, 0, 0, (l.unit_cost * 100)::int
      from returns r
      join return_lines l on l.org_id = r.org_id and l.return_id = r.id`,
    payments: await sql<{ at: Date; cents: number }[]>`
      select paid_at as at, (amount * 100)::int as cents
      from payments
      where status = 'SUCCEEDED'`,
    refunds: await sql<{ at: Date; cents: number }[]>`
      select refunded_at as at, (amount * 100)::int as cents
      from refunds
      where status = 'PROCESSED'`,
  }))
}

/** The report tables in the same shape. */
export async function reported(db: Db, orgId: number) {
  return db.asReader(orgId, async (sql) => {
    const measures = sql`
      (gross_sales * 100)::int as gross, (returns * 100)::int as returns,
      (discounts * 100)::int as discounts, (tax * 100)::int as tax, orders,
      units_sold::int as sold, units_returned::int as returned, (cogs * 100)::int as cogs,
      uncosted_units::int as uncosted, lines`
    const days = await sql`
      select day::text as key, ${measures}, (collected * 100)::int as collected,
        (refunds * 100)::int as refunds
      from report.daily_sales`
    const products = await sql`
      select concat_ws(' ', day, product_id) as key, ${measures}
      from report.daily_sales_by_product`
    const customers = await sql`
      select concat_ws(' ', day, hour, customer_id, country, channel) as key, ${measures}
      from report.daily_sales_by_customer`
    return { days: keyed(days), products: keyed(products), customers: keyed(customers) }
  })
}

function keyed(rows: Iterable<Record<string, unknown>>): Sums {
  const sums: Sums = {}
  for (const { key, ...measures } of rows) sums[String(key)] = measures as Record<string, number>
  return sums
}
