/** The accounts of a business: its chart, added to and put away, never deleted. */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { type AccountRole, type AccountType, ensureChart } from './chart.ts'

export interface Account {
  id: string
  code: string
  name: string
  type: AccountType
  /** What the house posts to it by itself; null for the business's own. */
  role: AccountRole | null
  archivedAt: Date | null
}

const codeLengthMax = 20
const nameLengthMax = 120

/** In the order of their codes. */
export function listAccounts(
  sql: Sql,
  { includeArchived = false }: { includeArchived?: boolean } = {},
): Promise<Account[]> {
  return sql<Account[]>`
    ${accountColumns(sql)}
    where org_id = current_org() and (archived_at is null or ${includeArchived})
    order by code`
}

/** Refused when code or name is empty or taken. */
export async function addAccount(
  sql: Sql,
  actor: Actor,
  { code, name, type, now }: { code: string; name: string; type: AccountType; now: Date },
): Promise<Account> {
  allow(actor, 'ledger:write')
  const [number, clean] = [code.trim(), name.trim()]
  if (!number || number.length > codeLengthMax)
    throw new Refusal(`An account needs a code of at most ${codeLengthMax} characters.`)
  if (!clean || clean.length > nameLengthMax)
    throw new Refusal(`An account needs a name of at most ${nameLengthMax} characters.`)
  // First, so that the house's own codes are not taken.
  await ensureChart(sql, now)
  const [taken] = await sql<{ code: string; name: string }[]>`
    select code, name
    from accounts
    where org_id = current_org()
      and (code = ${number} or (archived_at is null and name_key = name_key(${clean})))
    limit 1`
  if (taken) throw new Refusal(`There is an account ${taken.code} ${taken.name} already.`)
  const [added] = await sql<Account[]>`
    insert into accounts (org_id, code, name, type, created_at)
    values (current_org(), ${number}, ${clean}, ${type}, ${now})
    on conflict do nothing
    returning id, code, name, type, role, archived_at as "archivedAt"`
  if (!added) throw new Refusal(`There is an account with the code ${number} already.`)
  await audit(sql, actor, 'account.added', added.id, now)
  return added
}

/** Takes no more entries; what it holds stays in every report. Refused for those the house posts to. */
export async function archiveAccount(
  sql: Sql,
  actor: Actor,
  { id, now }: { id: string; now: Date },
): Promise<Account> {
  allow(actor, 'ledger:write')
  const [account] = await sql<Account[]>`
    ${accountColumns(sql)}
    where org_id = current_org() and id = ${id}
    for update`
  if (!account) throw new Refusal('There is no such account.')
  if (account.role)
    throw new Refusal(`${account.code} ${account.name} stays: sales and stock are posted to it.`)
  if (account.archivedAt) return account
  await sql`
    update accounts
    set archived_at = ${now}
    where org_id = current_org() and id = ${id}`
  await audit(sql, actor, 'account.archived', id, now)
  return { ...account, archivedAt: now }
}

function accountColumns(sql: Sql) {
  return sql`
    select id, code, name, type, role, archived_at as "archivedAt"
    from accounts`
}

function audit(sql: Sql, actor: Actor, action: string, id: string, at: Date) {
  return record(sql, { at, action, userId: actor.userId, subject: `account:${id}` })
}
