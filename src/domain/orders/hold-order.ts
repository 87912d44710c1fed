/** An order in one person's hand: whoever changes it locks it first, and sees it as it then stands. */
import type { Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import { Refusal } from '#kit/refusal.ts'
import { currentOrg, type Org } from '../org.ts'
import { Stale } from '../products/product.ts'
import { readOrder, type WholeOrder } from './order-rows.ts'
import type { SoldOrder } from './post-sale.ts'

export interface Held {
  order: WholeOrder
  org: Org
}

/**
 * Locks the order until the transaction ends; products come after it, never before. Refused when it is
 * not there, or (Stale) when its version is not the one that was read.
 */
export async function holdOrder(
  sql: Sql,
  { orderId, version, org }: { orderId: string; version?: number; org?: Org },
): Promise<Held> {
  if (!/^\d{1,18}$/.test(orderId)) throw new Refusal('There is no such order.')
  const [, order, known] = await together([
    // Sent first, so that what is read is what stands once the lock is held. Rows that only point at
    // the order may be written meanwhile.
    sql`
      select 1
      from orders
      where org_id = current_org() and id = ${orderId}
      for no key update`.execute(),
    readOrder(sql, orderId),
    org ?? currentOrg(sql),
  ])
  if (!order) throw new Refusal('There is no such order.')
  if (version !== undefined && version !== order.version)
    throw new Stale(`Order ${order.number} has been changed meanwhile: look at it again.`)
  return { order, org: known }
}

/** The order as stock and ledger know it. */
export function soldOrder(order: WholeOrder): SoldOrder {
  const { id, number, customerId, orderedAt, businessDay } = order
  return { orderId: id, number, customerId, orderedAt, businessDay }
}

/** The lines that name a product; an imported line may name none. */
export function soldLines({ lines }: Pick<WholeOrder, 'lines'>) {
  return lines.flatMap(({ position, productId, quantity, isCounted }) =>
    productId ? { position, productId, quantity, isCounted } : [],
  )
}
