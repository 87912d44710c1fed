/** Story: Asha owns the shop and decides what others may do; the next message already knows. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '#db/sql.ts'
import {
  type Actor,
  allow,
  houseScopes,
  type Role,
  roles,
  scopes,
  scopesOf,
} from '#domain/identity.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { setRoleScope, setRoles } from '#domain/roles.ts'
import { openTestDb } from '#test/support/database.ts'

const now = new Date('2026-11-21T09:00:00Z')

describe('rights', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  let orgId: number
  let asha: Actor
  let juma: string
  const inShop = <T>(work: (sql: Sql) => Promise<T>) => db.asOrg(orgId, work)
  const actor = (userId: string) => inShop((sql) => actorFor(sql, userId))
  beforeAll(async () => {
    const duka = { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' }
    orgId = (await createOrg(db, duka)).id
    const added = await inShop(async (sql) => ({
      asha: await addPerson(sql, { name: 'Asha', roles: ['owner'], now }),
      juma: await addPerson(sql, { name: 'Juma', roles: ['staff'], now }),
    }))
    asha = await actor(added.asha.userId)
    juma = added.juma.userId
  })
  const give = (by: Actor, userId: string, held: Role[]) =>
    inShop((sql) => setRoles(sql, by, { userId, held, now }))
  const edit = (by: Actor, role: Role, scope: string, granted: boolean) =>
    inShop((sql) => setRoleScope(sql, by, { role, scope, granted, now }))

  test('an edit of a role holds from the next message on, and can be undone', async () => {
    await edit(asha, 'staff', 'reports:read', true)
    await edit(asha, 'staff', 'sales:read', false)
    const edited = await actor(juma)
    expect(edited.may.has('reports:read')).toBe(true)
    expect(() => allow(edited, 'sales:read')).toThrow('Your account may not do that here.')

    await edit(asha, 'staff', 'reports:read', false)
    await edit(asha, 'staff', 'sales:read', true)
    expect([...(await actor(juma)).may].sort()).toEqual([...houseScopes.staff].sort())
    expect(await inShop((sql) => sql`select 1 from role_scopes`)).toHaveLength(0)
  })

  test('a scope that nobody has heard of gives nothing, even when it stands in the table', async () => {
    await expect(edit(asha, 'staff', 'money:print', true)).rejects.toThrow('"money:print" is not')
    await inShop(
      (sql) => sql`
        insert into role_scopes (org_id, role, scope, granted)
        values (current_org(), 'staff', 'money:print', true)`,
    )
    expect((await actor(juma)).may).not.toContain('money:print')
  })

  test('who may not manage people changes nothing', async () => {
    const staff = await actor(juma)
    await expect(give(staff, juma, ['owner'])).rejects.toThrow('may not do that')
    await expect(edit(staff, 'staff', 'audit:read', true)).rejects.toThrow('may not do that')
  })

  test('an owner cannot lock everybody out', async () => {
    await expect(edit(asha, 'owner', 'people:manage', false)).rejects.toThrow('nobody could give')
    await expect(give(asha, asha.userId, ['staff'])).rejects.toThrow('A business needs an owner')
    await expect(give(asha, asha.userId, [])).rejects.toThrow('at least one role')
    expect((await actor(asha.userId)).roles).toEqual(['owner'])
  })

  test('of two owners who dismiss each other at once, one stays', async () => {
    await give(asha, juma, ['owner', 'staff'])
    const other = await actor(juma)
    const both = await Promise.allSettled([
      give(asha, juma, ['staff']),
      give(other, asha.userId, ['staff']),
    ])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    const owners = await inShop((sql) => sql`select 1 from user_roles where role = 'owner'`)
    expect(owners).toHaveLength(1)
  })

  test('every change is in the audit, with who made it', async () => {
    const entries = await inShop(
      (sql) => sql`
        select action, user_id, subject from audit_log
        where action in ('role.changed', 'role.scope_changed', 'role.granted')
        order by id`,
    )
    expect(entries[0]).toEqual({
      action: 'role.granted',
      user_id: null,
      subject: `user:${asha.userId}`,
    })
    expect(entries).toContainEqual({
      action: 'role.scope_changed',
      user_id: asha.userId,
      subject: 'role:staff',
    })
    expect(entries).toContainEqual({
      action: 'role.changed',
      user_id: asha.userId,
      subject: `user:${juma}`,
    })
  })

  test('a person of another business is none here', async () => {
    const cafe = await createOrg(db, { name: 'Café', currency: 'EUR', timezone: 'Europe/Paris' })
    const luc = await db.asOrg(cafe.id, (sql) =>
      addPerson(sql, { name: 'Luc', roles: ['owner'], now }),
    )
    await expect(give(asha, luc.userId, ['staff'])).rejects.toThrow('no such person')
    await expect(actor(luc.userId)).rejects.toThrow('no user')
  })
})

describe('what roles may do together', () => {
  test.each(roles)('%s alone has the house set when nothing is edited', (role) => {
    expect([...scopesOf([role], [])].sort()).toEqual([...houseScopes[role]].sort())
  })

  test('is their union: what is taken from one role is not taken from another', () => {
    const edits = [{ role: 'finance', scope: 'sales:read', granted: false }] as const
    expect(scopesOf(['finance'], edits)).not.toContain('sales:read')
    expect(scopesOf(['finance', 'staff'], edits)).toContain('sales:read')
  })

  test('is everything for an owner, and two things for a customer', () => {
    expect([...scopesOf(['owner'], [])]).toEqual([...scopes])
    expect([...scopesOf(['customer'], [])]).toEqual(['catalogue:search', 'orders:request'])
  })
})
