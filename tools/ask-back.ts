/** When words fit several things, or none: the tool asks, with a button for each, and never guesses. */
import type { Json, Offer, ToolResult } from '#engine/tool.ts'

const choicesMax = 8

/** What was named, or what to answer instead. */
export type Found<Thing> = { is: 'one'; one: Thing } | { is: 'ask'; ask: ToolResult }

export interface Choice {
  title: string
  description?: string
  /** The tool's input with this one in the place of the words. */
  input: Json
}

/** "Which one do you mean?": a tap makes the call again with the one that was meant. */
export function whichOne(tool: string, said: string, choices: Choice[]): ToolResult {
  const offers = choices.slice(0, choicesMax).map((choice): Offer => ({ tool, ...choice }))
  const list = offers.map(({ title, description }) =>
    description ? `• ${title} (${description})` : `• ${title}`,
  )
  const more =
    choices.length > offers.length ? ['There are more: say a little more of the name.'] : []
  return {
    facts: { unclear: said, names: offers.map(({ title }) => title) },
    say: () => [`Which one do you mean by "${said}"?`, ...list, ...more].join('\n'),
    offers,
  }
}

/** A plain "no" or a question back, in one sentence. */
export function justSay(sentence: string, facts: Json = {}): ToolResult {
  return { facts, say: () => sentence }
}
