/**
 * The orchestrator: who is asking, and what about, decides which agent answers. The reader of
 * phrases chooses, so that the same message goes to the same agent, and no model is asked for it.
 */
import { worksHere } from '#domain/identity.ts'
import { type Agent, houseLimits } from '#engine/agent.ts'
import type { Answer, Asked } from '#engine/answer.ts'
import { runAgent } from '#engine/loop.ts'
import { offline } from '#engine/models/offline/offline.ts'
import { readPrompt } from '#engine/prompt.ts'
import type { Tool } from '#engine/tool.ts'
import type { LoopDeps } from '#engine/turn.ts'
import { dayOf } from '#kit/calendar.ts'
import { discountSupervisorAgent } from './discount-supervisor.ts'
import { financeAgent } from './finance.ts'
import { photoCalls } from './photo-calls.ts'
import { salesAgent } from './sales.ts'
import { shopperAgent } from './shopper.ts'
import { stockAgent } from './stock.ts'

/** `model` is the first of a chain (`models/fallback.ts`) that ends with `offline`. */
export function openOrchestrator(deps: LoopDeps & { tools: Tool[] }): Answer {
  const { tools, model } = deps
  const shopper = shopperAgent(tools)
  const specialists = [salesAgent, stockAgent, discountSupervisorAgent, financeAgent].map((make) =>
    make(tools),
  )
  const orchestrator: Agent = {
    name: 'orchestrator',
    prompt: readPrompt('orchestrator', 'manners/house', 'manners/writes'),
    tools,
    limits: houseLimits,
  }
  const reader = offline()

  return async (asked) =>
    asked.photos
      ? runAgent(deps, worksHere(asked.actor) ? orchestrator : shopper, {
          ...asked,
          calls: photoCalls(asked),
        })
      : runAgent(deps, await agentFor(asked), asked)

  /** Prompts are for models: with `offline` alone, and for a tapped button, there is nothing to choose. */
  async function agentFor(asked: Asked): Promise<Agent> {
    if (!worksHere(asked.actor)) return shopper
    if (!model.next || asked.tapped || asked.decides) return orchestrator
    const tool = await meant(asked)
    return specialists.find(({ own }) => tool !== null && own.has(tool)) ?? orchestrator
  }

  /** The tool that the message asks for by its words, or null. */
  async function meant({ actor, org, text, last, now }: Asked): Promise<string | null> {
    const isMine = ({ needs }: Tool) => needs === null || actor.may.has(needs)
    const answer = await reader.answer({
      system: '',
      messages: [{ role: 'user', text }],
      tools: tools.filter(isMine),
      situation: { org, today: dayOf(now, org.timezone), last, withheld: [] },
      signal: AbortSignal.timeout(houseLimits.lastModelMsMax),
    })
    return answer.is === 'calls' ? answer.calls[0]!.name : null
  }
}
