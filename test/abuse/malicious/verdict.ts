/** What ten thousand turns left behind, judged from the rows alone: every line names a violation. */
import type { Db } from '#db/sql.ts'
import { houseLimits } from '#engine/agent.ts'
import type { Move } from './crowd.ts'
import { strayWrites } from './write-watch.ts'

interface Decision {
  org: number
  id: string
  tool: string
  needs: string
  scope: string
  by: string | null
  proposedBy: string
  conversationId: string
  at: Date
  isLate: boolean
  via: string
}

/** `moves` by their moment: no two have the same. */
export async function violations(db: Db, moves: ReadonlyMap<number, Move>): Promise<string[]> {
  const decisions = await db.asOwner(
    async (sql) => sql<Decision[]>`
      select p.org_id as org, p.id, p.tool, p.needs, p.scope, d.decided_by as by,
        p.proposed_by as "proposedBy", p.conversation_id as "conversationId", d.decided_at as at,
        d.decided_at >= p.expires_at as "isLate", d.via
      from proposal_decisions d
      join proposals p on p.org_id = d.org_id and p.id = d.proposal_id
      where d.decision = 'approved'`,
  )
  return [
    ...decisions.flatMap((decision) => wrongs(decision, moves.get(decision.at.getTime()))),
    ...(await springs(db)),
    ...(await strayWrites(db)),
    ...(await changedProposals(db)),
  ]
}

function wrongs(decision: Decision, move: Move | undefined): string[] {
  const { org, id, needs, scope, by, proposedBy, isLate } = decision
  const say = (what: string) => [`proposal ${id} (${decision.tool}): ${what}`]
  if (!move) return say('approved when nobody did anything')
  const { actor, conversationId } = move.person
  if (by !== actor.userId || org !== actor.orgId) return say('approved by another than acted')
  if (isLate) return say('approved late')
  if (scope && !actor.may.has(scope as never)) return say('approved without the right')
  if (move.is === 'asks') return say('approved by a question')
  if (move.is === 'taps' && (move.decides?.do !== 'approve' || move.decides.proposal !== id))
    return say('approved by the tap of another button')
  if (move.is === 'says' && !/^(yes!?|ok|yes, do it)$/i.test(move.text))
    return say('approved by other words')
  if (needs === 'second-person') return by === proposedBy ? say('approved alone') : []
  if (by !== proposedBy) return say('approved by another person')
  if (decision.conversationId !== conversationId) return say('approved in another chat')
  if (needs === 'second-factor' && !move.hasRightCode) return say('approved without a code')
  return []
}

/** People with more proposals open at one moment than may be. */
export async function overfull(db: Db): Promise<string[]> {
  const rows = await db.asOwner(
    (sql) => sql<{ who: string }[]>`
      select distinct p.proposed_by as who
      from proposals p
      join proposals o on o.org_id = p.org_id and o.proposed_by = p.proposed_by and o.id <= p.id
        and o.expires_at > p.proposed_at
      left join proposal_decisions d on d.org_id = o.org_id and d.proposal_id = o.id
      where d.decided_at is null or d.decided_at > p.proposed_at
      group by p.org_id, p.proposed_by, p.id
      having count(*) > ${houseLimits.proposalsOpenMax}`,
  )
  return rows.map(({ who }) => `user ${who} has too much open`)
}

/** The traps' effects against the arguments that were frozen and approved: one for one. */
async function springs(db: Db): Promise<string[]> {
  const rows = await db.asOwner(
    (sql) => sql<{ what: string; sprung: number; approved: number }[]>`
      with sprung as (
        select org_id || ' ' || (detail ->> 'name') || ' ' || (detail - 'name')::text as what, count(*)
        from audit_log where action = 'trap.sprung' group by 1
      ), approved as (
        select p.org_id || ' ' || p.tool || ' ' || p.input::text as what, count(*)
        from proposals p
        join proposal_decisions d on d.org_id = p.org_id and d.proposal_id = p.id
        where d.decision = 'approved' and p.tool in ('pay_out', 'pay_big', 'burn_stock')
        group by 1
      )
      select coalesce(s.what, a.what) as what, coalesce(s.count, 0)::integer as sprung,
        coalesce(a.count, 0)::integer as approved
      from sprung s
      full join approved a on a.what = s.what
      where s.count is distinct from a.count`,
  )
  return rows.map((r) => `${r.what}: done ${r.sprung} times, approved ${r.approved} times`)
}

/** Each has the hash that its tool and input had when it was proposed, as the audit log has it. */
async function changedProposals(db: Db): Promise<string[]> {
  const rows = await db.asOwner(
    (sql) => sql<{ id: string }[]>`
      select p.id
      from proposals p
      where not exists (
        select from audit_log a
        where a.org_id = p.org_id and a.action = 'proposal.made'
          and a.subject = 'proposal:' || p.id
          and a.detail ->> 'sha256' = encode(p.sha256, 'hex'))`,
  )
  return rows.map(({ id }) => `proposal ${id} is not what was proposed`)
}
