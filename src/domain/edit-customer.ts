/** What is written down of a customer is put right. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from './audit.ts'
import {
  type Customer,
  checkDetails,
  type Details,
  refuseSamePhone,
  selectCustomer,
} from './customer-details.ts'
import { type Actor, allow } from './identity.ts'

/**
 * Changes what is given; null takes it away. Refused when there is no such customer, or as adding
 * them would be. Answers what stands there now, and whether that is new.
 */
export async function editCustomer(
  sql: Sql,
  actor: Actor,
  { id, changes, now }: { id: string; changes: Partial<Details>; now: Date },
): Promise<{ customer: Customer; isChanged: boolean }> {
  allow(actor, 'orders:write')
  const [before] = await sql<Customer[]>`
    ${selectCustomer(sql)}
    where c.id = ${id}
    for update`
  if (!before) throw new Refusal('There is no such customer.')
  const { name, phone, email, country } = checkDetails({ ...before, ...changes })
  const after = { ...before, name, phone, email, country }
  const fields = (['name', 'phone', 'email', 'country'] as const).filter(
    (field) => before[field] !== after[field],
  )
  if (fields.length === 0) return { customer: before, isChanged: false }
  if (phone && fields.includes('phone')) await refuseSamePhone(sql, { id, phone })
  await sql`
    update customers
    set ${sql({ name, phone, email, country })}, version = version + 1
    where id = ${id}`
  const subject = `customer:${id}`
  const detail = { fields }
  await record(sql, { at: now, action: 'customer.changed', userId: actor.userId, subject, detail })
  return { customer: after, isChanged: true }
}
