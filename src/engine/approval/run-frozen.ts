/** The one place where a write runs: with what was frozen, within the transaction that decides. */
import { Refusal } from '#kit/refusal.ts'
import type { Json, Tool, ToolContext, ToolResult } from '../tool.ts'

const stale = 'That can no longer be done as it was proposed. Please ask again.'

/** Throws a Refusal for every "no", so that nothing of it stays. */
export async function runFrozen(
  tool: Tool,
  context: ToolContext,
  input: Json,
): Promise<ToolResult> {
  const parsed = (tool.frozen ?? tool.input).safeParse(input)
  if (!parsed.success) throw new Refusal(stale)
  const result = await tool.run(context, parsed.data)
  if (result.refused) throw new RunRefused(result)
  return result
}

/** A "no" that came as a result; undone like every other, its words stay. */
export class RunRefused extends Error {
  override readonly name = 'RunRefused'
  readonly result: ToolResult

  constructor(result: ToolResult) {
    super('the write was refused')
    this.result = result
  }
}
