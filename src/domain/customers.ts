/** Customers: who buys. Some of them are people who write to us. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'

export interface Customer {
  id: string
  code: string
  name: string
  phone: string | null
  email: string | null
  country: string | null
  /** The person who writes to us, where they are one. */
  userId: string | null
}

export type FoundCustomer =
  | { is: 'one'; customer: Customer }
  | { is: 'many'; customers: Customer[] }
  | { is: 'none' }

export interface NewCustomer {
  name: string
  phone?: string | null
  email?: string | null
  country?: string | null
  now: Date
}

export async function findCustomer(_sql: Sql, _words: string): Promise<FoundCustomer> {
  throw new Error('not yet')
}

export async function addCustomer(
  _sql: Sql,
  _actor: Actor,
  _input: NewCustomer,
): Promise<Customer> {
  throw new Error('not yet')
}

/** The customer that this person is; made when they are none yet. */
export async function customerOfUser(_sql: Sql, _userId: string, _now: Date): Promise<Customer> {
  throw new Error('not yet')
}
