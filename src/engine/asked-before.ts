/** What a question about sales leaves behind for the next one: tools keep it, models lean on it. */
import { z } from 'zod'
import { dimensionNames, filterKinds, metricNames } from '#domain/metrics/catalogue.ts'
import type { LastAnswer } from './tool.ts'

const filter = z.object({
  kind: z.enum(filterKinds),
  keys: z.array(z.string()),
  label: z.string(),
  excluded: z.boolean().optional(),
})

/** What tools about sales keep of their question in `facts.question`, already resolved. */
const askedBefore = z.object({
  metrics: z.array(z.enum(metricNames)),
  by: z.enum(dimensionNames).nullable(),
  period: z.object({ from: z.string(), to: z.string() }),
  filters: z.array(filter),
  order: z.enum(['highest', 'lowest']).nullable(),
  limit: z.number().nullable(),
  /** The one that a ranking of one found. */
  winner: filter.optional(),
})
export type AskedBefore = z.output<typeof askedBefore>

/** The last question about sales, or null. */
export function lastAsked(last: LastAnswer | null): AskedBefore | null {
  for (const record of [...(last?.tools ?? [])].reverse()) {
    const facts = z.looseObject({ question: askedBefore }).safeParse(record.result)
    if (facts.success) return facts.data.question
  }
  return null
}
