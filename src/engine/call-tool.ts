/** One tool call: found, checked, run in a read-only transaction; a write is only proposed. Words come back. */
import { z } from 'zod'
import { isDatabaseGone } from '#db/away.ts'
import type { Sql } from '#db/sql.ts'
import { atFreshMoment } from '#domain/report-views.ts'
import { Refusal } from '#kit/refusal.ts'
import { within } from '#kit/within.ts'
import { propose, type Waiting } from './approval/propose.ts'
import { RunRefused } from './approval/run-frozen.ts'
import type { ToolCall } from './model.ts'
import type { Json, Tool, ToolResult } from './tool.ts'
import type { Turn } from './turn.ts'

export const ourFault = 'Something went wrong on our side. Please try again in a moment.'

export interface Called {
  call: ToolCall
  /** Null when there was none to give: the fault is in `say` then. */
  result: ToolResult | null
  say: string
  /** A write that now waits for a person's answer. */
  waiting?: Waiting | null
  /** A write that a rule of the org let run at once. */
  isDone?: boolean
}

/**
 * A fault of the model's or of ours is told in `say`; a Refusal in its own words. Throws only when
 * the database is gone: then the whole question can be asked again.
 */
export async function callTool(turn: Turn, call: ToolCall): Promise<Called> {
  const startedAt = turn.clock()
  const started = performance.now()
  const { outcome, ...came } = await attempt(turn, call)
  turn.note({
    action: 'tool.call',
    // A name that a model made up is text, and texts are not kept.
    name: turn.tools.has(call.name) ? call.name : 'unknown',
    at: startedAt,
    ms: performance.now() - started,
    outcome,
    input: call.input,
    output: came.result ? came.result.facts : came.say,
  })
  return { call, ...came }
}

type Attempt = Omit<Called, 'call'> & { outcome: string }

async function attempt(turn: Turn, call: ToolCall): Promise<Attempt> {
  const tool = turn.tools.get(call.name)
  if (!tool) return fault('unknown', unknownTool(turn))
  if (typeof call.input === 'string')
    return fault('bad-input', `The arguments of ${tool.name} were not JSON. Call it again.`)
  const parsed = tool.input.safeParse(call.input ?? {})
  if (!parsed.success)
    return fault('bad-input', `${tool.name} was not run: ${z.prettifyError(parsed.error)}`)
  try {
    const late = new Error('tool took too long')
    return await within(turn.agent.limits.toolMsMax, late, () => run(turn, tool, parsed.data))
  } catch (error) {
    if (error instanceof Refusal) return refusal(error.message)
    if (error instanceof RunRefused) return came(turn, error.result)
    if (isDatabaseGone(error)) throw error
    turn.log.error({ err: error, tool: tool.name, orgId: turn.asked.org.id }, 'tool failed')
    return fault('fault', ourFault)
  }
}

/** A model's call never reaches the `run` of a write. */
async function run(turn: Turn, tool: Tool, input: Record<string, unknown>): Promise<Attempt> {
  if (tool.propose) {
    const { result, waiting, isDone } = await propose(turn, tool, input)
    const attempt = { ...came(turn, result), waiting, isDone }
    return waiting ? { ...attempt, outcome: 'proposed' } : attempt
  }
  const { db, today, asked } = turn
  const { actor, org, now, last } = asked
  await turn.fresh()
  const read = (sql: Sql) => tool.run({ sql, actor, org, now, today, last }, input)
  const result = await db.asReaderAtOneMoment(org.id, read)
  // A sale may have come between the refresh and the reading: what ties is told, and else looked at again.
  if (result.report?.controls.every(({ ties }) => ties) ?? true) return came(turn, result)
  return came(turn, await atFreshMoment(db, org.id, read))
}

function came(turn: Turn, result: ToolResult): Attempt {
  return { outcome: result.refused ? 'refused' : 'done', result, say: result.say(turn.words) }
}

function refusal(words: string): Attempt {
  const facts: Json = { refused: words }
  return { outcome: 'refused', result: { facts, say: () => words, refused: true }, say: words }
}

function fault(outcome: string, say: string): Attempt {
  return { outcome, result: null, say }
}

function unknownTool({ tools }: Turn): string {
  return `There is no tool of that name. There are: ${[...tools.keys()].join(', ') || 'none'}.`
}
