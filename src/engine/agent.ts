/** An agent: what it is told, the tools it may be given, and how far it may go. */
import type { Prompt } from './prompt.ts'
import type { Tool } from './tool.ts'

export interface Limits {
  /** Answers of one model within a turn. */
  stepsMax: number
  callsPerStepMax: number
  /** For all models but the last together, the tools they call included. */
  modelsMsMax: number
  /** The last model always gets this much, whatever the others used up. */
  lastModelMsMax: number
  toolMsMax: number
  textLengthMax: number
  /** How long a write that was proposed may wait for one's own yes, and for another person's. */
  proposalMsMax: number
  secondPersonMsMax: number
  /** How long a done write may be undone by its button. */
  undoMsMax: number
  /** Writes of one person that wait for an answer at once. */
  proposalsOpenMax: number
  /** Of what is frozen, as JSON. */
  proposalLengthMax: number
}

export interface Agent {
  name: string
  prompt: Prompt
  /** Rights still decide which of these exist for the person who asks. */
  tools: Tool[]
  limits: Limits
}

const minuteMs = 60_000

export const houseLimits: Limits = {
  stepsMax: 8,
  callsPerStepMax: 6,
  modelsMsMax: 45_000,
  lastModelMsMax: 20_000,
  toolMsMax: 20_000,
  textLengthMax: 12_000,
  proposalMsMax: 10 * minuteMs,
  secondPersonMsMax: 60 * minuteMs,
  undoMsMax: 15 * minuteMs,
  proposalsOpenMax: 20,
  proposalLengthMax: 32_000,
}
