/** Proposals in rows: what was proposed stands there for ever as it was, and one row decides it. */
import { createHash } from 'node:crypto'
import type { Sql } from '#db/sql.ts'
import type { Approval } from '#domain/approval-rules.ts'
import { record } from '#domain/audit.ts'
import type { Actor, Scope } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Json } from '../tool.ts'

export interface Proposal {
  id: string
  tool: string
  /** Exactly what will be done. */
  input: Json
  summary: string
  needs: Approval
  /** Whoever decides must hold it; '' none in particular. */
  scope: Scope | ''
  proposedBy: string
  proposer: string | null
  conversationId: string | null
  expiresAt: Date
  decided: { as: 'approved' | 'refused'; by: string | null; byName: string | null; at: Date } | null
}

export interface NewProposal {
  tool: string
  input: Json
  summary: string
  amount: string | null
  needs: Approval
  scope: Scope | ''
  conversationId: string | null
  now: Date
  expiresAt: Date
  lengthMax: number
}

/** Freezes it. Refused when it is longer than may be kept, or holds what no record can. */
export async function keepProposal(
  sql: Sql,
  actor: Actor,
  proposal: NewProposal,
): Promise<{ id: string }> {
  const { tool, input, amount, needs, now } = proposal
  const text = canonical(input)
  if (text.length > proposal.lengthMax)
    throw new Refusal('That is too much at once: please do it in smaller parts.')
  if (isUnstorable(text))
    throw new Refusal('That holds signs which cannot be kept: please write it anew.')
  const sha256 = hashOf(tool, text)
  const same = await openTwin(sql, actor, { ...proposal, sha256 })
  if (same) return same
  const [row] = await sql<{ id: string }[]>`
    insert into proposals (org_id, tool, input, sha256, summary, amount, needs, scope, proposed_by,
      conversation_id, proposed_at, expires_at)
    values (current_org(), ${tool}, ${sql.json(input)}, ${sha256},
      ${proposal.summary}, ${amount}, ${needs}, ${proposal.scope}, ${actor.userId},
      ${proposal.conversationId}, ${now}, ${proposal.expiresAt})
    returning id`
  await record(sql, {
    at: now,
    action: 'proposal.made',
    userId: actor.userId,
    subject: `proposal:${row!.id}`,
    detail: { tool, needs, sha256: sha256.toString('hex') },
  })
  return { id: row!.id }
}

/** The very same that waits already: asked for twice in one breath, it is done once. */
async function openTwin(
  sql: Sql,
  { userId }: Actor,
  { sha256, conversationId, needs, now }: NewProposal & { sha256: Uint8Array },
): Promise<{ id: string } | null> {
  const [row] = await sql<{ id: string }[]>`
    select id
    from proposals p
    where proposed_by = ${userId} and conversation_id is not distinct from ${conversationId}::bigint
      and sha256 = ${sha256} and needs = ${needs} and expires_at > ${now}
      and not exists (
        select from proposal_decisions d
        where d.org_id = p.org_id and d.proposal_id = p.id)
    order by id desc
    limit 1`
  return row ?? null
}

/** Waits for everybody else who decides the same, until the transaction ends; null when there is none. */
export async function lockProposal(sql: Sql, id: string): Promise<Proposal | null> {
  await sql`select pg_advisory_xact_lock(current_org(), hashtext(${`proposal ${id}`}))`
  return findProposal(sql, id)
}

export async function findProposal(sql: Sql, id: string): Promise<Proposal | null> {
  const [row] = await sql<(Omit<Proposal, 'decided'> & Decision & { sha256: Uint8Array })[]>`
    select p.id, p.tool, p.input, p.sha256, p.summary, p.needs, p.scope,
      p.proposed_by as "proposedBy", u.name as proposer, p.conversation_id as "conversationId",
      p.expires_at as "expiresAt", d.decision, d.decided_by as "decidedBy",
      d.decided_at as "decidedAt", w.name as "deciderName"
    from proposals p
    join users u on u.org_id = p.org_id and u.id = p.proposed_by
    left join proposal_decisions d on d.org_id = p.org_id and d.proposal_id = p.id
    left join users w on w.org_id = d.org_id and w.id = d.decided_by
    where p.id = ${id}`
  if (!row) return null
  const { sha256, decision, decidedBy, decidedAt, deciderName, ...proposal } = row
  if (!hashOf(proposal.tool, canonical(proposal.input)).equals(sha256))
    throw new Error(`proposal ${id} is not what was proposed`)
  const decided = decision
    ? { as: decision, by: decidedBy, byName: deciderName, at: decidedAt! }
    : null
  return { ...proposal, decided }
}

interface Decision {
  decision: 'approved' | 'refused' | null
  decidedBy: string | null
  decidedAt: Date | null
  deciderName: string | null
}

export interface Deciding {
  proposal: Pick<Proposal, 'id' | 'tool'>
  decision: 'approved' | 'refused'
  /** null: a rule that runs unattended. */
  decidedBy: string | null
  via: 'button' | 'words' | 'rule'
  result: Json
  now: Date
}

/** Whoever comes second has waited for the lock and has seen the first. */
export async function keepDecision(sql: Sql, deciding: Deciding): Promise<void> {
  const { proposal, decision, decidedBy, via, result, now } = deciding
  await sql`
    insert into proposal_decisions (org_id, proposal_id, decision, decided_by, decided_at, via, result)
    values (current_org(), ${proposal.id}, ${decision}, ${decidedBy}, ${now}, ${via},
      ${sql.json(result)})`
  await record(sql, {
    at: now,
    action: `proposal.${decision}`,
    userId: decidedBy ?? undefined,
    subject: `proposal:${proposal.id}`,
    detail: { tool: proposal.tool, via },
  })
}

/** JSON with sorted keys, as `jsonb` may give them back in any order. */
export function canonical(value: Json): string {
  return JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function hashOf(tool: string, input: string): Buffer {
  return createHash('sha256').update(`${tool}\n${input}`).digest()
}

/** NUL characters and lone halves of surrogate pairs, as JSON writes them. */
function isUnstorable(json: string): boolean {
  return /\\u(0000|d[89a-f][0-9a-f]{2})/i.test(json)
}
