/** A return's mark in the stock and in the ledger. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Moment } from '#kit/business-day.ts'
import { postEntry } from '../ledger/post-entry.ts'
import { moveStock } from '../stock/move-stock.ts'
import type { Moved } from '../stock/movement.ts'
import { costLines } from './post-sale.ts'
import type { ReturnedGoods, ReturnedLine } from './returned-goods.ts'
import { type Paid, refundLines } from './take-money.ts'

export interface Returned {
  returnId: string
  number: string
  customerId: string | null
  moment: Moment
}

export interface MovedIn {
  cameIn: Moved[]
  writtenOff: Moved[]
  /** Unit cost by position; what is not counted costs nothing. */
  costs: Map<number, string | null>
}

/** All of it comes in at the average of the moment; what is not restocked goes out again at the same. */
export async function moveIn(
  sql: Sql,
  actor: Actor,
  { returned, goods, now }: { returned: Returned; goods: ReturnedGoods; now: Date },
): Promise<MovedIn> {
  const { returnId, moment } = returned
  const counted = goods.lines.filter(({ isCounted }) => isCounted)
  const spoilt = counted.filter(({ restock }) => !restock)
  const common = { returnId, movedAt: moment.at }
  const { moved } = await moveStock(sql, actor, {
    movements: [
      ...counted.map(({ position, productId, quantity }) => ({
        ...{ ...common, position, productId: productId!, quantity },
        kind: 'return' as const,
      })),
      ...spoilt.map(({ productId, quantity }) => ({
        ...{ ...common, productId: productId!, quantity: `-${quantity}` },
        kind: 'write-off' as const,
        against: 'stock_write_off' as const,
        reason: 'came back, not to be sold again',
      })),
    ],
    now,
  })
  const costs = new Map<number, string | null>(goods.lines.map(({ position }) => [position, '0']))
  for (const [at, { position }] of counted.entries()) costs.set(position, moved[at]!.unitCost)
  return { cameIn: moved.slice(0, counted.length), writtenOff: moved.slice(counted.length), costs }
}

export function writeReturnLines(
  sql: Sql,
  returnId: string,
  lines: readonly ReturnedLine[],
  costs: ReadonlyMap<number, string | null>,
): Fragment {
  const rows = lines.map((line) => ({ ...line, unitCost: costs.get(line.position) ?? null }))
  return sql`
    insert into return_lines (org_id, return_id, position, product_id, quantity, value, tax,
      unit_cost, order_position, is_restocked)
    select current_org(), ${returnId}, position, "productId", trim_scale(quantity), value, tax,
      "unitCost", "orderPosition", restock
    from jsonb_to_recordset(${sql.json(rows as never)}) as l (position integer, "productId" bigint,
      quantity numeric, value numeric, tax numeric, "unitCost" numeric, "orderPosition" integer,
      restock boolean)`
}

interface Posting {
  returned: Returned
  goods: ReturnedGoods
  moved: MovedIn
  refund: Paid | null
  now: Date
}

/**
 * Dr sales returns and tax, Cr receivable; Dr inventory, Cr COGS, and what is written off Dr write-offs,
 * Cr inventory. A refund is an entry of its own: Dr receivable, Cr cash.
 */
export async function postReturn(
  sql: Sql,
  actor: Actor,
  { returned, goods, moved, refund, now }: Posting,
): Promise<void> {
  const { returnId, number, customerId, moment } = returned
  const entry = { date: moment.day, returnId, now }
  await postEntry(sql, actor, {
    ...entry,
    memo: `Return ${number}`,
    source: 'return',
    lines: [
      { account: 'sales_returns', debit: goods.value },
      { account: 'sales_tax', debit: goods.tax },
      { account: 'receivable', credit: goods.total, customerId },
      ...costLines(moved.cameIn, 'cogs'),
      ...costLines(moved.writtenOff, 'stock_write_off'),
    ],
  })
  if (!refund) return
  await postEntry(sql, actor, {
    ...entry,
    memo: `Refund for ${number}`,
    source: 'refund',
    lines: refundLines(refund, customerId),
  })
}
