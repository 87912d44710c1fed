/** Movements that undo others: what they take from them, and that each is undone once. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import type { MovementRow } from './add-movements.ts'
import type { Movement } from './movement.ts'

export type Original = Pick<MovementRow, 'productId' | 'locationId' | 'quantity' | 'unitCost'>

/** What a reversal takes from the movement it undoes. */
export async function reversedBy(
  sql: Sql,
  movements: readonly Movement[],
): Promise<Map<string, Original>> {
  const ids = movements.flatMap(({ reverses }) => reverses ?? [])
  if (ids.length === 0) return new Map()
  const found = await sql<(Original & { id: string; isUndoing: boolean })[]>`
    select m.id, m.product_id as "productId", m.location_id as "locationId",
      (-m.quantity)::text as quantity, m.unit_cost as "unitCost",
      m.reverses is not null as "isUndoing"
    from stock_movements m
    where m.org_id = current_org() and m.id = any(${ids}::bigint[])`
  const originals = new Map(
    found.map(({ id, isUndoing, ...original }) => {
      if (isUndoing) throw new Refusal('That movement undoes another one: record it anew instead.')
      return [id, original]
    }),
  )
  if (ids.some((id) => !originals.has(id)) || new Set(ids).size < ids.length)
    throw new Refusal('There is no such movement of stock to undo.')
  return originals
}

/** Asked under the lock: nobody else undoes it now. */
export async function requireStanding(sql: Sql, rows: readonly MovementRow[]): Promise<void> {
  const ids = rows.flatMap(({ reverses }) => reverses ?? [])
  if (ids.length === 0) return
  const [undone] = await sql`
    select 1
    from stock_movements
    where org_id = current_org() and reverses = any(${ids}::bigint[])
    limit 1`
  if (undone) throw new Refusal('That movement of stock has been undone already.')
}
