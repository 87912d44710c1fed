/** Duka: two orders, one return and their money on Tuesday 10 March 2026; one order the week before. */
import type { Sql } from '#db/sql.ts'
import { createOrg, type Org } from '#domain/org.ts'
import { freshen } from '#domain/report-views.ts'
import { openTestDb } from '#test/support/database.ts'

export const tuesday = '2026-03-10'
export const weekBefore = '2026-03-03'
export const asOf = new Date('2026-03-11T04:00:00Z')

export async function openDuka() {
  const { db, close } = await openTestDb()
  const org = await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })
  await db.asOrg(org.id, (sql) => record(sql, org))
  await freshen(db, org.id)
  return { db, org, close }
}

async function record(sql: Sql, { id: org_id }: Org) {
  const keep = async (table: string, row: Record<string, string | number | boolean | null>) => {
    const known = { org_id, ...row }
    const [kept] = await sql<{ id: number }[]>`
      insert into ${sql(table)} ${sql(known)}
      returning ${sql(table.endsWith('_lines') ? 'position' : 'id')} as id`
    return kept!.id
  }
  const from = (external_id: string) => ({ source: 'test', external_id })
  const product = (sku: string, name: string, is_service = false) =>
    keep('products', { sku, name, is_service, ...from(sku) })
  const at = (day: string, hour: number) => ({ business_day: day, hour })
  const order = (number: string, status: string, day: string, hour: number, customer_id = juma) =>
    keep('orders', {
      number,
      status,
      customer_id,
      ordered_at: `${day}T${String(hour - 3).padStart(2, '0')}:30:00Z`,
      ...at(day, hour),
      ...from(number),
    })
  const line = (order_id: number, position: number, sold: [number, string, string], more = {}) => {
    const [product_id, quantity, unit_price] = sold
    return keep('order_lines', { order_id, position, product_id, quantity, unit_price, ...more })
  }
  const paid = (id: string, amount: string, method: string, status = 'SUCCEEDED') =>
    keep('payments', {
      amount,
      method,
      status,
      paid_at: `${tuesday}T09:00:00Z`,
      business_day: tuesday,
      ...from(id),
    })

  const juma = await keep('customers', { code: 'C1', name: 'Juma Otieno', ...from('C1') })
  const tea = await product('T1', 'Kericho tea')
  const coffee = await product('K1', '=Nyeri coffee')
  const postage = await product('POST', 'Postage', true)

  const earlier = await order('A-0', 'PAID', weekBefore, 10)
  await line(earlier, 1, [tea, '5', '100'])
  const first = await order('A-1', 'PAID', tuesday, 9)
  await line(first, 1, [tea, '2', '100'])
  await line(first, 2, [postage, '1', '50'])
  const second = await order('A-2', 'FULFILLED', tuesday, 11)
  await line(second, 1, [coffee, '3', '150.555'], { discount: '1.665', tax: '72' })
  const draft = await order('A-3', 'DRAFT', tuesday, 13)
  await line(draft, 1, [coffee, '9', '111'])

  const back = await keep('returns', {
    number: 'R-1',
    order_id: earlier,
    customer_id: juma,
    kind: 'return',
    returned_at: `${tuesday}T09:10:00Z`,
    ...at(tuesday, 12),
    ...from('R-1'),
  })
  await keep('return_lines', {
    return_id: back,
    position: 1,
    product_id: tea,
    quantity: '1',
    value: '100',
  })
  await paid('P-1', '250', 'Cash')
  await paid('P-2', '450', 'M-Pesa')
  await paid('P-3', '999', 'Cash', 'FAILED')
  await keep('refunds', {
    amount: '100',
    method: 'M-Pesa',
    status: 'PROCESSED',
    ...from('F-1'),
    refunded_at: `${tuesday}T09:20:00Z`,
    business_day: tuesday,
  })
}
