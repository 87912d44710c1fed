/** A movement that should not have been: undone at its own moment, as if it had never happened. */
import type { Fragment, Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { moveStock } from './move-stock.ts'
import type { Against, MovedAll, MovementKind } from './movement.ts'
import { postMovements } from './post-movements.ts'
import { otherHalf } from './transfer-stock.ts'

interface Original {
  id: string
  productId: string
  kind: MovementKind
  quantity: string
  movedAt: Date
  document: string | null
  against: Against | null
  source: string
  externalId: string
}

/**
 * Undoes a movement and its journal entry, on the day it was made for (the next open one where that
 * is locked); what came after it is valued anew. Both halves of a transfer go together.
 * Refused: a movement of an order or a return, one that is undone already or undoes another, no
 * reason, and when more would be gone than is in hand.
 */
export async function reverseMovement(
  sql: Sql,
  actor: Actor,
  { movementId, reason, now }: { movementId: string; reason: string; now: Date },
): Promise<MovedAll & { entryId: string | null }> {
  allow(actor, 'inventory:write')
  const clean = reason.trim()
  if (!clean) throw new Refusal('Say why the movement is undone.')
  const originals = await originalsOf(sql, movementId)
  const movements = originals.map((original) => ({
    productId: original.productId,
    kind: original.kind,
    quantity: original.quantity,
    movedAt: original.movedAt,
    document: original.document ?? undefined,
    against: original.against ?? undefined,
    reverses: original.id,
    reason: clean,
  }))
  const done = await moveStock(sql, actor, { movements, now })
  const isPurchase = originals[0]!.kind === 'purchase'
  const entryId = await postMovements(sql, actor, done.moved, {
    memo: isPurchase ? 'Stock received, undone' : 'Change of stock, undone',
    source: isPurchase ? 'purchase' : 'stock',
    ifLocked: 'next-open-day',
    now,
  })
  await record(sql, {
    at: now,
    action: 'stock.reversed',
    userId: actor.userId,
    subject: `movement:${movementId}`,
    detail: { movements: done.moved.map(({ movementId }) => movementId), entryId },
  })
  return { ...done, entryId }
}

async function originalsOf(sql: Sql, movementId: string): Promise<Original[]> {
  const [original] = await find(sql, sql`id = ${movementId}`)
  if (!original) throw new Refusal('There is no such movement of stock to undo.')
  const { kind, source, externalId } = original
  if (kind === 'sale' || kind === 'return')
    throw new Refusal('That movement belongs to an order: edit the order, or take it back.')
  if (kind !== 'transfer') return [original]
  const other = await find(
    sql,
    sql`source = ${source} and external_id = ${otherHalf(externalId)} and kind = 'transfer'`,
  )
  return [original, ...other]
}

function find(sql: Sql, which: Fragment) {
  return sql<Original[]>`
    select id, product_id as "productId", kind, quantity::text as quantity, moved_at as "movedAt",
      document, against, source, external_id as "externalId"
    from stock_movements
    where org_id = current_org() and ${which}`
}
