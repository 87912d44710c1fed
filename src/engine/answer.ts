/** What is asked of the agents in one turn, and what they give back. */
import type { Actor, Scope } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import type { PictureCard } from '#domain/pictures/card.ts'
import type { Receipt, RenderedFile } from '#reports/report.ts'
import type { Decides, DecisionOffer } from './approval/act.ts'
import type { Asks, Json, LastAnswer, Offer, PhotoAct, Tell, ToolRecord } from './tool.ts'

export interface Asked {
  actor: Actor
  org: Org
  text: string
  /** A tapped button: this call is made, no model is asked. */
  tapped?: { tool: string; input: Json }
  /** Photos that came with the words, looked at already; their numbers. */
  photos?: string[]
  /** Calls that the question comes down to: they are made, no model is asked. */
  calls?: { tool: string; input: Json }[]
  /** An answer to what was proposed: no model is asked. */
  decides?: Decides
  /** The chat it is said in; what is proposed here is decided here. */
  conversationId?: string
  /** Earlier turns of this conversation, oldest first, already trimmed. */
  history: { question: string; reply: string }[]
  last: LastAnswer | null
  /** What the last turn of this conversation asked back. */
  open?: Asks | null
  now: Date
}

export interface Answered {
  /** `**bold**` and line breaks are its only markup. */
  text: string
  files: RenderedFile[]
  /** Pictures of the catalogue; they are kept already. */
  cards?: PictureCard[]
  photoActs?: PhotoAct[]
  offers: (Offer | DecisionOffer)[]
  tools: ToolRecord[]
  receipts: Receipt[]
  refused: boolean
  /** The model whose words these are. */
  model: string
  /** A person who reads it twice would take it for two events; better that it arrives too late. */
  mustNotRepeat?: boolean
  /** The customer asked for a person: the staff are told, and the house is silent from then on. */
  wantsPerson?: boolean
  /** A link that signs the person in follows, in a private chat; no model sees it. */
  wantsSignIn?: boolean
  /** Waits for another person's yes: those who may are told, in their own chats. */
  asksSecond?: AsksSecond[]
  /** Told to others, in chats of their own. */
  tells?: Tell[]
  /** Runs of reports that are still being made: they come into this chat by themselves. */
  awaits?: string[]
  /** Somebody is to hear how an order request now stands. */
  hasOrderNews?: boolean
  /** What became of it, for the person who proposed it in another chat. */
  notices?: { conversationId: string; text: string }[]
}

export interface AsksSecond {
  proposal: string
  /** Whoever holds it may decide; '' everybody of the team. */
  scope: Scope | ''
  text: string
}

/** Never throws for a person's fault; a fault of ours is answered with one honest sentence. */
export type Answer = (asked: Asked) => Promise<Answered>
