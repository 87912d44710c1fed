/** What a month's audit reads off the audit log: who came in, whose rights changed, what models did. */
import type { Fragment, Sql } from '#db/sql.ts'
import { lateMs } from '#domain/audit-chain/link.ts'
import type { Org } from '#domain/org.ts'
import type { Span } from '#kit/calendar.ts'
import { aiCalls, failedLogins, lockOuts, logins, noModel, roleChanges } from './actions.ts'
import { isWithin } from './month.ts'

export interface LogFacts {
  entries: string
  /** Of those that the sealing has passed: what came in since is not looked for in the chain. */
  passed: string
  sealed: string
  late: string
  logins: string
  failed_logins: string
  lock_outs: string
  role_changes: string
  approvals_told: string
  refusals_told: string
  price_changes_told: string
  ai_calls: string
  ai_tokens: string
  /** Null: no call told what it cost. */
  ai_cost: string | null
}

/** Calls of real models: { at, user_id, kind, model, outcome, input_tokens, output_tokens, cost, … }. */
export function modelCalls(sql: Sql, org: Org, span: Span): Fragment {
  const number = (name: string) => sql`
    case when jsonb_typeof(a.detail -> ${name}) = 'number' then (a.detail ->> ${name})::numeric end`
  // Kept as a text, in dollars; only with a price that the settings name.
  const cost = sql`
    case when a.detail ->> 'costCurrency' = 'USD' and a.detail ->> 'cost' ~ ${'^[0-9]{1,12}([.][0-9]{1,12})?$'}
      then (a.detail ->> 'cost')::numeric end`
  return sql`
    select a.id, a.at, a.user_id, a.action, coalesce(a.detail ->> 'model', a.detail ->> 'name') as model,
      a.detail ->> 'outcome' as outcome, ${number('inputTokens')} as input_tokens,
      ${number('outputTokens')} as output_tokens, ${cost} as cost,
      a.detail ->> 'inputSha256' as input_sha256, a.detail ->> 'outputSha256' as output_sha256
    from audit_log a
    where a.org_id = current_org() and a.action = any(${aiCalls})
      and coalesce(a.detail ->> 'model', a.detail ->> 'name', '') <> ${noModel}
      and ${isWithin(sql, sql`a.at`, org, span)}`
}

export async function readLog(sql: Sql, org: Org, span: Span): Promise<LogFacts> {
  const counted = (actions: readonly string[]) =>
    sql`count(*) filter (where a.action = any(${[...actions]}))::text`
  const [facts] = await sql<LogFacts[]>`
    with told as (
      select count(*)::text as entries, count(c.position)::text as sealed,
        count(*) filter (
          where c.position is not null or a.written_by < coalesce(h.swept_to, '0'))::text as passed,
        count(*) filter (where a.at < c.swept_at - ${lateMs}::integer * interval '1 ms')::text
          as late,
        ${counted(logins)} as logins, ${counted(failedLogins)} as failed_logins,
        ${counted(lockOuts)} as lock_outs, ${counted(roleChanges)} as role_changes,
        ${counted(['proposal.approved'])} as approvals_told,
        ${counted(['proposal.refused'])} as refusals_told,
        count(*) filter (where a.action = 'product.changed' and a.detail -> 'fields' ? 'price')::text
          as price_changes_told
      from audit_log a
      left join audit_chain c on c.org_id = a.org_id and c.audit_id = a.id
      left join audit_heads h on h.org_id = a.org_id
      where a.org_id = current_org() and ${isWithin(sql, sql`a.at`, org, span)}
    ), used as (
      select count(*)::text as ai_calls,
        coalesce(sum(coalesce(input_tokens, 0) + coalesce(output_tokens, 0)), 0)::text as ai_tokens,
        trim_scale(sum(cost))::text as ai_cost
      from (${modelCalls(sql, org, span)}) calls
    )
    select * from told, used`
  return facts!
}
