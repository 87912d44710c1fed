/**
 * What a write needs before it is done. The house's own least stands in the tool; an org may ask for
 * more, from an amount on. Rules never take anything away from the house's least.
 */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from './audit.ts'
import { type Actor, allow } from './identity.ts'

/** Weakest first: one's own yes, another person's, one's own with a code of the authenticator app. */
export const approvals = ['own', 'second-person', 'second-factor'] as const
export type Approval = (typeof approvals)[number]

export interface ApprovalRule {
  tool: string
  /** In the org's currency; "0" is from the first cent on. */
  amountFrom: string
  needs: Approval
}

const rulesMax = 200

/** From this amount on this tool needs that. Takes the place of a rule with the same amount. */
export async function setApprovalRule(
  sql: Sql,
  actor: Actor,
  rule: ApprovalRule & { now: Date },
): Promise<void> {
  allow(actor, 'settings:write')
  const { tool, amountFrom, needs, now } = rule
  const [row] = await sql<{ count: number }[]>`select count(*)::integer from approval_rules`
  if (row!.count >= rulesMax) throw new Refusal(`There can be ${rulesMax} rules at most.`)
  await sql`
    insert into approval_rules (org_id, tool, amount_from, needs, set_by, set_at)
    values (current_org(), ${tool}, ${amountFrom}, ${needs}, ${actor.userId}, ${now})
    on conflict (org_id, tool, amount_from) do update
    set needs = excluded.needs, set_by = excluded.set_by, set_at = excluded.set_at`
  await note(sql, actor, { tool, amountFrom, needs, now })
}

/** The house's own least holds again. Refused when there is no such rule. */
export async function clearApprovalRule(
  sql: Sql,
  actor: Actor,
  { tool, amountFrom, now }: Omit<ApprovalRule, 'needs'> & { now: Date },
): Promise<void> {
  allow(actor, 'settings:write')
  const gone = await sql`
    delete from approval_rules
    where tool = ${tool} and amount_from = ${amountFrom}`
  if (gone.count === 0) throw new Refusal('There is no such rule.')
  await note(sql, actor, { tool, amountFrom, needs: null, now })
}

export function listApprovalRules(sql: Sql): Promise<ApprovalRule[]> {
  return sql<ApprovalRule[]>`
    select tool, amount_from::text as "amountFrom", needs
    from approval_rules
    order by tool, amount_from
    limit ${rulesMax}`
}

/**
 * What this write needs: the stronger of the house's least and the rule of the highest amount that
 * is reached. A write that names no amount needs the strongest of its tool's rules.
 */
export async function neededApproval(
  sql: Sql,
  { tool, amount, atLeast }: { tool: string; amount: string | null; atLeast: Approval },
): Promise<Approval> {
  const reached = await sql<{ needs: Approval }[]>`
    select needs
    from approval_rules
    where tool = ${tool}
      and (${amount}::numeric is null or amount_from <= abs(${amount}::numeric))
    order by amount_from desc`
  const counted = amount === null ? reached : reached.slice(0, 1)
  return [atLeast, ...counted.map(({ needs }) => needs)].reduce(stronger)
}

function stronger(one: Approval, other: Approval): Approval {
  return approvals.indexOf(one) >= approvals.indexOf(other) ? one : other
}

function note(
  sql: Sql,
  actor: Actor,
  {
    tool,
    amountFrom,
    needs,
    now,
  }: Omit<ApprovalRule, 'needs'> & { needs: string | null; now: Date },
) {
  return record(sql, {
    at: now,
    action: needs ? 'approval_rule.set' : 'approval_rule.cleared',
    userId: actor.userId,
    subject: `tool:${tool}`,
    detail: { amountFrom, needs },
  })
}
