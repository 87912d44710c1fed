/** A done write is taken back by compensating entries: once, soon after, by whoever did it. */
import type { Sql } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import { actorFor } from '#domain/people.ts'
import { within } from '#kit/within.ts'
import type { Answered } from '../answer.ts'
import { justWords, ownWords } from '../finish.ts'
import type { Json, Tool, ToolResult } from '../tool.ts'
import type { Turn } from '../turn.ts'
import type { Decides } from './act.ts'
import { lockProposal, type Proposal } from './proposals.ts'
import { RunRefused } from './run-frozen.ts'

const notDone = 'That was not done, so there is nothing to undo.'
const noUndo = 'That cannot be undone by a button. Please tell me what to correct.'
const again = 'That was undone already. It was not undone again.'
const otherPerson = 'Only whoever did it can undo it.'
const tooLate = 'That is too late to undo by a button. Please tell me what to correct.'
const notAllowed = 'Your account may not do that here.'

type Undone =
  | { is: 'no'; why: string }
  | { is: 'undone'; tool: Tool; result: ToolResult; input: Json }

export async function undo(turn: Turn, { proposal: id, via }: Decides): Promise<Answered> {
  const { db, asked, agent } = turn
  const late = new Error('the undoing took too long')
  const undone = await db.asOrg(asked.org.id, (sql) =>
    within(agent.limits.toolMsMax, late, () => takeBack(turn, sql, { id, via })),
  )
  if (undone.is === 'no') return justWords(undone.why, { refused: true })
  const { tool, result, input } = undone
  const call = { id, name: tool.name, input: { undo: input } }
  const answered = await ownWords(turn, [{ call, result, say: result.say(turn.words) }])
  return { ...answered, mustNotRepeat: true }
}

async function takeBack(
  turn: Turn,
  sql: Sql,
  { id, via }: { id: string; via: string },
): Promise<Undone> {
  const { org, now, actor: asker } = turn.asked
  const proposal = await lockProposal(sql, id)
  const no = await objectionTo(turn, sql, proposal)
  if (no || !proposal) return { is: 'no', why: no ?? notDone }
  const tool = turn.writes.get(proposal.tool)!
  const actor = await actorFor(sql, asker.userId)
  if (proposal.scope && !actor.may.has(proposal.scope)) return { is: 'no', why: notAllowed }
  const [decision] = await sql<{ facts: Json }[]>`
    select result -> 'facts' as facts
    from proposal_decisions
    where proposal_id = ${id}`
  const context = { sql, actor, org, now, today: turn.today, last: null }
  const result = await tool.undo!(context, { input: proposal.input, facts: decision!.facts })
  if (result.refused) throw new RunRefused(result)
  const said = { facts: result.facts, say: result.say(turn.words) }
  await sql`
    insert into proposal_undos (org_id, proposal_id, undone_by, undone_at, result)
    values (current_org(), ${id}, ${actor.userId}, ${now}, ${sql.json(said)})`
  await record(sql, {
    ...{ at: now, action: 'proposal.undone', userId: actor.userId, subject: `proposal:${id}` },
    detail: { tool: proposal.tool, via },
  })
  return { is: 'undone', tool, result, input: proposal.input }
}

async function objectionTo(
  { asked, agent, writes }: Turn,
  sql: Sql,
  proposal: Proposal | null,
): Promise<string | null> {
  const { actor, conversationId = null, now } = asked
  if (proposal?.decided?.as !== 'approved') return notDone
  if (!writes.get(proposal.tool)?.undo) return noUndo
  const { by, at } = proposal.decided
  const isOwn = (by ?? proposal.proposedBy) === actor.userId
  if (!isOwn || proposal.conversationId !== conversationId) return otherPerson
  if (proposal.scope && !actor.may.has(proposal.scope)) return notAllowed
  const undone = await sql`select 1 from proposal_undos where proposal_id = ${proposal.id}`
  if (undone.count > 0) return again
  return now.getTime() - at.getTime() > agent.limits.undoMsMax ? tooLate : null
}
