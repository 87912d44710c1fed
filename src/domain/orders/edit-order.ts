/** An order is changed after the fact. What stood before is kept beside what stands now. */
import type { Json, Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { moveStock } from '../stock/move-stock.ts'
import { changedLines, type LineChanges, rewriteLines } from './changed-lines.ts'
import { type Held, holdOrder, soldOrder } from './hold-order.ts'
import { isSale, type Order, type SaleInput } from './order.ts'
import { readOrder, type WholeOrder } from './order-rows.ts'
import { costsOf, leaving, negated, postSale, postSaleBack, uncountedCosts } from './post-sale.ts'
import { comingBack, requireOwn } from './take-back.ts'
import { isSome } from './take-money.ts'

export interface OrderEdit {
  org?: Org
  orderId: string
  /** The version that was read; without it, whatever stands there is changed. */
  version?: number
  /** All lines as they shall be; those not named are taken away. */
  lines?: SaleInput[]
  customerId?: string | null
  note?: string | null
  /** The person has just proved a second factor. */
  withSecondFactor: boolean
  now: Date
}

export interface OrderChange {
  id: string
  before: Json
  after: Json
  changedBy: string | null
  changedAt: Date
  withSecondFactor: boolean
}

const noteLengthMax = 1_000
const changesMax = 200

/**
 * Changes lines, customer or note; version + 1. A line whose product and quantity stay keeps its
 * position, and its price when none is said; every other line is new. Of a sale, goods and entry are
 * undone and done anew at the order's moment, on its day.
 * Refused: no second factor, a version that is gone (Stale), a cancelled order, a sale from a file, a
 * line whose goods came back, another customer once goods came back, a rest that nobody is named to
 * owe, what stock refuses, a locked day.
 */
export async function editOrder(sql: Sql, actor: Actor, edit: OrderEdit): Promise<Order> {
  allow(actor, 'orders:write')
  const { orderId, withSecondFactor, now } = edit
  if (!withSecondFactor) throw new Refusal('An order is only changed with your second factor.')
  if (edit.note && edit.note.length > noteLengthMax)
    throw new Refusal(`A note has at most ${noteLengthMax} characters.`)
  const held = await holdOrder(sql, edit)
  const { order } = held
  if (order.status === 'CANCELLED') throw new Refusal(`Order ${order.number} is cancelled.`)
  const customerId = edit.customerId === undefined ? order.customerId : edit.customerId
  const isMoved = customerId !== order.customerId
  if (isMoved && customerId) await requireCustomer(sql, customerId)
  if (isMoved && isSome(order.returned))
    throw new Refusal(`Goods of order ${order.number} came back already: its customer stays.`)

  const changes = edit.lines ? await changedLines(sql, order, edit.lines) : null
  if (isSale(order.status) && (changes || isMoved))
    await editSale(sql, actor, { held, changes, customerId, now })
  else if (changes) await rewriteLines(sql, orderId, changes, uncountedCosts(changes.added))
  await writeHead(sql, { order, edit, customerId })
  const after = (await readOrder(sql, orderId))!
  if (changes || isMoved) requireDebtor(after)
  await together([
    sql`
      insert into order_changes (org_id, order_id, before, after, changed_by, changed_at,
        with_second_factor)
      values (current_org(), ${orderId}, ${sql.json(kept(order))}, ${sql.json(kept(after))},
        ${actor.userId}, ${now}, ${withSecondFactor})`,
    record(sql, {
      at: now,
      action: 'order.edited',
      userId: actor.userId,
      subject: `order:${orderId}`,
      detail: { number: order.number, total: [order.total, after.total], version: after.version },
    }),
  ])
  return after
}

/** Every change of an order, the newest first. */
export function listOrderChanges(sql: Sql, orderId: string): Promise<OrderChange[]> {
  return sql<OrderChange[]>`
    select id, before, after, changed_by as "changedBy", changed_at as "changedAt",
      with_second_factor as "withSecondFactor"
    from order_changes
    where org_id = current_org() and order_id = ${orderId}
    order by id desc
    limit ${changesMax}`
}

interface SaleEdit {
  held: Held
  changes: LineChanges | null
  customerId: string | null
  now: Date
}

/** Goods back and goods out in one go, so that their products are locked together. */
async function editSale(sql: Sql, actor: Actor, { held, changes, customerId, now }: SaleEdit) {
  const { order } = held
  await requireOwn(sql, order)
  const [before, after] = [soldOrder(order), { ...soldOrder(order), customerId }]
  const back = changes ? await comingBack(sql, order.id, changes.removed) : []
  const out = changes ? leaving(before, changes.added) : []
  const { moved } = await moveStock(sql, actor, { movements: [...back, ...out], now })
  const [cameBack, left] = [moved.slice(0, back.length), moved.slice(back.length)]
  if (changes) await rewriteLines(sql, order.id, changes, costsOf(changes.added, left))

  // What was paid moves along, from who owed it to who owes it now.
  const settled = await settledOf(sql, order)
  const isMoved = customerId !== order.customerId
  const memo = `Sale ${order.number}`
  await postSaleBack(sql, actor, {
    ...{ order: before, totals: order, moved: cameBack, memo: `${memo} as it was`, now },
    more: isMoved
      ? [
          { account: 'receivable', debit: settled, customerId: order.customerId },
          { account: 'receivable', credit: settled, customerId },
        ]
      : [],
  })
  const totals = (await readOrder(sql, order.id))!
  await postSale(sql, actor, { order: after, totals, moved: left, memo: `${memo}, edited`, now })
}

async function settledOf(sql: Sql, { paid, refunded }: WholeOrder): Promise<string> {
  const [sum] = await sql<[{ settled: string }]>`
    select (${paid}::numeric + ${negated(refunded)}::numeric)::text as settled`
  return sum.settled
}

/** A sale that is not paid in full any more is FULFILLED; one that is, is not made PAID by an edit. */
async function writeHead(
  sql: Sql,
  { order, edit, customerId }: { order: WholeOrder; edit: OrderEdit; customerId: string | null },
) {
  const note = edit.note === undefined ? order.note : edit.note
  await sql`
    update orders o
    set customer_id = ${customerId}::bigint, note = ${note}, version = version + 1,
      status = case when status = 'PAID' and (
        select round(sum(quantity * unit_price - discount + tax), 4)
        from order_lines l
        where l.org_id = o.org_id and l.order_id = o.id) > ${order.paid}::numeric
        then 'FULFILLED' else status end
    where o.org_id = current_org() and o.id = ${order.id}`
}

/** Nobody pays what nobody owes. */
function requireDebtor({ number, customerId, owed }: Order) {
  if (!customerId && isSome(owed) && !owed.startsWith('-'))
    throw new Refusal(`Not all of order ${number} would be paid: say which customer owes the rest.`)
}

async function requireCustomer(sql: Sql, id: string) {
  const found = /^\d{1,18}$/.test(id)
    ? await sql`
        select 1
        from customers
        where org_id = current_org() and id = ${id}`
    : []
  if (found.length === 0) throw new Refusal('There is no such customer.')
}

/** What an edit may change, as it is kept. */
function kept({ status, customerId, note, total, lines }: Order): { [key: string]: Json } {
  const each = lines.map(({ position, productId, quantity, unitPrice, discount, tax }) => ({
    ...{ position, productId, quantity, unitPrice, discount, tax },
  }))
  return { status, customerId, note, total, lines: each }
}
