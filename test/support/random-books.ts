/** Random bookkeeping on real tables, and an adding-up of them that shares nothing with the product. */
import fc from 'fast-check'
import type { Db, Sql } from '#db/sql.ts'
import { momentOfLocal } from '#kit/business-day.ts'

export const zone = 'America/New_York'

/** Around both nights on which New York changes its clocks, and around midnight. */
const times = fc
  .tuple(
    fc.constantFrom('2024-03-09', '2024-03-10', '2024-03-11', '2024-11-02', '2024-11-03'),
    fc.constantFrom('00:00:00', '00:59:59', '01:30:00', '02:30:00', '12:00:00', '23:59:59'),
  )
  .map(([day, time]) => momentOfLocal(`${day}T${time}`, zone))
const saleLine = fc.record({
  product: fc.integer({ min: 0, max: 2 }),
  quantity: fc.integer({ min: 0, max: 3 }),
  cents: fc.integer({ min: -300, max: 900 }),
  discount: fc.constantFrom(0, 0, 25, 2000),
  cost: fc.constantFrom(null, 150, 275),
})
const status = fc.constantFrom('DRAFT', 'PENDING', 'PAID', 'PAID', 'FULFILLED', 'CANCELLED')
const nth = fc.nat({ max: 20 })

export const step = fc.oneof(
  fc.record({
    do: fc.constant('order' as const),
    moment: times,
    status,
    customer: fc.nat({ max: 2 }),
    country: fc.constantFrom(null, 'Kenya'),
    lines: fc.array(saleLine, { maxLength: 4 }),
  }),
  fc.record({ do: fc.constant('line' as const), nth, line: saleLine }),
  fc.record({ do: fc.constant('status' as const), nth, status }),
  fc.record({ do: fc.constant('move' as const), nth, moment: times }),
  fc.record({ do: fc.constant('drop' as const), nth, what: fc.constantFrom('order', 'line') }),
  fc.record({ do: fc.constant('edit' as const), nth, quantity: fc.nat({ max: 5 }) }),
  fc.record({ do: fc.constant('return' as const), moment: times, line: saleLine }),
  fc.record({
    do: fc.constant('pay' as const),
    moment: times,
    cents: fc.nat({ max: 999 }),
    ok: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('refund' as const),
    moment: times,
    cents: fc.nat({ max: 999 }),
    ok: fc.boolean(),
  }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const) }) },
)
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

let made = 0

/** Does one step as the service would; what the service may not do (delete), the owner does. */
export async function take(db: Db, orgId: number, step: Step): Promise<void> {
  made += 1
  const id = `${made}`
  if (step.do === 'read') return
  if (step.do === 'drop' || step.do === 'edit') return asOwner(db, orgId, step)
  await db.asOrg(orgId, async (sql) => {
    if (step.do === 'order') return addOrder(sql, id, step)
    if (step.do === 'return') return addReturn(sql, id, step)
    if (step.do === 'pay')
      return sql`
        insert into payments (org_id, amount, method, status, paid_at, business_day, source, external_id)
        values (current_org(), ${step.cents + 1}::numeric / 100, 'cash',
          ${step.ok ? 'SUCCEEDED' : 'FAILED'}, ${step.moment.at}, ${step.moment.day}, 't', ${id})`
    if (step.do === 'refund')
      return sql`
        insert into refunds (org_id, amount, method, status, refunded_at, business_day, source, external_id)
        values (current_org(), ${step.cents + 1}::numeric / 100, 'cash',
          ${step.ok ? 'PROCESSED' : 'PENDING'}, ${step.moment.at}, ${step.moment.day}, 't', ${id})`
    const order = await nthOrder(sql, step.nth)
    if (!order) return
    if (step.do === 'line') return addLine(sql, order, 100 + made, step.line)
    if (step.do === 'status')
      return sql`update orders set status = ${step.status} where id = ${order}`
    const { at, day, hour } = step.moment
    return sql`
      update orders
      set ordered_at = ${at}, business_day = ${day}, hour = ${hour}
      where id = ${order}`
  })
}

async function nthOrder(sql: Sql, nth: number): Promise<string | null> {
  const ids = await sql<{ id: string }[]>`select id from orders order by id`
  return ids.length > 0 ? ids[nth % ids.length]!.id : null
}

/** What the service may not do: remove records, and rewrite lines. */
async function asOwner(db: Db, orgId: number, step: StepOf<'drop' | 'edit'>): Promise<void> {
  const order = await db.asOrg(orgId, (sql) => nthOrder(sql, step.nth))
  if (!order) return
  await db.asOwner(async (sql) => {
    const its = sql`org_id = ${orgId} and order_id = ${order}`
    if (step.do === 'edit')
      await sql`update order_lines set quantity = ${step.quantity} where ${its}`
    else await sql`delete from order_lines where ${its}`
    if (step.do === 'drop' && step.what === 'order')
      await sql`delete from orders where org_id = ${orgId} and id = ${order}`
  })
}

type StepOf<Do> = Extract<Step, { do: Do }>

async function addOrder(sql: Sql, id: string, order: StepOf<'order'>): Promise<void> {
  const { at, day, hour } = order.moment
  const customer = order.customer ? await customerId(sql, order.customer) : null
  const [row] = await sql<{ id: string }[]>`
    insert into orders (org_id, number, customer_id, status, ordered_at, business_day, hour,
      country, source, external_id)
    values (current_org(), ${id}, ${customer}, ${order.status}, ${at}, ${day}, ${hour},
      ${order.country}, 't', ${id})
    returning id`
  for (const [index, line] of order.lines.entries()) await addLine(sql, row!.id, index + 1, line)
}

async function addLine(sql: Sql, order: string, position: number, line: StepOf<'line'>['line']) {
  await sql`
    insert into order_lines (org_id, order_id, position, product_id, quantity, unit_price,
      discount, tax, unit_cost)
    values (current_org(), ${order}, ${position}, ${await productId(sql, line.product)},
      ${line.quantity}, ${line.cents}::numeric / 100, ${line.discount}::numeric / 100, 0.07,
      ${line.cost}::numeric / 100)`
}

async function addReturn(sql: Sql, id: string, { moment, line }: StepOf<'return'>): Promise<void> {
  const { at, day, hour } = moment
  const [row] = await sql<{ id: string }[]>`
    insert into returns (org_id, number, kind, returned_at, business_day, hour, source, external_id)
    values (current_org(), ${id}, 'return', ${at}, ${day}, ${hour}, 't', ${id})
    returning id`
  await sql`
    insert into return_lines (org_id, return_id, position, product_id, quantity, value, unit_cost)
    values (current_org(), ${row!.id}, 1, ${await productId(sql, line.product)},
      ${line.quantity}, ${line.cents}::numeric / 100, ${line.cost}::numeric / 100)`
}

async function customerId(sql: Sql, code: number): Promise<string> {
  await sql`
    insert into customers (org_id, code, name, source, external_id, created_at)
    values (current_org(), ${code}, ${code}, 't', ${code}, now())
    on conflict do nothing`
  const [row] = await sql<
    { id: string }[]
  >`select id from customers where external_id = ${`${code}`}`
  return row!.id
}

async function productId(sql: Sql, code: number): Promise<string | null> {
  if (code === 0) return null
  await sql`
    insert into products (org_id, sku, name, source, external_id, created_at)
    values (current_org(), ${code}, ${code}, 't', ${code}, now())
    on conflict do nothing`
  const [row] = await sql<
    { id: string }[]
  >`select id from products where external_id = ${`${code}`}`
  return row!.id
}
