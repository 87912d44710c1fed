/** A sale's mark in the stock and in the ledger: goods out at their cost, what is charged and owed. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Day } from '#kit/day.ts'
import { type AccountRole, type EntryLine, postEntry } from '../ledger/post-entry.ts'
import { moveStock } from '../stock/move-stock.ts'
import type { Moved } from '../stock/movement.ts'
import type { Totals } from './price-lines.ts'

/** The order as far as stock and ledger are concerned. */
export interface SoldOrder {
  orderId: string
  number: string
  customerId: string | null
  orderedAt: Date
  businessDay: Day
}

export interface SoldLine {
  position: number
  productId: string
  quantity: string
  isCounted: boolean
}

/** Goods leave before the order's row is written, which takes a number that others wait for. */
type Leaving = Pick<SoldOrder, 'orderId' | 'orderedAt'>

/** Movements of goods that leave at the order's moment. */
export function leaving({ orderId, orderedAt }: Leaving, lines: readonly SoldLine[]) {
  return lines
    .filter(({ isCounted }) => isCounted)
    .map(({ position, productId, quantity }) => ({
      ...{ orderId, position, productId },
      kind: 'sale' as const,
      quantity: `-${quantity}`,
      movedAt: orderedAt,
    }))
}

/** Moves the goods out and tells each line's unit cost, by position; what is not counted costs nothing. */
export async function moveOut(
  sql: Sql,
  actor: Actor,
  { order, lines, now }: { order: Leaving; lines: readonly SoldLine[]; now: Date },
): Promise<{ moved: Moved[]; costs: Map<number, string | null> }> {
  const movements = leaving(order, lines)
  const { moved } = await moveStock(sql, actor, { movements, now })
  return { moved, costs: costsOf(lines, moved) }
}

/** By position, of the lines that move no stock. */
export function uncountedCosts(lines: readonly SoldLine[]): Map<number, string | null> {
  const uncounted = lines.filter(({ isCounted }) => !isCounted)
  return new Map(uncounted.map(({ position }) => [position, '0']))
}

/** `moved` answers to the counted lines, in their order. */
export function costsOf(lines: readonly SoldLine[], moved: readonly Moved[]) {
  const costs = uncountedCosts(lines)
  const counted = lines.filter(({ isCounted }) => isCounted)
  for (const [at, { position }] of counted.entries()) costs.set(position, moved[at]!.unitCost)
  return costs
}

export interface SaleEntry {
  order: SoldOrder
  totals: Pick<Totals, 'total' | 'net' | 'tax'>
  moved: readonly Moved[]
  memo?: string
  ifLocked?: 'refuse' | 'next-open-day'
  /** Lines beside those of the sale. */
  more?: EntryLine[]
  now: Date
}

/** Dr receivable, Cr sales and tax; Dr COGS, Cr inventory. On the order's business day. */
export function postSale(sql: Sql, actor: Actor, entry: SaleEntry) {
  const { order, totals, moved, memo = `Sale ${order.number}`, ifLocked, more = [], now } = entry
  const { orderId, customerId, businessDay } = order
  return postEntry(sql, actor, {
    ...{ date: businessDay, memo, source: 'sale', orderId, ifLocked, now },
    lines: [
      { account: 'receivable', debit: totals.total, customerId },
      { account: 'sales', credit: totals.net },
      { account: 'sales_tax', credit: totals.tax },
      ...costLines(moved, 'cogs'),
      ...more,
    ],
  })
}

/** The same the other way round: the sale as it stood, taken back, with the goods that came back. */
export function postSaleBack(sql: Sql, actor: Actor, entry: SaleEntry) {
  const { total, net, tax } = entry.totals
  const totals = { total: negated(total), net: negated(net), tax: negated(tax) }
  return postSale(sql, actor, { ...entry, totals })
}

/** What movements changed the stock's value by, and where the other half of it stands. */
export function costLines(moved: readonly Moved[], against: AccountRole): EntryLine[] {
  return moved
    .filter(({ isNew }) => isNew)
    .flatMap(({ productId, valueChange }) => [
      { account: against, credit: valueChange, productId },
      { account: 'inventory' as const, debit: valueChange, productId },
    ])
}

/** An entry takes an amount below zero for one of the other side. */
export function negated(amount: string): string {
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`
}
