/**
 * The chat-completions protocol with tools, as OpenAI, Groq and the servers that are compatible with
 * them speak it: our request in their words, their answer in ours. Answers are strangers' until parsed.
 */
import { z } from 'zod'
import { completionOf } from '#clients/chat-completion.ts'
import { ModelFault } from '#clients/model-fault.ts'
import type { ModelAnswer, ModelMessage, ModelRequest } from '../model.ts'
import type { Json, Tool } from '../tool.ts'

const outputTokensMax = 4_096
const resultLengthMax = 24_000
/** No tool takes half as many levels; JSON of thousands would exhaust the stack of its readers. */
const inputDepthMax = 20

export interface ChatBody {
  model: string
  messages: ChatMessage[]
  tools?: ChatTool[]
  max_completion_tokens: number
  response_format?: {
    type: 'json_schema'
    json_schema: { name: string; strict: true; schema: Record<string, unknown> }
  }
}

type ChatMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string | null; tool_calls?: ChatCall[] }
  | { role: 'tool'; tool_call_id: string; content: string }

interface ChatCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

interface ChatTool {
  type: 'function'
  function: { name: string; description: string; parameters: Record<string, unknown> }
}

export function bodyOf(
  model: string,
  { system, messages, tools, answerSchema }: ModelRequest,
): ChatBody {
  return {
    model,
    messages: [{ role: 'system', content: system }, ...messages.map(toChat)],
    ...(tools.length > 0 ? { tools: tools.map(described) } : {}),
    max_completion_tokens: outputTokensMax,
    ...(answerSchema
      ? {
          response_format: {
            type: 'json_schema',
            json_schema: { strict: true, ...answerSchema },
          },
        }
      : {}),
  }
}

/** Throws ModelFault for what is cut, filtered, refused or no answer at all. */
export function answerOf(raw: unknown): ModelAnswer {
  const { message, usage } = completionOf(raw)
  const calls = (message.tool_calls ?? []).map((call, i) => ({
    id: call.id || `call_${i}`,
    name: call.function.name,
    input: inputOf(call.function.arguments),
  }))
  if (calls.length > 0) return { is: 'calls', calls, usage }
  const text = message.content?.trim()
  if (!text) throw new ModelFault('bad-answer', 'neither words nor calls')
  return { is: 'text', text, usage }
}

/** What is not JSON, or nests beyond all reason, stays a string, for the loop to complain of. */
function inputOf(text: string | null | undefined): Json {
  if (!text?.trim()) return {}
  try {
    const input = JSON.parse(text) as Json
    return isDeeper(input, inputDepthMax) ? text : input
  } catch {
    return text
  }
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1))
}

function toChat(message: ModelMessage): ChatMessage {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: message.text }
    case 'assistant':
      return { role: 'assistant', content: message.text }
    case 'calls':
      return {
        role: 'assistant',
        content: null,
        tool_calls: message.calls.map(({ id, name, input }) => ({
          id,
          type: 'function',
          // Servers refuse a past call whose arguments are not JSON.
          function: { name, arguments: typeof input === 'string' ? '{}' : JSON.stringify(input) },
        })),
      }
    case 'result':
      return { role: 'tool', tool_call_id: message.callId, content: resultText(message) }
  }
}

function resultText({ facts, say, isFault }: Extract<ModelMessage, { role: 'result' }>): string {
  if (isFault) return JSON.stringify({ fault: say })
  const whole = JSON.stringify({ facts, in_words: say })
  if (whole.length <= resultLengthMax) return whole
  return JSON.stringify({ in_words: say.slice(0, resultLengthMax), left_out: 'facts: too long' })
}

/** Schemas are made once per tool. */
const schemas = new WeakMap<Tool, ChatTool>()

function described(tool: Tool): ChatTool {
  const known = schemas.get(tool)
  if (known) return known
  const { $schema, ...parameters } = z.toJSONSchema(tool.input, {
    io: 'input',
    unrepresentable: 'any',
  })
  const made: ChatTool = {
    type: 'function',
    function: { name: tool.name, description: tool.description, parameters },
  }
  schemas.set(tool, made)
  return made
}
