/** Writes an order down: its head with a number, its lines, the money that came with it. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { momentOf } from '#kit/business-day.ts'
import { Refusal } from '#kit/refusal.ts'
import type { OrderStatus } from './order.ts'
import type { PricedLine } from './price-lines.ts'
import { nextPaper } from './take-paper.ts'

/** A clock beside ours may be ahead by this much. */
const aheadMaxMs = 5 * 60_000
const textLengthMax = 1_000

export interface OrderFacts {
  org: Org
  status: OrderStatus
  customerId?: string
  orderedAt: Date
  channel?: string
  note?: string
  deliveryAddress?: string
  now: Date
  source?: string
  externalId?: string
}

export interface WrittenHead {
  orderId: string
  number: string
  customerId: string | null
  orderedAt: Date
  businessDay: string
}

/** Refused: a moment to come, a text that is too long. */
export function checkFacts({ orderedAt, note, deliveryAddress, now }: OrderFacts): void {
  if (orderedAt.getTime() > now.getTime() + aheadMaxMs)
    throw new Refusal('That moment is still to come: a sale is recorded when it was made.')
  for (const text of [note, deliveryAddress])
    if (text && text.length > textLengthMax)
      throw new Refusal(`A note has at most ${textLengthMax} characters.`)
}

/** Draws the id of an order whose row is written later. Refused: a customer who is not there. */
export async function drawId(sql: Sql, customerId?: string): Promise<string> {
  if (customerId && !/^\d{1,18}$/.test(customerId)) throw new Refusal('There is no such customer.')
  const [drawn] = await sql<[{ id: string; isKnown: boolean }]>`
    select nextval('orders_id_seq')::text as id, ${customerId ?? null}::bigint is null or exists (
      select from customers
      where org_id = current_org() and id = ${customerId ?? null}::bigint) as "isKnown"`
  if (!drawn.isKnown) throw new Refusal('There is no such customer.')
  return drawn.id
}

/** The head under the next number; null when one with the same source and external id is there. */
export async function writeHead(
  sql: Sql,
  actor: Actor,
  facts: OrderFacts & { orderId: string },
): Promise<WrittenHead | null> {
  const { org, orderId, status, customerId = null, orderedAt, channel = 'shop', now } = facts
  const { note = null, deliveryAddress = null, source = 'tillie', externalId = null } = facts
  const { day, hour } = momentOf(orderedAt, org.timezone)
  const known = sql`
    exists (
      select from orders
      where org_id = current_org() and source = ${source} and external_id = ${externalId})`
  const [head] = await sql<WrittenHead[]>`
    with paper as (${nextPaper(sql, 'order', known)})
    insert into orders (org_id, id, number, customer_id, status, ordered_at, business_day, hour,
      channel, country, recorded_by, note, delivery_address, source, external_id, created_at)
    overriding system value
    select current_org(), ${orderId}, paper.number, c.id, ${status}, ${orderedAt}, ${day}, ${hour},
      ${channel}, c.country, ${actor.userId}, ${note}, ${deliveryAddress}, ${source},
      coalesce(${externalId}, gen_random_uuid()::text), ${now}
    from paper
    left join customers c on c.org_id = current_org() and c.id = ${customerId}
    on conflict do nothing
    returning id as "orderId", number, customer_id as "customerId", ordered_at as "orderedAt",
      business_day::text as "businessDay"`
  return head ?? null
}

/** `costs` by position; null where they are not known, as those of an order that is no sale yet. */
export function writeLines(
  sql: Sql,
  orderId: string,
  lines: readonly PricedLine[],
  costs: ReadonlyMap<number, string | null> = new Map(),
): Fragment {
  const rows = lines.map((line) => ({ ...line, unitCost: costs.get(line.position) ?? null }))
  return sql`
    insert into order_lines (org_id, order_id, position, product_id, quantity, unit_price,
      discount, tax, unit_cost)
    select current_org(), ${orderId}, position, "productId", quantity, "unitPrice",
      discount, tax, "unitCost"
    from jsonb_to_recordset(${sql.json(rows as never)}) as l (position integer, "productId" bigint,
      quantity numeric, "unitPrice" numeric, discount numeric, tax numeric, "unitCost" numeric)`
}
