/**
 * A person's answer to a proposal. The transaction that keeps the answer does the write, so that it
 * happens once or not at all; whatever stands against it is said, and nothing happens.
 */
import type { Sql } from '#db/sql.ts'
import { actorFor } from '#domain/people.ts'
import { within } from '#kit/within.ts'
import type { Answered } from '../answer.ts'
import type { Called } from '../call-tool.ts'
import { justWords, ownWords } from '../finish.ts'
import type { Tool, ToolContext, ToolResult } from '../tool.ts'
import type { Turn } from '../turn.ts'
import type { Decides } from './act.ts'
import { checkCode } from './check-code.ts'
import { objection } from './objections.ts'
import { keepDecision, lockProposal, type Proposal } from './proposals.ts'
import { runFrozen } from './run-frozen.ts'
import { undo } from './undo.ts'

const refusedWords = 'All right: nothing was done.'

/** Throws a Refusal, or a fault, when nothing was done. */
export async function decide(turn: Turn, decides: Decides): Promise<Answered> {
  if (decides.do === 'undo') return undo(turn, decides)
  const no = await checkCode(turn, decides)
  if (no) return stillAsks(no, decides.proposal)
  const { db, asked, agent } = turn
  const late = new Error('the write took too long')
  // The limit stands within: when it is over, the transaction is given up.
  const settled = await db.asOrg(asked.org.id, (sql) =>
    within(agent.limits.toolMsMax, late, () => settle(turn, sql, decides)),
  )
  if (settled.is === 'no') return justWords(settled.why, { refused: true })
  const notices = noticesTo(turn, settled)
  if (settled.is === 'refused') return { ...justWords(refusedWords), notices }
  return { ...(await answerDone(turn, settled)), notices }
}

/** A code after these words is still about this. */
function stillAsks(no: string, proposal: string): Answered {
  const tools = [{ name: 'ask_again', input: null, result: { proposal } }]
  return { ...justWords(no, { refused: true }), tools }
}

type Settled =
  | { is: 'no'; why: string }
  | { is: 'refused'; proposal: Proposal }
  | { is: 'done'; proposal: Proposal; tool: Tool; result: ToolResult; say: string }

async function settle(turn: Turn, sql: Sql, { do: act, proposal: id, via }: Decides) {
  const { actor, now } = turn.asked
  const proposal = await lockProposal(sql, id)
  const why = objection(turn, proposal, act === 'approve' ? 'approve' : 'refuse')
  if (why || !proposal) return { is: 'no', why: why ?? '' } satisfies Settled
  const kept = { proposal, decidedBy: actor.userId, via, now }
  if (act === 'refuse') {
    await keepDecision(sql, { ...kept, decision: 'refused', result: null })
    return { is: 'refused', proposal } satisfies Settled
  }
  const tool = turn.writes.get(proposal.tool)!
  const context = await contextOf(turn, sql, proposal)
  if (!context) return { is: 'no', why: lostRight } satisfies Settled
  const result = await runFrozen(tool, context, proposal.input)
  const say = result.say(turn.words)
  await keepDecision(sql, { ...kept, decision: 'approved', result: { facts: result.facts, say } })
  return { is: 'done', proposal, tool, result, say } satisfies Settled
}

const lostRight = 'Whoever asked for it may not do that any more.'

/** It is done in the name of the one who proposed it, whose rights, and those of the decider, are read anew. */
async function contextOf(turn: Turn, sql: Sql, proposal: Proposal): Promise<ToolContext | null> {
  const { org, now, actor: decider } = turn.asked
  const actor = await actorFor(sql, proposal.proposedBy)
  const decides = decider.userId === actor.userId ? actor : await actorFor(sql, decider.userId)
  const { scope } = proposal
  if (scope && !(actor.may.has(scope) && decides.may.has(scope))) return null
  return { sql, actor, org, now, today: turn.today, last: null }
}

async function answerDone(turn: Turn, done: Extract<Settled, { is: 'done' }>): Promise<Answered> {
  const { proposal, tool, result, say } = done
  const canUndo = tool.undo && proposal.needs !== 'second-person'
  const decisions = canUndo
    ? [{ title: 'Undo', decides: { do: 'undo' as const, proposal: proposal.id } }]
    : []
  const call: Called['call'] = { id: proposal.id, name: tool.name, input: proposal.input }
  const whole = { ...result, decisions: [...(result.decisions ?? []), ...decisions] }
  const answered = await ownWords(turn, [{ call, result: whole, say }])
  return { ...answered, mustNotRepeat: true }
}

/** Whoever asked in another chat hears of it there. */
function noticesTo({ asked }: Turn, settled: Exclude<Settled, { is: 'no' }>) {
  const { conversationId, proposedBy, summary } = settled.proposal
  if (!conversationId || proposedBy === asked.actor.userId) return []
  const who = asked.actor.name ?? 'A second person'
  const text =
    settled.is === 'done'
      ? `${who} said yes.\n\n${settled.say}`
      : `${who} said no; nothing was done:\n\n${summary}`
  return [{ conversationId, text }]
}
