/** What a tool is: input, then name, description, phrases, needs, run. It holds no SQL and does no sums. */
import type { z } from 'zod'
import type { Sql } from '#db/sql.ts'
import type { Approval } from '#domain/approval-rules.ts'
import type { Actor, Scope } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import type { PictureCard } from '#domain/pictures/card.ts'
import type { FileFormat } from '#domain/report-runs.ts'
import type { Day } from '#kit/day.ts'
import type { Words } from '#kit/words.ts'
import type { Format, Receipt, Report } from '#reports/report.ts'
import type { DecisionOffer } from './approval/act.ts'

export type Json = null | string | number | boolean | Json[] | { [key: string]: Json }

/** A tool call that was made and what came of it; kept with the turn. */
export interface ToolRecord {
  name: string
  input: Json
  result: Json
  asks?: Asks
}

/** A question of a tool: what the person says next is read by that tool's `hear`, with what it knows so far. */
export interface Asks {
  tool: string
  input: Json
}

/** `isSure`: whatever else the words could mean, they answer the question. */
export type Heard = { input: Json; isSure: boolean }

/** A message to others, in chats of their own: to those who hold a scope by a role in the house, or to one person. */
export interface Tell {
  to: { scope: Scope } | { userId: string }
  text: string
  offers?: Offer[]
}

/** The answer before this one, so that "and in December?" and "why?" have something to lean on. */
export interface LastAnswer {
  question: string
  reply: string
  tools: ToolRecord[]
  receipts: Receipt[]
}

export interface ToolContext {
  /** A transaction within the actor's org; it can only read, but for the `run` and `undo` of a write. */
  sql: Sql
  actor: Actor
  org: Org
  now: Date
  /** The business day of `now` in the org's timezone. */
  today: Day
  last: LastAnswer | null
}

/** A type of the catalogue of reports, and the params it is asked for with. */
export interface NamedRun {
  type: string
  params: Record<string, string>
}

/** A button that, when tapped, makes exactly this call (rights are checked again then). */
export interface Offer {
  title: string
  description?: string
  tool: string
  input: Json
}

/** About a photo, by its number; done in the transaction that ends the turn. */
export type PhotoAct =
  /** The asker says that it shows this product. */
  | { do: 'choose'; photo: string; product: string }
  /** The team is shown a photo that nobody knows. */
  | { do: 'offer'; photo: string }
  /** Askers hear what the team answered. */
  | { do: 'tell' }

export interface ToolResult {
  /** What a model may speak of: every figure here, and no other, may be said. */
  facts: Json
  /** The answer that stands when no model words it. `**bold**` and line breaks are its only markup. */
  say: (words: Words) => string
  receipts?: Receipt[]
  report?: Report
  /** Files to make of `report`; rendered by the loop once the transaction has ended. */
  formats?: Format[]
  /** What `report` is a report of, by the catalogue: its files are kept as a run, frozen. */
  run?: NamedRun
  /** A report that the desk makes at the end of the turn: its own words are added to the answer. */
  makes?: NamedRun & { formats: FileFormat[] }
  offers?: Offer[]
  /** What was asked back, to be answered in plain words. */
  asks?: Asks
  /** Told to others when the turn ends, in the transaction that ends it. */
  tells?: Tell[]
  /** Somebody is to hear how an order request now stands; whom and what is read from its row. */
  hasOrderNews?: boolean
  /** Pictures of the catalogue, sent with the answer. */
  cards?: PictureCard[]
  /** What follows from an answer about a photo. */
  photoActs?: PhotoAct[]
  /** Buttons about what waits for an answer. */
  decisions?: DecisionOffer[]
  /** True when the answer is a "no". */
  refused?: boolean
  /** True when it tells of something done, so that told twice it would seem done twice. */
  mustNotRepeat?: boolean
  /** Told as it is, labels and all: no model words it anew, and the turn ends with it. */
  asIs?: boolean
  /** Ends with a person being called to this chat. */
  wantsPerson?: boolean
  /** Ends with a link to the pages, which the chat adds where nobody else reads it. */
  wantsSignIn?: boolean
}

/** What a write would do, exactly; it is done only after a person who may has approved just this. */
export interface Proposed {
  proposed: true
  /** In plain words for the one who decides, before → after. */
  summary: (words: Words) => string
  /** What it is about in the org's currency, for rules by amount; without one all rules apply. */
  amount?: string
  /** Frozen, ids resolved; parsed by `frozen ?? input` before it is run. */
  input: Json
  /** What a model may speak of. */
  facts?: Json
  /**
   * A tapped button that says all of this is the person's yes, where their own is enough. Only for what
   * is told along with its button.
   */
  tapDecides?: boolean
  /** From 0 to 1, reckoned by code, never said by a model: for rules of what may run unattended. */
  confidence?: number
}

export interface Tool<
  Input extends z.ZodObject = z.ZodObject,
  Frozen extends z.ZodObject = z.ZodObject,
> {
  name: string
  description: string
  /** How people ask for it, for the `offline` reader: plain words, with {slots} named as the input's fields. */
  phrases: string[]
  /** null: everybody may. */
  needs: Scope | null
  input: Input
  /** Of a write, when what is frozen has another shape than what was said. */
  frozen?: Frozen
  /**
   * Makes the tool a write: turns what was said into exactly what will be done. Read-only. A
   * ToolResult instead is a question, a choice or a no.
   */
  propose?(context: ToolContext, input: z.output<Input>): Promise<Proposed | ToolResult>
  /** The least that the house asks for; `own` when not said. An org's rules may ask for more. */
  approval?: Approval
  /** Of a write: called only by the transaction that decides, never by a model. */
  run(context: ToolContext, input: z.output<Frozen>): Promise<ToolResult>
  /** Reads what a person says to the question that this tool `asks`; null when it is no answer to it. */
  hear?(said: string, known: Json): Heard | null
  /**
   * Of a write: a compensating entry, within the window that the house allows. Gets the frozen input
   * and the facts that `run` gave.
   */
  undo?(context: ToolContext, done: { input: Json; facts: Json }): Promise<ToolResult>
}

/** Ties `propose` and `run` to the types of their inputs. */
export function defineTool<Input extends z.ZodObject, Frozen extends z.ZodObject = Input>(
  tool: Tool<Input, Frozen>,
): Tool {
  return tool as unknown as Tool
}

/** A report's figures, or anything else that JSON can hold, as plain JSON of its own. */
export function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}
