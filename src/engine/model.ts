/** What a model is: messages and tool descriptions in, tool calls or text out. */
import type { Usage } from '#clients/chat-completion.ts'
import type { Org } from '#domain/org.ts'
import type { Day } from '#kit/day.ts'
import type { Json, LastAnswer, Tool } from './tool.ts'

export interface ToolCall {
  id: string
  name: string
  /** As the model gave it: not yet checked. A string when it was not even JSON. */
  input: Json
}

export type ModelMessage =
  | { role: 'user'; text: string }
  | { role: 'assistant'; text: string }
  | { role: 'calls'; calls: ToolCall[] }
  | { role: 'result'; callId: string; name: string; facts: Json; say: string; isFault: boolean }

/** What the words lean on: needed by `offline`, told to the others in the prompt. */
export interface Situation {
  org: Org
  today: Day
  last: LastAnswer | null
  /** Tools that exist but that this person has no right to; `offline` refuses, others never see them. */
  withheld: Tool[]
}

export interface ModelRequest {
  system: string
  messages: ModelMessage[]
  tools: Tool[]
  situation: Situation
  /** The answer must be JSON of this schema; servers that can are told to hold the model to it. */
  answerSchema?: { name: string; schema: Record<string, unknown> }
  signal: AbortSignal
}

export type ModelAnswer =
  | { is: 'calls'; calls: ToolCall[]; usage?: Usage }
  | { is: 'text'; text: string; refused?: boolean; usage?: Usage }

export interface Model {
  /** `offline`, `openai:gpt-5-mini`, … as it stands in the audit. */
  readonly name: string
  /** Throws `ModelFault` and nothing else; retries are its own affair, bounded. */
  answer(request: ModelRequest): Promise<ModelAnswer>
  /** Asked from the question anew when this one faults; see `models/fallback.ts`. */
  readonly next?: Model
}
