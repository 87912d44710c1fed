/** Sales: answers the people who run the business about what was sold. */
import { type Agent, houseLimits } from '#engine/agent.ts'
import { readPrompt } from '#engine/prompt.ts'
import type { Tool } from '#engine/tool.ts'

export function salesAgent(tools: Tool[]): Agent {
  return {
    name: 'sales',
    prompt: readPrompt('sales', 'manners/house'),
    tools,
    limits: houseLimits,
  }
}
