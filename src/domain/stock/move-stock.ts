/**
 * The one door to the movement ledger: everything that moves stock comes through here. What a
 * movement is worth follows from all movements in the order of their moments, never from when they
 * arrived.
 */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { addMovements, type MovementRow } from './add-movements.ts'
import { requireEnough } from './enough-stock.ts'
import { defaultLocation, requirePlaces } from './locations.ts'
import { lockProducts } from './lock-products.ts'
import type { Moved, MovedAll, Movement } from './movement.ts'
import { followCosts, postRevaluations } from './revaluation.ts'
import { requireStanding, reversedBy } from './reversals.ts'
import { type Valued, valueMovements } from './value-movements.ts'

/** A clock beside ours may be ahead by this much. */
const aheadMaxMs = 5 * 60_000

/**
 * Moves stock, in one transaction with whatever the caller writes beside it. Quantities and costs
 * are decimal strings, costs and values in the org's currency. Products are locked in the order of
 * their ids. Sales and returns need `orders:write`, all else `inventory:write`.
 *
 * Whoever sells or takes back posts `valueChange` to the ledger; what a late movement changes about
 * those after it is posted here (source "revaluation"), and the unit costs of their order and
 * return lines follow. A returned unit comes back at the average of its moment: leave its cost out.
 * Average cost: weighted, perpetual (IAS 2.27); see docs/stock.md.
 *
 * Refused: more going out than is in hand, in all places or in the one it leaves (selling below
 * zero is allowed by `orgs.settings.sellBelowZero`); a product whose units are not counted; a
 * place that is not there; a moment to come.
 */
export async function moveStock(
  sql: Sql,
  actor: Actor,
  { movements, now }: { movements: readonly Movement[]; now: Date },
): Promise<MovedAll> {
  const isTrade = movements.every(({ kind }) => kind === 'sale' || kind === 'return')
  allow(actor, isTrade ? 'orders:write' : 'inventory:write')
  if (movements.length === 0) return { moved: [], revalued: false }

  const rows = await rowsOf(sql, movements, now)
  await lockProducts(
    sql,
    rows.map(({ productId }) => productId),
  )
  const known = await knownIds(sql, movements)
  const fresh = rows.filter((row) => !known.has(keyOf(row)))
  await requireStanding(sql, fresh)
  await requireEnough(sql, fresh)
  const added = await addMovements(sql, fresh, { actor, now })
  const valued = await valueMovements(sql, added)
  await followCosts(sql, valued)
  const late = valued.filter(({ isNew, voidedBy }) => !isNew && !voidedBy)
  await postRevaluations(sql, actor, { late, now })

  const results = new Map(valued.map((each) => [each.id, each]))
  const before = await movedBefore(sql, [...known.values()])
  const newIds = new Map(added.map(({ at, id }) => [at, id]))
  const moved = rows.map((row) => {
    const id = known.get(keyOf(row))
    return id ? before.get(id)! : asMoved(results.get(newIds.get(row.at)!)!)
  })
  return { moved, revalued: late.length > 0 }
}

async function rowsOf(sql: Sql, movements: readonly Movement[], now: Date): Promise<MovementRow[]> {
  const latest = now.getTime() + aheadMaxMs
  if (movements.some(({ movedAt }) => movedAt.getTime() > latest))
    throw new Refusal('Stock moves when it moves: that moment is still to come.')
  await requirePlaces(
    sql,
    movements.flatMap(({ locationId }) => locationId ?? []),
  )
  const isPlaced = movements.every(({ locationId, reverses }) => locationId ?? reverses)
  const place = isPlaced ? null : (await defaultLocation(sql, now)).id
  const undone = await reversedBy(sql, movements)
  return movements.map((movement, at) => {
    const original = movement.reverses ? undone.get(movement.reverses)! : {}
    return {
      at,
      ...movement,
      source: movement.source ?? 'tillie',
      locationId: movement.locationId ?? place!,
      ...original,
    }
  })
}

const keyOf = ({ source, externalId }: { source: string; externalId?: string }) =>
  JSON.stringify([source, externalId ?? null])

/** Those of the external ids asked for that were recorded before, with their movement's id. */
async function knownIds(sql: Sql, movements: readonly Movement[]): Promise<Map<string, string>> {
  const given = movements.filter(({ externalId }) => externalId)
  if (given.length === 0) return new Map()
  const known = await sql<{ id: string; source: string; externalId: string }[]>`
    select m.id, m.source, m.external_id as "externalId"
    from unnest(${given.map(({ source }) => source ?? 'tillie')}::text[],
      ${given.map(({ externalId }) => externalId!)}::text[]) as g (source, external_id)
    join stock_movements m on m.org_id = current_org()
      and m.source = g.source and m.external_id = g.external_id`
  return new Map(known.map((row) => [keyOf(row), row.id]))
}

async function movedBefore(sql: Sql, ids: readonly string[]): Promise<Map<string, Moved>> {
  if (ids.length === 0) return new Map()
  const rows = await sql<Moved[]>`
    select id as "movementId", product_id as "productId",
      trim_scale(coalesce(unit_cost, average_after))::text as "unitCost",
      value_change as "valueChange",
      trim_scale(quantity_after)::text as "quantityAfter", false as "isNew"
    from stock_movements
    where org_id = current_org() and id = any(${ids}::bigint[])`
  return new Map(rows.map((row) => [row.movementId, row]))
}

function asMoved({ id, productId, unitCost, posted, quantityAfter }: Valued): Moved {
  const movement = { movementId: id, productId, unitCost, quantityAfter }
  return { ...movement, valueChange: posted, isNew: true }
}
