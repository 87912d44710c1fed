/** What may run with nobody's yes. Nothing may, unless a row says so; and what needs more than one's own yes never. */
import type { Sql } from '#db/sql.ts'
import { record } from './audit.ts'
import { type Actor, allow } from './identity.ts'

export interface AutomationRule {
  tool: string
  autoApprove: boolean
  /** From 0 to 1: how sure the reckoning must be that found what is to be done. */
  confidenceThreshold: string
  /** In the org's currency; null: any amount. */
  amountMax: string | null
}

export async function setAutomationRule(
  sql: Sql,
  actor: Actor,
  rule: AutomationRule & { now: Date },
): Promise<void> {
  allow(actor, 'settings:write')
  const { tool, autoApprove, confidenceThreshold, amountMax, now } = rule
  await sql`
    insert into automation_rules (org_id, tool, auto_approve, confidence_threshold, amount_max,
      set_by, set_at)
    values (current_org(), ${tool}, ${autoApprove}, ${confidenceThreshold}, ${amountMax},
      ${actor.userId}, ${now})
    on conflict (org_id, tool) do update
    set auto_approve = excluded.auto_approve, amount_max = excluded.amount_max,
      confidence_threshold = excluded.confidence_threshold,
      set_by = excluded.set_by, set_at = excluded.set_at`
  await record(sql, {
    at: now,
    action: 'automation_rule.set',
    userId: actor.userId,
    subject: `tool:${tool}`,
    detail: { autoApprove, confidenceThreshold, amountMax },
  })
}

export function listAutomationRules(sql: Sql): Promise<AutomationRule[]> {
  return sql<AutomationRule[]>`
    select tool, auto_approve as "autoApprove", confidence_threshold::text as "confidenceThreshold",
      amount_max::text as "amountMax"
    from automation_rules
    order by tool`
}

/** `confidence` comes from code that reckoned it, never from a model's words; null is not sure at all. */
export async function mayRunUnattended(
  sql: Sql,
  { tool, amount, confidence }: { tool: string; amount: string | null; confidence: number | null },
): Promise<boolean> {
  if (confidence === null) return false
  const rows = await sql`
    select 1
    from automation_rules
    where tool = ${tool} and auto_approve and confidence_threshold <= ${confidence}
      and (amount_max is null or abs(${amount}::numeric) <= amount_max)`
  return rows.count > 0
}
