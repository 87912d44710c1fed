/** Who is asking, and what they may do. Roles are sets of scopes, editable per org. */
import { Refusal } from '#kit/refusal.ts'

export const roles = ['owner', 'finance', 'staff', 'customer'] as const
export type Role = (typeof roles)[number]

export const scopes = [
  'reports:read',
  'reports:generate',
  'sales:read',
  'orders:write',
  'orders:request',
  'inventory:read',
  'inventory:write',
  'products:write',
  'ledger:read',
  'ledger:write',
  'finance:read',
  'finance:write',
  'people:manage',
  'settings:write',
  'audit:read',
  'chats:answer',
  'catalogue:search',
] as const
export type Scope = (typeof scopes)[number]

/** The house's own sets; an org's `role_scopes` rows add to them and take away. */
export const houseScopes: Record<Role, readonly Scope[]> = {
  owner: scopes,
  finance: [
    'reports:read',
    'reports:generate',
    'sales:read',
    'inventory:read',
    'ledger:read',
    'ledger:write',
    'finance:read',
    'finance:write',
    'audit:read',
    'catalogue:search',
  ],
  staff: [
    'sales:read',
    'orders:write',
    'inventory:read',
    'inventory:write',
    'chats:answer',
    'catalogue:search',
  ],
  customer: ['catalogue:search', 'orders:request'],
}

export interface Actor {
  orgId: number
  userId: string
  name: string | null
  roles: readonly Role[]
  may: ReadonlySet<Scope>
}

/** One line of `role_scopes`: where the org differs from the house. */
export interface ScopeEdit {
  role: Role
  scope: string
  granted: boolean
}

/** What these roles may do together. An edit of one role leaves what another role grants. */
export function scopesOf(held: readonly Role[], edits: readonly ScopeEdit[]): Set<Scope> {
  const may = held.flatMap((role) => {
    const set = new Set<string>(houseScopes[role])
    for (const edit of edits)
      if (edit.role === role) edit.granted ? set.add(edit.scope) : set.delete(edit.scope)
    return [...set]
  })
  return new Set(may.filter(isScope))
}

export function isScope(name: string): name is Scope {
  return (scopes as readonly string[]).includes(name)
}

/** Is one of the team, whatever else they are; everybody else is a customer. */
export function worksHere({ roles }: Pick<Actor, 'roles'>): boolean {
  return roles.some((role) => role !== 'customer')
}

/** Refused in words that tell nothing of what lies behind. */
export function allow(actor: Actor, scope: Scope): void {
  if (!actor.may.has(scope)) throw new Refusal('Your account may not do that here.')
}
