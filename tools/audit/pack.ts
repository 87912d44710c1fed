/** What the packs of a month have in common: which month, and in which form. */
import { z } from 'zod'
import { allow } from '#domain/identity.ts'
import { resolvePeriod } from '#domain/period.ts'
import type { ToolContext, ToolResult } from '#engine/tool.ts'
import { monthSpan } from '#kit/calendar.ts'
import { choice, dayWords } from '#kit/inputs.ts'
import { wordsFor } from '#kit/words.ts'
import { kindOf } from '#reports/kinds.ts'
import { justSay } from '../ask-back.ts'

export const packInput = z.object({
  period: dayWords()
    .optional()
    .describe("The month, in the person's own words; last month if none"),
  form: choice({
    zip: ['zip', 'a zip', 'zip file', 'pack'],
    pdf: ['pdf', 'a pdf', 'pdf file'],
    csv: ['csv', 'a csv'],
    xlsx: ['xlsx', 'excel', 'a spreadsheet', 'spreadsheet'],
  })
    .optional()
    .describe('zip when not said: the whole pack, signed'),
})

/** What may stand behind a pack's name. */
export const packEnding =
  '<(for|of|in|from) [the] [month of] {period}> <{period}> <(as|in|as a|to) {form}>'

/** Made by the desk at the end of the turn; its figures and control totals are told with it. */
export function monthPack(
  { org, today, actor }: ToolContext,
  { period = 'last month', form = 'zip' }: z.output<typeof packInput>,
  type: string,
): ToolResult {
  const kind = kindOf(type)
  for (const scope of kind.alsoNeeds ?? []) allow(actor, scope)
  const { from, to } = resolvePeriod(period, { org, today, spokenOf: null, recorded: null })
  const month = from.slice(0, 7)
  if (to.slice(0, 7) !== month)
    return justSay(`${kind.title}s are of one month each: say which, such as "October".`)
  const [year, number] = month.split('-').map(Number)
  const name = wordsFor(org).period({ ...monthSpan(year!, number!), label: '' })
  return {
    facts: { report: kind.title, month: name },
    say: () => `**${kind.title}**, ${name}:`,
    makes: { type, params: { month }, formats: [form] },
  }
}
