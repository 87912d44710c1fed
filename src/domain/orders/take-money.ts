/** Money that comes in for an order, and money that goes back: rows that the reports count by day. */
import type { Fragment, Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import type { Actor } from '#domain/identity.ts'
import type { Day } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import { type AccountRole, type EntryLine, postEntry } from '../ledger/post-entry.ts'

export interface Paid {
  method: string
  amount: string
}

const accounts = new Map<string, AccountRole>([
  ['cash', 'cash'],
  ['mobile_money', 'mobile_money'],
])
const methodForm = /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u
const amountForm = /^\d{1,14}(\.\d{1,4})?$/

/** Cards and whatever else a payment is called come in through the bank. */
export function accountOf(method: string): AccountRole {
  return accounts.get(method) ?? 'bank'
}

/** Refused: a method without a name, an amount that is none or not above zero. */
export function checkPaid({ method, amount }: Paid): void {
  if (!methodForm.test(method)) throw new Refusal('Say how it was paid: cash, bank, card …')
  if (!amountForm.test(amount) || !isSome(amount))
    throw new Refusal('A payment must be an amount above zero, such as 1500.50.')
}

export function isSome(amount: string): boolean {
  return /[1-9]/.test(amount)
}

/** Dr cash, Cr receivable for each payment. */
export function paidLines(payments: readonly Paid[], customerId: string | null): EntryLine[] {
  return payments.flatMap(({ method, amount }) => [
    { account: accountOf(method), debit: amount },
    { account: 'receivable' as const, credit: amount, customerId },
  ])
}

/** Dr receivable, Cr cash. */
export function refundLines({ method, amount }: Paid, customerId: string | null): EntryLine[] {
  return [
    { account: 'receivable', debit: amount, customerId },
    { account: accountOf(method), credit: amount },
  ]
}

interface PaymentRows {
  orderId: string
  payments: readonly Paid[]
  paidAt: Date
  day: Day
  /** When it is written down. */
  now: Date
  source?: string
  externalId?: string
}

/** One row each; returns nothing for those that an external id says were there before. */
export function writePayments(sql: Sql, actor: Actor, rows: PaymentRows) {
  const { orderId, payments, paidAt, day, now, source = 'tillie', externalId = null } = rows
  return sql<{ id: string }[]>`
    insert into payments (org_id, order_id, amount, method, status, paid_at, business_day,
      recorded_by, recorded_at, source, external_id)
    select current_org(), ${orderId}, amount, method, 'SUCCEEDED', ${paidAt}, ${day},
      ${actor.userId}, ${now}::timestamptz, ${source}, coalesce(${externalId}, gen_random_uuid()::text)
    from jsonb_to_recordset(${sql.json(payments as never)}) as p (amount numeric, method text)
    on conflict do nothing
    returning id`
}

interface RefundRow extends Paid {
  returnId?: string
  orderId?: string
  refundedAt: Date
  day: Day
  /** When it is written down. */
  now: Date
}

/** Of a return, or of an order that was cancelled. */
export function writeRefund(sql: Sql, actor: Actor, refund: RefundRow): Fragment {
  const { returnId = null, orderId = null, amount, method, refundedAt, day, now } = refund
  return sql`
    insert into refunds (org_id, return_id, order_id, amount, method, status, refunded_at,
      business_day, recorded_by, recorded_at, source, external_id)
    values (current_org(), ${returnId}, ${orderId}, ${amount}, ${method}, 'PROCESSED',
      ${refundedAt}, ${day}, ${actor.userId}, ${now}, 'tillie', gen_random_uuid()::text)`
}

interface OrderRefund {
  order: { id: string; number: string; customerId: string | null }
  refunds: readonly Paid[]
  now: Date
  /** The business day of `now`. */
  day: Day
}

/** Money of an order goes back now, without goods: its rows, and one entry for all of it. */
export async function refundOrder(
  sql: Sql,
  actor: Actor,
  { order, refunds, now, day }: OrderRefund,
): Promise<void> {
  refunds.forEach(checkPaid)
  const { id: orderId, number, customerId } = order
  await together([
    ...refunds.map((refund) =>
      writeRefund(sql, actor, { ...refund, orderId, refundedAt: now, day, now }),
    ),
    postEntry(sql, actor, {
      ...{ date: day, memo: `Refund for ${number}`, source: 'refund', orderId, now },
      lines: refunds.flatMap((refund) => refundLines(refund, customerId)),
    }),
  ])
}
