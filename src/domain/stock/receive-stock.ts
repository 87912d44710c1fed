/** Goods that were bought come in, at what they cost. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { moveStock } from './move-stock.ts'
import type { Against, MovedAll } from './movement.ts'
import { postMovements } from './post-movements.ts'
import { requireAboveZero, requireNotBelowZero } from './quantity.ts'

/** `opening`: what was in hand when the books began, against opening equity. */
export type PaidFrom = 'credit' | 'cash' | 'bank' | 'opening'

export interface Receipt {
  lines: readonly { productId: string; quantity: string; unitCost: string }[]
  locationId?: string
  supplier?: string
  /** The supplier's paper: "INV 1207". */
  document?: string
  paidFrom: PaidFrom
  receivedAt: Date
  now: Date
  source?: string
  externalId?: string
}

export interface Received extends MovedAll {
  /** Σ quantity × unit cost, each line to the fourth decimal; org currency. */
  total: string
  /** Null when the same receipt had been recorded before, or cost nothing. */
  entryId: string | null
}

const against: Record<PaidFrom, Against> = {
  credit: 'payable',
  cash: 'cash',
  bank: 'bank',
  opening: 'opening_equity',
}

/**
 * Takes goods in at their cost and posts them: debit inventory, credit payable, cash or bank
 * (opening equity for opening stock), on the business day of `receivedAt`. Decimal strings, org
 * currency; cost is before tax. The same `externalId` again changes nothing.
 * Refused: no line, a quantity not above zero, a cost below zero, a locked day, what `moveStock`
 * refuses.
 */
export async function receiveStock(sql: Sql, actor: Actor, receipt: Receipt): Promise<Received> {
  allow(actor, 'inventory:write')
  const { lines, locationId, supplier, document, paidFrom, receivedAt, now } = receipt
  const { source = 'tillie', externalId } = receipt
  if (lines.length === 0) throw new Refusal('Nothing was received: name a product and a quantity.')
  for (const { quantity, unitCost } of lines) {
    requireAboveZero(quantity, 'A quantity received')
    requireNotBelowZero(unitCost, 'A cost')
  }
  const reason = supplier && `from ${supplier}`
  const movements = lines.map((line, at) => ({
    ...{ ...line, locationId, document, reason, source },
    kind: 'purchase' as const,
    movedAt: receivedAt,
    against: against[paidFrom],
    externalId: externalId && `${externalId} ${at + 1}`,
  }))
  const done = await moveStock(sql, actor, { movements, now })
  const entryId = await postMovements(sql, actor, done.moved, {
    memo: supplier ? `Stock from ${supplier}` : words[paidFrom],
    source: 'purchase',
    document,
    externalId: externalId && `receipt ${source} ${externalId}`,
    ifLocked: 'refuse',
    now,
  })
  if (done.moved.some(({ isNew }) => isNew))
    await record(sql, {
      at: now,
      action: 'stock.received',
      userId: actor.userId,
      detail: { movements: done.moved.map(({ movementId }) => movementId), paidFrom, entryId },
    })
  return { ...done, total: await totalOf(sql, lines), entryId }
}

const words: Record<PaidFrom, string> = {
  credit: 'Stock received, to be paid',
  cash: 'Stock received, paid in cash',
  bank: 'Stock received, paid by bank',
  opening: 'Opening stock',
}

async function totalOf(sql: Sql, lines: Receipt['lines']): Promise<string> {
  const [row] = await sql<[{ total: string }]>`
    select sum(round(quantity * cost, 4))::text as total
    from unnest(${lines.map(({ quantity }) => quantity)}::numeric[],
      ${lines.map(({ unitCost }) => unitCost)}::numeric(18,4)[]) as l (quantity, cost)`
  return row.total
}
