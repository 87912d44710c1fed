/** A question about sales as a report: what a chat answers with a file is found again under its type. */
import { z } from 'zod'
import {
  dimensionNames,
  type Filter,
  filterKinds,
  type MetricName,
  metricNames,
} from '#domain/metrics/catalogue.ts'
import type { Org } from '#domain/org.ts'
import { dayFrom, type Span } from '#kit/calendar.ts'
import { defineKind, type ReportKind } from '../catalogue.ts'
import { inOrder, namedPeriod, periodShape } from '../params.ts'
import { type SalesQuestion, salesAnswer } from '../sales-answer.ts'

const metricsMax = 5
const withinLengthMax = 20_000
const filters = z
  .array(
    z.strictObject({
      kind: z.enum(filterKinds),
      keys: z.array(z.string()),
      label: z.string(),
      excluded: z.boolean().optional(),
    }),
  )
  .max(20)

/** All of them text, so that a line of a form or of a terminal can say them. */
const params = inOrder(
  z.strictObject({
    ...periodShape,
    metrics: z
      .string()
      .refine((said) => metricsOf(said) !== null, {
        error: `must be up to ${metricsMax} of ${metricNames.join(', ')}`,
      })
      .default('net_sales')
      .describe('What is measured, such as net_sales,orders'),
    by: z.enum(dimensionNames).optional().describe('What the table is cut by'),
    than: z
      .string()
      .refine((said) => spanOf(said) !== null, { error: 'must be as 2026-10-01..2026-10-31' })
      .optional()
      .describe('Days to compare with, such as 2026-10-01..2026-10-31'),
    within: z
      .string()
      .max(withinLengthMax)
      .refine((said) => filtersOf(said) !== null, { error: 'must be filters as JSON' })
      .optional()
      .describe('Filters as JSON: kind, keys, label, excluded'),
    order: z.enum(['highest', 'lowest']).optional(),
    limit: z
      .string()
      .regex(/^[1-9]\d{0,2}$/, { error: 'must be a number of rows' })
      .optional(),
  }),
)

export const salesAnswerKind: ReportKind = defineKind({
  type: 'sales_answer',
  title: 'Sales answer',
  description: 'Any figures of sales over some days, cut and compared as a chat answers them.',
  needs: 'reports:read',
  span: 'period',
  params,
  formats: ['pdf', 'csv', 'xlsx', 'png'],
  build: (sql, org, asked, now) => salesAnswer(sql, org, questionOf(org, asked), now),
})

/** What a question is asked for with, so that it can be asked again. */
export function paramsOf(question: SalesQuestion): Record<string, string> {
  const { metrics, by, period, compareTo, filters, order, limit } = question
  const { from, to } = period
  return {
    ...{ from, to, metrics: metrics.join(',') },
    ...(by && { by }),
    ...(compareTo && { than: `${compareTo.from}..${compareTo.to}` }),
    ...(filters.length > 0 && { within: JSON.stringify(filters) }),
    ...(order && { order }),
    ...(limit && { limit: String(limit) }),
  }
}

function questionOf(org: Org, asked: z.output<typeof params>): SalesQuestion {
  const { from, to, metrics, by = null, than, within, order = null, limit } = asked
  const before = than ? spanOf(than) : null
  return {
    metrics: metricsOf(metrics)!,
    ...{ by, order, limit: limit ? Number(limit) : null, weekStart: org.weekStart },
    period: namedPeriod(org, { from, to }),
    compareTo: before && namedPeriod(org, before),
    filters: within ? filtersOf(within)! : [],
  }
}

function metricsOf(said: string): MetricName[] | null {
  const names = said.split(',')
  const known = metricNames.filter((name) => names.includes(name))
  if (known.length !== names.length || names.length > metricsMax) return null
  return names as MetricName[]
}

function spanOf(said: string): Span | null {
  const [, from, to] = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(said) ?? []
  if (!from || !to || from > to || ![from, to].every(isRealDay)) return null
  return { from, to }
}

function isRealDay(day: string): boolean {
  const [year, month, date] = day.split('-').map(Number)
  return dayFrom(year!, month!, date!) !== null
}

function filtersOf(said: string): Filter[] | null {
  try {
    return filters.parse(JSON.parse(said)) as Filter[]
  } catch {
    return null
  }
}
