/** A write is proposed: frozen, hashed, and shown in plain words to the one who may decide it. */
import type { Sql } from '#db/sql.ts'
import { type Approval, neededApproval } from '#domain/approval-rules.ts'
import { mayRunUnattended } from '#domain/automation-rules.ts'
import type { Scope } from '#domain/identity.ts'
import { harmless } from '#kit/harmless.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Json, Proposed, Tool, ToolContext, ToolResult } from '../tool.ts'
import type { Turn } from '../turn.ts'
import { keepDecision, keepProposal } from './proposals.ts'
import { runFrozen } from './run-frozen.ts'

/** What now waits for an answer. */
export interface Waiting {
  proposal: string
  needs: Approval
  /** Whoever decides holds it; '' none in particular. */
  scope: Scope | ''
  summary: string
}

/** Nobody is asked to approve what they are not shown. */
const summaryLengthMax = 3_500
const tooLong = 'That is too much to show at once: please do it in smaller parts.'
const noApp =
  'This needs a code of your authenticator app, and you have none yet. The owner sets one up with: tillie second-factor.'

/** `isDone`: a rule of the org let it run at once. */
interface Came {
  result: ToolResult
  waiting: Waiting | null
  isDone: boolean
}

/** Refused when it cannot be approved at all, or too much waits already. Writes nothing but the proposal. */
export async function propose(
  turn: Turn,
  tool: Tool,
  input: Record<string, unknown>,
): Promise<Came> {
  const { asked, today, db } = turn
  const { actor, org, now, last } = asked
  const context = { actor, org, now, today, last }
  await turn.fresh()
  const proposed = await db.asReader(org.id, (sql) => tool.propose!({ ...context, sql }, input))
  if (!('proposed' in proposed)) return { result: proposed, waiting: null, isDone: false }
  return db.asOrg(org.id, (sql) => keep(turn, tool, proposed, { ...context, sql }))
}

async function keep(
  turn: Turn,
  tool: Tool,
  proposed: Proposed,
  context: ToolContext,
): Promise<Came> {
  const { actor, conversationId = null } = turn.asked
  const { proposalMsMax, secondPersonMsMax, proposalLengthMax } = turn.agent.limits
  const { sql, now } = context
  // One at a time per person: what comes twice at once waits once.
  await sql`select pg_advisory_xact_lock(current_org(), hashtext(${`proposals ${actor.userId}`}))`
  const amount = proposed.amount ?? null
  const atLeast = tool.approval ?? 'own'
  const needs = await neededApproval(sql, { tool: tool.name, amount, atLeast })
  await check(sql, turn, needs)
  const lifeMs = needs === 'second-person' ? secondPersonMsMax : proposalMsMax
  const scope: Scope | '' = tool.needs ?? ''
  const summary = harmless(proposed.summary(turn.words))
  if (summary.length > summaryLengthMax) throw new Refusal(tooLong)
  const { id } = await keepProposal(sql, actor, {
    ...{ tool: tool.name, input: proposed.input, summary, amount, needs, scope, conversationId },
    ...{ now, expiresAt: new Date(now.getTime() + lifeMs), lengthMax: proposalLengthMax },
  })
  const { confidence = null } = proposed
  const write = { turn, tool, proposed, context, id }
  if (needs === 'own' && isTapped(turn, tool, proposed)) return runByTap(write)
  if (needs === 'own' && (await mayRunUnattended(sql, { tool: tool.name, amount, confidence })))
    return runByRule(write)
  const facts: Json = { ...asFacts(proposed.facts), proposal: id, summary, waitsFor: needs }
  const say = () => `${summary}\n\n${questions[needs]}`
  const waiting = { proposal: id, needs, scope, summary }
  return { result: { facts, say }, waiting, isDone: false }
}

const questions: Record<Approval, string> = {
  own: 'Shall I do it?',
  'second-person':
    'This needs the yes of a second person. I have asked those who may give it, and I tell you what they say.',
  'second-factor': 'To do it, send me the 6-digit code of your authenticator app now.',
}

async function check(sql: Sql, { asked, agent, secondFactor }: Turn, needs: Approval) {
  const { actor, now } = asked
  if (needs === 'second-factor' && !(await secondFactor?.isEnrolled(sql, actor.userId)))
    throw new Refusal(noApp)
  const { proposalsOpenMax } = agent.limits
  const open = await sql`
    select 1
    from proposals p
    where proposed_by = ${actor.userId} and expires_at > ${now}
      and not exists (
        select from proposal_decisions d
        where d.org_id = p.org_id and d.proposal_id = p.id)
    limit ${proposalsOpenMax}`
  if (open.count >= proposalsOpenMax)
    throw new Refusal('Too much waits for your answer already: please say yes or no to that first.')
}

/** The tap was on a button that said all of this: no second yes is asked for. */
function isTapped({ asked }: Turn, tool: Tool, { tapDecides }: Proposed): boolean {
  return tapDecides === true && asked.tapped?.tool === tool.name
}

async function runByTap(write: Write): Promise<Came> {
  const decidedBy = write.turn.asked.actor.userId
  const result = await runNow(write, { decidedBy, via: 'button' })
  return { result: { ...result, mustNotRepeat: true }, waiting: null, isDone: true }
}

/** The org allowed it beforehand, up to an amount and from a confidence on. */
async function runByRule(write: Write): Promise<Came> {
  await refuseAgain(write.context.sql, write.id)
  const result = await runNow(write, { decidedBy: null, via: 'rule' })
  const say: ToolResult['say'] = (words) =>
    `${result.say(words)}\nDone unattended, as your rules allow.`
  return { result: { ...result, say, mustNotRepeat: true }, waiting: null, isDone: true }
}

async function runNow(
  { turn, tool, proposed, context, id }: Write,
  by: { decidedBy: string | null; via: 'button' | 'rule' },
): Promise<ToolResult> {
  const result = await runFrozen(tool, context, proposed.input)
  const said = { facts: result.facts, say: result.say(turn.words) }
  await keepDecision(context.sql, {
    ...{ proposal: { id, tool: tool.name }, decision: 'approved', ...by },
    ...{ result: said, now: context.now },
  })
  return result
}

/** Nobody looks on: what a model asks for twice in one breath is done once. */
async function refuseAgain(sql: Sql, id: string) {
  const before = await sql`
    select 1
    from proposals p
    join proposals o on o.org_id = p.org_id and o.proposed_by = p.proposed_by
      and o.proposed_at = p.proposed_at and o.sha256 = p.sha256 and o.id <> p.id
    where p.id = ${id}
    limit 1`
  if (before.count > 0) throw new Refusal('That was done just now; it was not done again.')
}

interface Write {
  turn: Turn
  tool: Tool
  proposed: Proposed
  context: ToolContext
  id: string
}

function asFacts(facts: Json | undefined) {
  return facts && typeof facts === 'object' && !Array.isArray(facts) ? facts : {}
}
