/** An order becomes a sale: its goods leave and it is charged, from that moment on. */
import type { Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import type { Actor } from '#domain/identity.ts'
import { momentOf } from '#kit/business-day.ts'
import { Refusal } from '#kit/refusal.ts'
import { type Held, soldLines, soldOrder } from './hold-order.ts'
import type { OrderStatus } from './order.ts'
import { moveOut, postSale } from './post-sale.ts'

/**
 * What was ordered last week and leaves today is sold today: the order's moment becomes that of the
 * sale, so that stock, ledger and reports tell of one day. When it was taken stays in `created_at`.
 * Refused as a sale is: not enough in stock, a locked day, a moment to come.
 */
export async function becomeSale(
  sql: Sql,
  actor: Actor,
  { held, at, now }: { held: Held; at: Date; now: Date },
): Promise<void> {
  const { order, org } = held
  if (order.lines.length === 0) throw new Refusal(`Order ${order.number} has no lines.`)
  const { day, hour } = momentOf(at, org.timezone)
  await sql`
    update orders
    set ordered_at = ${at}, business_day = ${day}, hour = ${hour}
    where org_id = current_org() and id = ${order.id}`
  const sold = { ...soldOrder(order), orderedAt: at, businessDay: day }
  const { moved } = await moveOut(sql, actor, { order: sold, lines: soldLines(order), now })
  await postSale(sql, actor, { order: sold, totals: order, moved, now })
}

/** The change is kept with what stood before. */
export async function setStatus(
  sql: Sql,
  actor: Actor,
  { held, status, reason, now }: { held: Held; status: OrderStatus; reason?: string; now: Date },
): Promise<void> {
  const { order } = held
  const after = { status, ...(reason && { reason }) }
  await together([
    sql`
      update orders
      set status = ${status}, version = version + 1
      where org_id = current_org() and id = ${order.id}`,
    sql`
      insert into order_changes (org_id, order_id, before, after, changed_by, changed_at)
      values (current_org(), ${order.id}, ${sql.json({ status: order.status })},
        ${sql.json(after)}, ${actor.userId}, ${now})`,
    // Whoever asked for it is to be told.
    sql`
      update order_requests
      set has_news = true
      where org_id = current_org() and order_id = ${order.id}`,
  ])
}
