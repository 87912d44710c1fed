/** Goods come back: never more than were sold, restocked or written off, refunded or credited. */
import type { Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { type Moment, momentOf } from '#kit/business-day.ts'
import { Refusal } from '#kit/refusal.ts'
import { wordsFor } from '#kit/words.ts'
import { record } from '../audit.ts'
import { type Held, holdOrder } from './hold-order.ts'
import { isSale } from './order.ts'
import { readOrder, type WholeOrder } from './order-rows.ts'
import { moveIn, postReturn, writeReturnLines } from './post-return.ts'
import { type ReturnedGoods, returnedGoods } from './returned-goods.ts'
import { checkPaid, isSome, writeRefund } from './take-money.ts'
import { nextPaper } from './take-paper.ts'

export interface SaleReturn {
  org: Org
  orderId: string
  lines: { position: number; quantity: string; restock: boolean }[]
  settlement: 'refund' | 'credit'
  /** How the money goes back; cash when not said. */
  method?: string
  reason?: string
  /** `now` when not said. */
  returnedAt?: Date
  now: Date
  externalId?: string
  source?: string
}

export interface ReturnedSale {
  returnId: string
  number: string
  /** Before tax: what counts as returns in every report. */
  value: string
  tax: string
  refunded: string
  /** Of the order, after it; below zero when the shop owes the customer. */
  owed: string
}

const reasonLengthMax = 500

export interface ReturnPreview extends ReturnedGoods {
  /** What a refund may come to. */
  refundable: string
  /** Of the order, after goods that are credited; below zero when the shop owes the customer. */
  owedAfter: string
}

/** What a return would come to; keeps nothing. Refused as the return is. */
export async function previewReturn(
  sql: Sql,
  order: WholeOrder,
  { lines, settlement }: Pick<SaleReturn, 'lines' | 'settlement'>,
): Promise<ReturnPreview> {
  requireSale(order)
  requireCreditor(order, settlement)
  const goods = await returnedGoods(sql, order, lines)
  const [sums] = await sql<[{ refundable: string; owedAfter: string }]>`
    select trim_scale(${order.paid}::numeric - ${order.refunded}::numeric)::text as refundable,
      trim_scale(${order.owed}::numeric - ${goods.total}::numeric)::text as "owedAfter"`
  return { ...goods, ...sums }
}

/**
 * Takes goods of an order back, at what they were sold for. They come in at the average cost of that
 * moment; what is not restocked is written off at once. On the business day of `returnedAt`.
 * The same external id again changes nothing. Refused: more than was sold and not returned yet, an order
 * that is no sale, a refund above what was paid, a credit that nobody is named to have, a moment to come or before the sale, a locked day.
 */
export async function returnSale(sql: Sql, actor: Actor, input: SaleReturn): Promise<ReturnedSale> {
  allow(actor, 'orders:write')
  const { returnedAt = input.now, now, method = 'cash', reason } = input
  if (reason && reason.length > reasonLengthMax)
    throw new Refusal(`A reason has at most ${reasonLengthMax} characters.`)
  const held = await holdOrder(sql, { orderId: input.orderId, org: input.org })
  const known = await returnedBefore(sql, input)
  if (known) return summed(sql, held.order.id, known)
  requireReturnable(held, returnedAt, now)
  requireCreditor(held.order, input.settlement)
  const goods = await returnedGoods(sql, held.order, input.lines)
  const refund =
    input.settlement === 'refund' && isSome(goods.total) ? { method, amount: goods.total } : null
  if (refund) await requirePaid(sql, held, refund)

  const moment = momentOf(returnedAt, input.org.timezone)
  const written = await writeHead(sql, actor, { input, held, moment })
  const returned = { ...written, customerId: held.order.customerId, moment }
  const moved = await moveIn(sql, actor, { returned, goods, now })
  await together([
    writeReturnLines(sql, returned.returnId, goods.lines, moved.costs),
    refund &&
      writeRefund(sql, actor, {
        ...refund,
        ...{ returnId: returned.returnId, refundedAt: returnedAt, day: moment.day, now },
      }),
    postReturn(sql, actor, { returned, goods, moved, refund, now }),
    record(sql, {
      at: now,
      action: 'sale.returned',
      userId: actor.userId,
      subject: `return:${returned.returnId}`,
      detail: { number: returned.number, order: held.order.number, total: goods.total },
    }),
  ])
  return summed(sql, held.order.id, { ...returned, ...goods, refunded: refund?.amount ?? '0' })
}

function requireReturnable({ order }: Held, returnedAt: Date, now: Date) {
  requireSale(order)
  if (returnedAt > now) throw new Refusal('That moment is still to come.')
  if (returnedAt < order.orderedAt)
    throw new Refusal(`Order ${order.number} was not sold yet at that moment.`)
}

function requireSale({ status, number }: WholeOrder) {
  if (!isSale(status))
    throw new Refusal(`Order ${number} is no sale (${status}): nothing can come back.`)
}

/** A sale with no customer is paid in full: a credit on it would be nobody's. */
function requireCreditor({ number, customerId }: WholeOrder, settlement: SaleReturn['settlement']) {
  if (settlement === 'credit' && !customerId)
    throw new Refusal(
      `Order ${number} names no customer who could have a credit: refund the goods.`,
    )
}

async function requirePaid(
  sql: Sql,
  { order, org }: Held,
  refund: { method: string; amount: string },
) {
  checkPaid(refund)
  const [left] = await sql<[{ amount: string; isLess: boolean }]>`
    select trim_scale(${order.paid}::numeric - ${order.refunded}::numeric)::text as amount,
      ${order.paid}::numeric - ${order.refunded}::numeric < ${refund.amount}::numeric as "isLess"`
  if (!left.isLess) return
  const sum = wordsFor(org).money(left.amount)
  throw new Refusal(`Only ${sum} was paid for order ${order.number}: credit the goods instead.`)
}

interface Known {
  returnId: string
  number: string
  value: string
  tax: string
  refunded: string
}

async function returnedBefore(sql: Sql, { source = 'tillie', externalId }: SaleReturn) {
  if (!externalId) return null
  const [known] = await sql<Known[]>`
    select r.id as "returnId", r.number, trim_scale(sum(l.value))::text as value,
      trim_scale(sum(l.tax))::text as tax, trim_scale(coalesce((
        select sum(amount)
        from refunds
        where org_id = r.org_id and return_id = r.id), 0))::text as refunded
    from returns r
    join return_lines l on l.org_id = r.org_id and l.return_id = r.id
    where r.org_id = current_org() and r.source = ${source} and r.external_id = ${externalId}
    group by r.org_id, r.id, r.number`
  return known ?? null
}

async function summed(sql: Sql, orderId: string, known: Known): Promise<ReturnedSale> {
  const { returnId, number, value, tax, refunded } = known
  const { owed } = (await readOrder(sql, orderId))!
  return { returnId, number, value, tax, refunded, owed }
}

interface Head {
  input: SaleReturn
  held: Held
  moment: Moment
}

async function writeHead(sql: Sql, actor: Actor, { input, held: { order }, moment }: Head) {
  const { settlement, reason = null, now, source = 'tillie', externalId = null } = input
  const [head] = await sql<{ returnId: string; number: string }[]>`
    with paper as (${nextPaper(sql, 'return')})
    insert into returns (org_id, number, order_id, customer_id, kind, returned_at, business_day,
      hour, channel, country, recorded_by, reason, settlement, source, external_id, created_at)
    select o.org_id, paper.number, o.id, o.customer_id, 'return', ${moment.at}, ${moment.day},
      ${moment.hour}, o.channel, o.country, ${actor.userId}, ${reason}, ${settlement}, ${source},
      coalesce(${externalId}, gen_random_uuid()::text), ${now}
    from paper
    join orders o on o.org_id = current_org() and o.id = ${order.id}
    returning id as "returnId", number`
  return head!
}
