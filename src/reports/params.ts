/** What reports are asked for with: days that exist, in the order of the calendar. */
import { z } from 'zod'
import type { Org } from '#domain/org.ts'
import { dayFrom, daysBetween, type Span } from '#kit/calendar.ts'
import type { Period } from '#kit/day.ts'
import { wordsFor } from '#kit/words.ts'

/** About ten years: what a report of a period may cover. */
export const periodDaysMax = 3_660

const dayFault = 'must be a day that exists, written as 2026-11-20'
const monthFault = 'must be a month, written as 2026-10'

const businessDay = z
  .string({ error: dayFault })
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: dayFault, abort: true })
  .refine(isRealDay, { error: dayFault })

export const dayParams = z.strictObject({
  day: businessDay.describe('The business day, such as 2026-11-20'),
})

export const monthParams = z.strictObject({
  month: z
    .string({ error: monthFault })
    .regex(/^\d{4}-\d{2}$/, { error: monthFault, abort: true })
    .refine((month) => isRealDay(`${month}-01`), { error: monthFault })
    .describe('The month, such as 2026-10'),
})

export const periodShape = {
  from: businessDay.describe('The first business day, such as 2026-10-01'),
  to: businessDay.describe('The last business day, such as 2026-10-31'),
}

export const periodParams = inOrder(z.strictObject(periodShape))

/** Refuses a period that ends before it begins, or is longer than any report. */
export function inOrder<Params extends z.ZodObject<typeof periodShape>>(params: Params): Params {
  return params
    .refine(({ from, to }) => from <= to, {
      path: ['to'],
      error: 'must not be before the first day',
      when: ({ value }) => bothAreDays(value),
    })
    .refine(({ from, to }) => daysBetween(from, to) < periodDaysMax, {
      path: ['to'],
      error: `must be less than ${periodDaysMax} days after the first`,
      when: ({ value }) => bothAreDays(value),
    })
}

function bothAreDays(value: unknown): boolean {
  const { from, to } = (value ?? {}) as Record<string, unknown>
  return typeof from === 'string' && isRealDay(from) && typeof to === 'string' && isRealDay(to)
}

function isRealDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  return year !== undefined && year >= '1900' && dayFrom(+year, +month!, +day!) !== null
}

/** The period as a person would call it. */
export function namedPeriod(org: Org, span: Span): Period {
  return { ...span, label: wordsFor(org).period({ ...span, label: '' }) }
}
