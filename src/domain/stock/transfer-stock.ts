/** Stock that goes from one place of the business to another: its value stays. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { MovedAll } from './movement.ts'

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

export async function transferStock(_sql: Sql, _actor: Actor, _input: Transfer): Promise<MovedAll> {
  throw new Error('not yet')
}
