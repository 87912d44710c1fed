/** The one door to the movement ledger. Everything that moves stock comes through here. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { MovedAll, Movement } from './movement.ts'

export async function moveStock(
  _sql: Sql,
  _actor: Actor,
  _input: { movements: Movement[]; now: Date },
): Promise<MovedAll> {
  throw new Error('not yet')
}
