/** An order that is taken and not handed over yet: nothing moves and nothing is posted. */
import type { Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { record } from '../audit.ts'
import type { Order, SaleInput } from './order.ts'
import { readOrder } from './order-rows.ts'
import { uncountedCosts } from './post-sale.ts'
import { priceLines } from './price-lines.ts'
import { checkFacts, drawId, writeHead, writeLines } from './write-order.ts'

export interface NewOrder {
  org: Org
  lines: SaleInput[]
  customerId?: string
  orderedAt: Date
  /** PENDING when not said. */
  status?: 'DRAFT' | 'PENDING'
  channel?: string
  note?: string
  deliveryAddress?: string
  now: Date
  externalId?: string
  source?: string
}

/**
 * Takes an order at today's prices, or those said. The same external id again gives the first one's
 * order. Refused as a sale's prices are; stock is not looked at before the goods leave.
 */
export function createOrder(sql: Sql, actor: Actor, order: NewOrder): Promise<Order> {
  allow(actor, 'orders:write')
  return takeOrder(sql, actor, order)
}

/** The same for a verb that has looked at rights of its own. */
export async function takeOrder(sql: Sql, actor: Actor, order: NewOrder): Promise<Order> {
  const { status = 'PENDING', source = 'tillie', externalId, now } = order
  const before = externalId ? await idOf(sql, source, externalId) : null
  if (before) return (await readOrder(sql, before))!
  checkFacts({ ...order, status })
  const [priced, orderId] = await together([
    priceLines(sql, order.lines),
    drawId(sql, order.customerId),
  ])
  const head = await writeHead(sql, actor, { ...order, orderId, status })
  if (!head) return (await readOrder(sql, (await idOf(sql, source, externalId!))!))!
  const [, , written] = await together([
    // Sent at once: what is read afterwards must see it.
    writeLines(sql, head.orderId, priced.lines, uncountedCosts(priced.lines)).execute(),
    record(sql, {
      at: now,
      action: 'order.taken',
      userId: actor.userId,
      subject: `order:${head.orderId}`,
      detail: { number: head.number, total: priced.total, status },
    }),
    readOrder(sql, head.orderId),
  ])
  return written!
}

async function idOf(sql: Sql, source: string, externalId: string) {
  const [known] = await sql<{ id: string }[]>`
    select id
    from orders
    where org_id = current_org() and source = ${source} and external_id = ${externalId}`
  return known?.id ?? null
}
