/** An agent for the people who run the business: its own prompt, its own tools, and those that everyone has. */
import { type Agent, houseLimits } from '#engine/agent.ts'
import { readPrompt } from '#engine/prompt.ts'
import type { Tool } from '#engine/tool.ts'

const everyones = [
  'explain_last_answer',
  'help',
  'link_account',
  'sign_in_link',
  'find_product',
  'ask_sales',
]

/** `own` are the tools that it is asked for; `more` those that its answers also need. */
export function specialist(
  tools: Tool[],
  { name, own, more = [] }: { name: string; own: string[]; more?: string[] },
): Agent & { own: ReadonlySet<string> } {
  const mine = new Set([...own, ...more, ...everyones])
  return {
    name,
    prompt: readPrompt(name, 'manners/house', 'manners/writes'),
    tools: tools.filter((tool) => mine.has(tool.name)),
    limits: houseLimits,
    own: new Set(own),
  }
}
