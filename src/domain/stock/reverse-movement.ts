/** A movement that should not have been: undone at its own moment, as if it had never happened. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { MovedAll } from './movement.ts'

export async function reverseMovement(
  _sql: Sql,
  _actor: Actor,
  _input: { movementId: string; reason: string; now: Date },
): Promise<MovedAll & { entryId: string | null }> {
  throw new Error('not yet')
}
