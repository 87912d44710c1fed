/** The face of a message: a known sender to Actor. Rights are read afresh at every message. */
import type { Sql } from '#db/sql.ts'
import { type Actor, houseScopes } from '#domain/identity.ts'
import { actorFor } from '#domain/people.ts'
import type { InboundMessage } from './message.ts'

export interface Caller {
  actor: Actor
  /** In a group, this person could do more in private. */
  isHeldBack: boolean
}

export async function callerOf(
  sql: Sql,
  { isGroup }: InboundMessage,
  userId: string,
): Promise<Caller> {
  const actor = await actorFor(sql, userId)
  return isGroup ? asCustomer(actor) : { actor, isHeldBack: false }
}

/** Everybody in a group reads the answer, so that nobody there may ask for more than a customer. */
function asCustomer(actor: Actor): Caller {
  const may = new Set(houseScopes.customer.filter((scope) => actor.may.has(scope)))
  const isHeldBack = [...actor.may].some((scope) => !may.has(scope))
  return { actor: { ...actor, roles: ['customer'], may }, isHeldBack }
}
