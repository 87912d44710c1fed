/** Books of a business of its own, for stories of the ledger. */
import type { Db, Sql } from '#db/sql.ts'
import { type Actor, houseScopes, type Role } from '#domain/identity.ts'
import { type EntryLine, postEntry } from '#domain/ledger/post-entry.ts'
import { createOrg, type NewOrg, type Org } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'

export const now = new Date('2026-11-20T09:00:00Z')

export interface LedgerDesk {
  org: Org
  actor(role: Role): Actor
  /** One transaction of the business. */
  does<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  reads<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Finance writes an entry by hand. */
  writes(date: string, lines: EntryLine[], memo?: string): ReturnType<typeof postEntry>
}

let desks = 0

export async function openLedgerDesk(db: Db, more: Partial<NewOrg> = {}): Promise<LedgerDesk> {
  desks += 1
  const place = { currency: 'KES', timezone: 'Africa/Nairobi', ...more }
  const org = await createOrg(db, { name: `Books ${desks}`, ...place })
  const does: LedgerDesk['does'] = (work) => db.asOrg(org.id, work)
  const ids = new Map<Role, string>()
  for (const role of ['owner', 'finance', 'staff'] as const) {
    const { userId } = await does((sql) => addPerson(sql, { name: role, roles: [role], now }))
    ids.set(role, userId)
  }
  const actor = (role: Role): Actor => ({
    orgId: org.id,
    userId: ids.get(role)!,
    name: role,
    roles: [role],
    may: new Set(houseScopes[role]),
  })
  const writes: LedgerDesk['writes'] = (date, lines, memo = 'By hand') =>
    does((sql) => postEntry(sql, actor('finance'), { date, memo, source: 'manual', lines, now }))
  return { org, actor, does, reads: (work) => db.asReader(org.id, work), writes }
}
