/** What waits for a person: their own "yes" in this chat, and what others ask them to decide. */
import type { Sql } from '#db/sql.ts'
import type { Approval } from '#domain/approval-rules.ts'
import { type Actor, worksHere } from '#domain/identity.ts'

export interface OwnProposal {
  id: string
  summary: string
  needs: Approval
  isExpired: boolean
  /** The last thing that was said in this chat is its question. */
  isJustAsked: boolean
}

const shownMax = 5

/** Undecided ones of this person in this chat, newest first; of the expired only the one just asked. */
export async function ownProposals(
  sql: Sql,
  { conversationId, userId, now }: { conversationId: string; userId: string; now: Date },
): Promise<OwnProposal[]> {
  return sql<OwnProposal[]>`
    with last as (
      select coalesce(jsonb_path_query_array(tools, '$[*].result.proposal'), '[]') as asked
      from turns
      where conversation_id = ${conversationId}
      order by id desc
      limit 1
    ), own as (
      select id, summary, needs, expires_at <= ${now} as "isExpired",
        coalesce((select asked from last) ? id::text, false) as "isJustAsked"
      from proposals p
      where conversation_id = ${conversationId} and proposed_by = ${userId}
        and not exists (
          select from proposal_decisions d
          where d.org_id = p.org_id and d.proposal_id = p.id)
    )
    select *
    from own
    where not "isExpired" or "isJustAsked"
    order by id desc
    limit ${shownMax}`
}

/** The last write that this person did in this chat, unless it was undone; null when there is none. */
export async function lastDone(
  sql: Sql,
  { conversationId, userId }: { conversationId: string; userId: string },
): Promise<{ id: string } | null> {
  const [row] = await sql<{ id: string }[]>`
    select p.id
    from proposals p
    join proposal_decisions d on d.org_id = p.org_id and d.proposal_id = p.id
    where p.conversation_id = ${conversationId} and p.proposed_by = ${userId}
      and d.decision = 'approved'
      and not exists (
        select from proposal_undos u
        where u.org_id = p.org_id and u.proposal_id = p.id)
    order by d.decided_at desc, p.id desc
    limit 1`
  return row ?? null
}

export interface ToDecide {
  id: string
  summary: string
  proposer: string | null
}

/** What others proposed and this person may decide, oldest first. */
export async function forSecond(sql: Sql, actor: Actor, now: Date): Promise<ToDecide[]> {
  if (!worksHere(actor)) return []
  const { userId, may } = actor
  return sql<ToDecide[]>`
    select p.id, p.summary, u.name as proposer
    from proposals p
    join users u on u.org_id = p.org_id and u.id = p.proposed_by
    where p.needs = 'second-person' and p.proposed_by <> ${userId} and p.expires_at > ${now}
      and p.scope = any(${['', ...may]}::text[])
      and not exists (
        select from proposal_decisions d
        where d.org_id = p.org_id and d.proposal_id = p.id)
    order by p.id
    limit ${shownMax}`
}
