/** Calls that are made with no model between: a tapped button's, and those a photo comes down to. */
import type { Answered, Asked } from './answer.ts'
import { type Called, callTool, ourFault } from './call-tool.ts'
import { justWords, ownWords } from './finish.ts'
import type { Json } from './tool.ts'
import type { Turn } from './turn.ts'

const staleButton = 'That button no longer works. Please ask again in words.'
const notAllowed = 'Your account may not do that here.'

/** Rights are looked at again. */
export async function tap(
  turn: Turn,
  { tool, input }: { tool: string; input: Json },
): Promise<Answered> {
  if (!turn.tools.has(tool)) {
    const isWithheld = turn.withheld.some(({ name }) => name === tool)
    return justWords(isWithheld ? notAllowed : staleButton, { refused: isWithheld })
  }
  const called = await callTool(turn, { id: 'tapped', name: tool, input })
  const isStale = called.result === null && called.say !== ourFault
  return isStale ? justWords(staleButton) : ownWords(turn, [called])
}

/** Each that this person may make, in their order. */
export async function makeCalls(turn: Turn, calls: NonNullable<Asked['calls']>): Promise<Answered> {
  const made: Called[] = []
  for (const [at, { tool, input }] of calls.entries())
    if (turn.tools.has(tool))
      made.push(await callTool(turn, { id: `call ${at + 1}`, name: tool, input }))
  return made.length > 0 ? ownWords(turn, made) : justWords(notAllowed, { refused: true })
}
