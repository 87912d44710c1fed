/** The orchestrator: who is asking decides which agent answers. */
import type { Actor } from '#domain/identity.ts'
import type { Agent } from '#engine/agent.ts'
import type { Answer } from '#engine/answer.ts'
import { runAgent } from '#engine/loop.ts'
import type { Tool } from '#engine/tool.ts'
import type { LoopDeps } from '#engine/turn.ts'
import { salesAgent } from './sales.ts'
import { shopperAgent } from './shopper.ts'

/** `model` is the first of a chain (`models/fallback.ts`) that ends with `offline`. */
export function openOrchestrator(deps: LoopDeps & { tools: Tool[] }): Answer {
  const { tools } = deps
  const sales = salesAgent(tools)
  const shopper = shopperAgent(tools)

  return (asked) => runAgent(deps, agentFor(asked.actor), asked)

  function agentFor({ roles }: Actor): Agent {
    return roles.some((role) => role !== 'customer') ? sales : shopper
  }
}
