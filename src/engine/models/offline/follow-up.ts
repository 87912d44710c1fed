/** "and in December?": what a question leaves unsaid is taken from the one before. */
import { z } from 'zod'
import { dimensionNames, filterKinds, metricNames } from '#domain/metrics/catalogue.ts'
import type { LastAnswer } from '../../tool.ts'
import type { Reading } from './reading.ts'

/** What tools about sales keep of their question in `facts.question`, already resolved. */
export const askedBefore = z.object({
  metrics: z.array(z.enum(metricNames)),
  by: z.enum(dimensionNames).nullable(),
  period: z.object({ from: z.string(), to: z.string() }),
  filters: z.array(
    z.object({
      kind: z.enum(filterKinds),
      keys: z.array(z.string()),
      label: z.string(),
      excluded: z.boolean().optional(),
    }),
  ),
  order: z.enum(['highest', 'lowest']).nullable(),
  limit: z.number().nullable(),
})
export type AskedBefore = z.output<typeof askedBefore>

/** A reading with its gaps filled. `within` are filters of before that still hold. */
export interface FullReading extends Omit<Reading, 'periods'> {
  period: string | null
  compareTo: string | null
  within: AskedBefore['filters']
  /** True when something was taken from before. */
  leansOn: boolean
}

/** The last question about sales, or null. */
export function lastAsked(last: LastAnswer | null): AskedBefore | null {
  for (const record of [...(last?.tools ?? [])].reverse()) {
    const facts = z.looseObject({ question: askedBefore }).safeParse(record.result)
    if (facts.success) return facts.data.question
  }
  return null
}

export function filled(reading: Reading, before: AskedBefore | null): FullReading {
  const { periods, ...rest } = reading
  const [first, second] = periods
  const isContrast = reading.compares || isRelative(second)
  const alone: FullReading = {
    ...rest,
    period: first?.words ?? null,
    compareTo: second && isContrast ? second.words : null,
    within: [],
    leansOn: false,
  }
  if (second && !isContrast) alone.compareTo = second.words
  return before && needsBefore(reading) ? leaning(alone, before) : alone
}

function needsBefore({ leansBack, metrics, periods, by, about }: Reading): boolean {
  const isWhole = metrics.length > 0 && periods.length > 0
  const isBare = metrics.length === 0 && by === null && about.length === 0 && periods.length === 0
  return leansBack || (!isWhole && !isBare) || isBare
}

function leaning(now: FullReading, before: AskedBefore): FullReading {
  const spoken = `${before.period.from} to ${before.period.to}`
  const asksAnew = now.metrics.length > 0 && !now.leansBack
  const keepsCut = now.by === null && now.metrics.length === 0
  const isComparison = now.compares && now.period !== null && now.compareTo === null
  return {
    ...now,
    metrics: now.metrics.length > 0 ? now.metrics : before.metrics,
    by: keepsCut ? before.by : now.by,
    order: keepsCut ? (now.order ?? before.order) : now.order,
    limit: keepsCut ? (now.limit ?? before.limit) : now.limit,
    period: isComparison ? spoken : (now.period ?? spoken),
    compareTo: isComparison ? now.period : now.compareTo,
    within: asksAnew ? [] : before.filters,
    leansOn: true,
  }
}

function isRelative(found: Reading['periods'][number] | undefined): boolean {
  return found?.atom.is === 'before' || found?.atom.is === 'same'
}
