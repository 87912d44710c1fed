/** What a tool is: input, then name, description, phrases, needs, run. It holds no SQL and does no sums. */
import type { z } from 'zod'
import type { Sql } from '#db/sql.ts'
import type { Actor, Scope } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import type { Day } from '#kit/day.ts'
import type { Words } from '#kit/words.ts'
import type { Format, Receipt, Report } from '#reports/report.ts'

export type Json = null | string | number | boolean | Json[] | { [key: string]: Json }

/** A tool call that was made and what came of it; kept with the turn. */
export interface ToolRecord {
  name: string
  input: Json
  result: Json
}

/** The answer before this one, so that "and in December?" and "why?" have something to lean on. */
export interface LastAnswer {
  question: string
  reply: string
  tools: ToolRecord[]
  receipts: Receipt[]
}

export interface ToolContext {
  /** A read-only transaction within the actor's org. */
  sql: Sql
  actor: Actor
  org: Org
  now: Date
  /** The business day of `now` in the org's timezone. */
  today: Day
  last: LastAnswer | null
}

/** A button that, when tapped, makes exactly this call (rights are checked again then). */
export interface Offer {
  title: string
  description?: string
  tool: string
  input: Json
}

export interface ToolResult {
  /** What a model may speak of: every figure here, and no other, may be said. */
  facts: Json
  /** The answer that stands when no model words it. `**bold**` and line breaks are its only markup. */
  say: (words: Words) => string
  receipts?: Receipt[]
  report?: Report
  /** Files to make of `report`; rendered by the loop once the transaction has ended. */
  formats?: Format[]
  offers?: Offer[]
  /** True when the answer is a "no". */
  refused?: boolean
  /** True when it tells of something done, so that told twice it would seem done twice. */
  mustNotRepeat?: boolean
  /** Ends with a person being called to this chat. */
  wantsPerson?: boolean
}

export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  name: string
  description: string
  /** How people ask for it, for the `offline` reader: plain words, with {slots} named as the input's fields. */
  phrases: string[]
  /** null: everybody may. */
  needs: Scope | null
  input: Input
  run(context: ToolContext, input: z.output<Input>): Promise<ToolResult>
}

/** Ties `run` to its input's type. */
export function defineTool<Input extends z.ZodObject>(tool: Tool<Input>): Tool {
  return tool as unknown as Tool
}

/** A report's figures, or anything else that JSON can hold, as plain JSON of its own. */
export function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}
