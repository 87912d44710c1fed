/** Random bookkeeping on real tables, and an adding-up of them that shares nothing with the product. */
import fc from 'fast-check'
import type { Db, Sql } from '#db/sql.ts'
import { Parties } from '#domain/sales/parties.ts'
import { recordLines } from '#domain/sales/record-lines.ts'
import type { SaleDocument, SaleLine } from '#domain/sales/sale-line.ts'
import { momentOf, momentOfLocal } from '#kit/business-day.ts'

/** Four places and their telling days: both nights on which clocks change, or a month's end. */
export const places = {
  'Africa/Nairobi': ['2024-02-28', '2024-02-29', '2024-03-01'],
  'America/New_York': ['2024-03-09', '2024-03-10', '2024-03-11', '2024-11-02', '2024-11-03'],
  'Asia/Kolkata': ['2023-12-31', '2024-01-01', '2024-01-02'],
  'Pacific/Auckland': ['2024-04-06', '2024-04-07', '2024-04-08', '2024-09-28', '2024-09-29'],
}
export type Zone = keyof typeof places
export const zones = Object.keys(places) as Zone[]

/** Around midnight to the millisecond, and within the hours that clocks skip or repeat. */
function times(zone: Zone) {
  const days = fc.constantFrom(...places[zone])
  const local = fc
    .tuple(days, fc.constantFrom('00:59:59', '01:30:00', '02:30:00', '03:00:00', '12:00:00'))
    .map(([day, time]) => momentOfLocal(`${day}T${time}`, zone))
  const edges = fc
    .tuple(days, fc.constantFrom(-1, 0, 1, 86_399_999, 86_400_000))
    .map(([day, ms]) => {
      const midnight = momentOfLocal(`${day}T00:00:00`, zone).at.getTime()
      return momentOf(new Date(midnight + ms), zone)
    })
  return fc.oneof(local, edges)
}
const saleLine = fc.record({
  product: fc.integer({ min: 0, max: 2 }),
  quantity: fc.integer({ min: 0, max: 3 }),
  cents: fc.integer({ min: -300, max: 900 }),
  discount: fc.constantFrom(0, 0, 25, 2000),
  cost: fc.constantFrom(null, 150, 275),
})
const status = fc.constantFrom('DRAFT', 'PENDING', 'PAID', 'PAID', 'FULFILLED', 'CANCELLED')
const nth = fc.nat({ max: 20 })

export function stepIn(zone: Zone) {
  const moment = times(zone)
  return fc.oneof(
    fc.record({
      do: fc.constant('order' as const),
      moment,
      status,
      customer: fc.nat({ max: 2 }),
      country: fc.constantFrom(null, 'Kenya'),
      isPaid: fc.boolean(),
      lines: fc.array(saleLine, { maxLength: 4 }),
    }),
    fc.record({ do: fc.constant('line' as const), nth, line: saleLine }),
    fc.record({ do: fc.constant('status' as const), nth, status }),
    fc.record({ do: fc.constant('move' as const), nth, moment }),
    fc.record({ do: fc.constant('drop' as const), nth, what: fc.constantFrom('order', 'line') }),
    fc.record({ do: fc.constant('edit' as const), nth, quantity: fc.nat({ max: 5 }) }),
    fc.record({ do: fc.constant('return' as const), moment, line: saleLine, isPaid: fc.boolean() }),
    fc.record({
      do: fc.constant('pay' as const),
      moment,
      cents: fc.nat({ max: 999 }),
      ok: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('refund' as const),
      moment,
      cents: fc.nat({ max: 999 }),
      ok: fc.boolean(),
    }),
    { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const) }) },
  )
}
export type Step = ReturnType<typeof stepIn> extends fc.Arbitrary<infer T> ? T : never

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
    if (step.do === 'line') return addLine(sql, order, 100 + Number(id), step.line)
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
    if (step.do !== 'drop' || step.what !== 'order') return
    await sql`delete from payments where ${its}`
    await sql`delete from orders where org_id = ${orgId} and id = ${order}`
  })
}

type StepOf<Do> = Extract<Step, { do: Do }>

/** As an import records it. */
function addOrder(sql: Sql, id: string, order: StepOf<'order'>) {
  const document = documentOf(id, { ...order, kind: 'order' })
  const lines = order.lines.map((line, at) => saleLineOf(document, at + 1, line))
  return record(sql, lines)
}

function addReturn(sql: Sql, id: string, { moment, line, isPaid }: StepOf<'return'>) {
  const kind = { kind: 'return', status: 'PAID', customer: 0, country: null } as const
  const document = documentOf(id, { ...kind, moment, isPaid })
  return record(sql, [{ ...saleLineOf(document, 1, line), quantity: `${-line.quantity}` }])
}

async function record(sql: Sql, lines: SaleLine[]) {
  const parties = new Parties()
  await recordLines(sql, lines, { parties, dryRun: false, now: new Date('2024-12-01') })
}

type Head = Pick<StepOf<'order'>, 'moment' | 'status' | 'customer' | 'country' | 'isPaid'>

function documentOf(id: string, head: Head & Pick<SaleDocument, 'kind'>): SaleDocument {
  const { kind, moment, status, customer, country, isPaid } = head
  return {
    ...{ number: id, id, kind, moment, status, country, channel: 'shop' },
    customer: customer ? { code: `${customer}`, name: `Customer ${customer}` } : null,
    paymentMethod: isPaid ? 'cash' : null,
  }
}

function saleLineOf(
  document: SaleDocument,
  position: number,
  { product, quantity, cents, discount, cost }: StepOf<'line'>['line'],
): SaleLine {
  const money = (hundredths: number) => (hundredths / 100).toFixed(2)
  return {
    row: position,
    position,
    document,
    product: product ? { code: `${product}`, name: null, category: null } : null,
    description: null,
    quantity: `${quantity}`,
    unitPrice: money(cents),
    amount: null,
    discount: money(discount),
    tax: '0.07',
    unitCost: cost === null ? null : money(cost),
  }
}

async function addLine(sql: Sql, order: string, position: number, line: StepOf<'line'>['line']) {
  await sql`
    insert into order_lines (org_id, order_id, position, product_id, quantity, unit_price,
      discount, tax, unit_cost)
    values (current_org(), ${order}, ${position}, ${await productId(sql, line.product)},
      ${line.quantity}, ${line.cents}::numeric / 100, ${line.discount}::numeric / 100, 0.07,
      ${line.cost}::numeric / 100)`
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
