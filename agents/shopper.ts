/** Shopper: serves customers. Tools of the business are withheld from them by their rights. */
import { type Agent, houseLimits } from '#engine/agent.ts'
import { readPrompt } from '#engine/prompt.ts'
import type { Tool } from '#engine/tool.ts'

export function shopperAgent(tools: Tool[]): Agent {
  return {
    name: 'shopper',
    prompt: readPrompt('shopper', 'manners/house'),
    tools,
    limits: { ...houseLimits, stepsMax: 4 },
  }
}
