/** Money that a customer pays for an order, all of it or a part. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { momentOf } from '#kit/business-day.ts'
import { Refusal } from '#kit/refusal.ts'
import { wordsFor } from '#kit/words.ts'
import { record } from '../audit.ts'
import { postEntry } from '../ledger/post-entry.ts'
import { becomeSale, setStatus } from './become-sale.ts'
import { holdOrder } from './hold-order.ts'
import { isSale, type OrderHead } from './order.ts'
import { readOrder } from './order-rows.ts'
import { checkPaid, isSome, paidLines, writePayments } from './take-money.ts'

export interface OrderPaid {
  org?: Org
  orderId: string
  /** All that is not paid yet when not said. */
  amount?: string
  /** Cash when not said. */
  method?: string
  paidAt: Date
  now: Date
  externalId?: string
  source?: string
}

export interface PaidOrder {
  orderId: string
  number: string
  amount: string
  paid: string
  owed: string
}

/**
 * Keeps a payment and posts it (Dr cash, bank or mobile money, Cr receivable) on its business day. An
 * order that is paid in full becomes a sale; a part of one that is not handed over is a deposit.
 * What is all of it to the smallest coin is all of it. The same external id again changes nothing.
 * Refused: more than is unpaid, a cancelled order.
 */
export async function payOrder(sql: Sql, actor: Actor, input: OrderPaid): Promise<PaidOrder> {
  allow(actor, 'orders:write')
  const { orderId, method = 'cash', paidAt, now } = input
  const held = await holdOrder(sql, input)
  const { order, org } = held
  const before = await paymentBefore(sql, input)
  if (before) return paid(sql, orderId, before)
  const { amount, isAll } = await dueOf(sql, input.amount, held)
  checkPaid({ method, amount })
  if (paidAt > now) throw new Refusal('That moment is still to come.')

  const { day } = momentOf(paidAt, org.timezone)
  const payment = [{ method, amount }]
  await writePayments(sql, actor, { ...input, payments: payment, day })
  if (isAll && !isSale(order.status)) await becomeSale(sql, actor, { held, at: paidAt, now })
  await postEntry(sql, actor, {
    ...{ date: day, memo: `Payment for ${order.number}`, source: 'payment', orderId, now },
    lines: paidLines(payment, order.customerId),
  })
  if (isAll && order.status !== 'FULFILLED')
    await setStatus(sql, actor, { held, status: 'PAID', now })
  await record(sql, {
    at: now,
    action: 'order.paid',
    userId: actor.userId,
    subject: `order:${orderId}`,
    detail: { number: order.number, amount, method },
  })
  return paid(sql, orderId, amount)
}

/** What a customer would have to pay, whether or not the order is a sale yet. */
export async function unpaidOf(sql: Sql, order: OrderHead): Promise<string> {
  const { total, paid, returned, refunded } = order
  const [sum] = await sql<[{ unpaid: string }]>`
    select trim_scale(greatest(${total}::numeric - ${paid}::numeric - ${returned}::numeric
      + ${refunded}::numeric, 0))::text as unpaid`
  return sum.unpaid
}

/** What a payment comes to, and whether nothing is unpaid after it. Refused as `payOrder` is. */
export async function dueOf(
  sql: Sql,
  said: string | undefined,
  { order, org }: { order: OrderHead; org: Org },
): Promise<{ amount: string; isAll: boolean; unpaid: string }> {
  const { number, status } = order
  if (status === 'CANCELLED') throw new Refusal(`Order ${number} is cancelled.`)
  const unpaid = await unpaidOf(sql, order)
  if (!isSome(unpaid)) throw new Refusal(`Order ${number} is paid in full.`)
  const amount = said ?? unpaid
  checkPaid({ method: 'cash', amount })
  const { money } = wordsFor(org)
  // Taxes have four decimals and coins have two.
  if (money(amount) === money(unpaid)) return { amount: unpaid, isAll: true, unpaid }
  const [compared] = await sql<[{ isOver: boolean }]>`
    select ${amount}::numeric > ${unpaid}::numeric as "isOver"`
  if (compared.isOver) throw new Refusal(`Only ${money(unpaid)} of order ${number} is unpaid.`)
  return { amount, isAll: false, unpaid }
}

async function paymentBefore(sql: Sql, { source = 'tillie', externalId }: OrderPaid) {
  if (!externalId) return null
  const [known] = await sql<{ amount: string }[]>`
    select trim_scale(amount)::text as amount
    from payments
    where org_id = current_org() and source = ${source} and external_id = ${externalId}`
  return known?.amount ?? null
}

async function paid(sql: Sql, orderId: string, amount: string): Promise<PaidOrder> {
  const { number, paid, owed } = (await readOrder(sql, orderId))!
  return { orderId, number, amount, paid, owed }
}
