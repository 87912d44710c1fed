/** What is asked of the agents in one turn, and what they give back. */
import type { Actor } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import type { Receipt, RenderedFile } from '#reports/report.ts'
import type { Json, LastAnswer, Offer, ToolRecord } from './tool.ts'

export interface Asked {
  actor: Actor
  org: Org
  text: string
  /** A tapped button: this call is made, no model is asked. */
  tapped?: { tool: string; input: Json }
  /** Earlier turns of this conversation, oldest first, already trimmed. */
  history: { question: string; reply: string }[]
  last: LastAnswer | null
  now: Date
}

export interface Answered {
  /** `**bold**` and line breaks are its only markup. */
  text: string
  files: RenderedFile[]
  offers: Offer[]
  tools: ToolRecord[]
  receipts: Receipt[]
  refused: boolean
  /** The model whose words these are. */
  model: string
  /** A person who reads it twice would take it for two events; better that it arrives too late. */
  mustNotRepeat?: boolean
  /** The customer asked for a person: the staff are told, and the house is silent from then on. */
  wantsPerson?: boolean
}

/** Never throws for a person's fault; a fault of ours is answered with one honest sentence. */
export type Answer = (asked: Asked) => Promise<Answered>
