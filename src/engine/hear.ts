/** What a person says to the question that a tool asked back: read by that tool, and no model is asked. */
import type { Answered } from './answer.ts'
import { callTool } from './call-tool.ts'
import { justWords, ownWords } from './finish.ts'
import { readCommand } from './models/offline/command.ts'
import type { Json } from './tool.ts'
import type { Turn } from './turn.ts'

const lettingGo =
  /^(?:no|nope|nah|no thanks?(?: you)?|never ?mind|forget it|cancel|cancel (?:it|that)|stop it|leave it|hapana)$/
const dropped = 'All right: nothing was done.'

/** Null: nothing was asked, or this is no answer to it. Words that ask for something else are that. */
export function answerHeard(turn: Turn): Promise<Answered> | null {
  const { asked, tools, today } = turn
  const { open, text, org, last } = asked
  const tool = open && tools.get(open.tool)
  if (!open || !tool?.hear) return null
  if (lettingGo.test(plain(text))) return Promise.resolve(justWords(dropped))
  const heard = tool.hear(text, open.input)
  if (!heard) return null
  const situation = { org, today, last, withheld: [] }
  if (!heard.isSure && readCommand(text, [...tools.values()], situation)) return null
  return callAgain(turn, { name: tool.name, input: heard.input })
}

async function callAgain(turn: Turn, call: { name: string; input: Json }): Promise<Answered> {
  return ownWords(turn, [await callTool(turn, { id: 'heard', ...call })])
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s.!,]+/g, ' ')
    .trim()
}
