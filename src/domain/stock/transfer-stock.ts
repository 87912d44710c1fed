/** Stock that goes from one place of the business to another: its value stays. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { moveStock } from './move-stock.ts'
import type { MovedAll } from './movement.ts'
import { negated, requireAboveZero } from './quantity.ts'

export interface Transfer {
  productId: string
  quantity: string
  /** Ids of locations. */
  from: string
  to: string
  at: Date
  reason?: string
  now: Date
  source?: string
  externalId?: string
}

/**
 * Moves units between two places, at the average cost, so that nothing is to be posted.
 * Refused: the same place twice, a place that is not there, more than the first one holds.
 */
export async function transferStock(sql: Sql, actor: Actor, transfer: Transfer): Promise<MovedAll> {
  allow(actor, 'inventory:write')
  const { productId, quantity, from, to, at, reason, now } = transfer
  const { source = 'tillie', externalId } = transfer
  requireAboveZero(quantity, 'A quantity to move')
  if (from === to) throw new Refusal('Stock moves between two places: name another one.')
  const places = await sql`
    select 1
    from locations
    where org_id = current_org() and id = any(${[from, to]}::bigint[])`
  if (places.length < 2) throw new Refusal('There is no such place.')

  const facts = { productId, kind: 'transfer', movedAt: at, reason, source } as const
  const [out, back] = halves(externalId ?? (await freshId(sql)))
  const done = await moveStock(sql, actor, {
    movements: [
      { ...facts, locationId: from, quantity: negated(quantity), externalId: out },
      { ...facts, locationId: to, quantity, externalId: back },
    ],
    now,
  })
  if (done.moved.some(({ isNew }) => isNew))
    await record(sql, {
      at: now,
      action: 'stock.transferred',
      userId: actor.userId,
      subject: `product:${productId}`,
      detail: { quantity, from, to, movements: done.moved.map(({ movementId }) => movementId) },
    })
  return done
}

/** Both halves know each other by these. */
const halves = (externalId: string) => [`${externalId} out`, `${externalId} in`] as const

export function otherHalf(externalId: string): string {
  return externalId.endsWith(' out')
    ? externalId.replace(/ out$/, ' in')
    : externalId.replace(/ in$/, ' out')
}

async function freshId(sql: Sql): Promise<string> {
  const [row] = await sql<[{ id: string }]>`select gen_random_uuid()::text as id`
  return row.id
}
