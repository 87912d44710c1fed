/** Credit of an order is paid out: more was paid than its goods, as they now are, come to. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { momentOf } from '#kit/business-day.ts'
import { Refusal } from '#kit/refusal.ts'
import { wordsFor } from '#kit/words.ts'
import { record } from '../audit.ts'
import { holdOrder } from './hold-order.ts'
import { isSale, type OrderHead } from './order.ts'
import { readOrder } from './order-rows.ts'
import { checkPaid, refundOrder } from './take-money.ts'

export interface CreditRefund {
  org?: Org
  orderId: string
  /** All of it when not said. */
  amount?: string
  /** Cash when not said. */
  method?: string
  now: Date
}

export interface RefundedCredit {
  orderId: string
  number: string
  amount: string
  owed: string
}

/**
 * Keeps a refund of today and posts it (Dr receivable, Cr cash, bank or mobile money). Decimal strings,
 * org currency. Refused: an order without credit, more than its credit.
 */
export async function refundCredit(
  sql: Sql,
  actor: Actor,
  input: CreditRefund,
): Promise<RefundedCredit> {
  allow(actor, 'orders:write')
  const { orderId, method = 'cash', now } = input
  const { order, org } = await holdOrder(sql, input)
  const amount = await creditToPay(sql, input.amount, { order, org })
  const { day } = momentOf(now, org.timezone)
  await refundOrder(sql, actor, { order, refunds: [{ method, amount }], now, day })
  await record(sql, {
    at: now,
    action: 'order.refunded',
    userId: actor.userId,
    subject: `order:${orderId}`,
    detail: { number: order.number, amount, method },
  })
  const { number, owed } = (await readOrder(sql, orderId))!
  return { orderId, number, amount, owed }
}

/** What would be paid out. Refused as `refundCredit` is. */
export async function creditToPay(
  sql: Sql,
  said: string | undefined,
  { order, org }: { order: OrderHead; org: Org },
): Promise<string> {
  const { number, status, owed } = order
  // A deposit on what is not handed over goes back when the order is cancelled.
  if (!isSale(status) || !owed.startsWith('-'))
    throw new Refusal(`Nothing of order ${number} is to be paid back.`)
  const credit = owed.slice(1)
  const { money } = wordsFor(org)
  const amount = said ?? credit
  checkPaid({ method: 'cash', amount })
  if (money(amount) === money(credit)) return credit
  const [compared] = await sql<[{ isOver: boolean }]>`
    select ${amount}::numeric > ${credit}::numeric as "isOver"`
  if (compared.isOver)
    throw new Refusal(`Only ${money(credit)} of order ${number} is to be paid back.`)
  return amount
}
