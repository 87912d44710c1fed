/** A frozen report as the API shows it. */
import { z } from '@hono/zod-openapi'
import { day } from './fields.ts'

const kind = z.enum(['text', 'money', 'count', 'quantity', 'percent', 'day', 'hour', 'moment'])
const cell = z.string().nullable()
const row = z.record(z.string(), cell)
const labelled = z.strictObject({ label: z.string(), value: z.string() })
const period = z.strictObject({ from: day(), to: day(), label: z.string() })

export const control = z
  .strictObject({
    name: z.string(),
    left: labelled,
    right: labelled,
    difference: z.string(),
    ties: z.boolean(),
    kind: z.literal('count').optional(),
  })
  .openapi('Control', { description: 'Two ways to the same figure' })

const section = z.strictObject({
  key: z.string(),
  title: z.string(),
  columns: z.array(z.strictObject({ key: z.string(), title: z.string(), kind })),
  rows: z.array(row),
  totals: row.optional(),
  chart: z.strictObject({ as: z.enum(['bar', 'line']), of: z.array(z.string()) }).optional(),
  brief: z
    .array(z.string())
    .optional()
    .openapi({ description: 'Columns that a chat message has room for' }),
  inWords: z.int().optional().openapi({ description: 'Rows that are always told in a chat' }),
})

const receipt = z.strictObject({
  metric: z.string(),
  definition: z.string(),
  filters: z.array(z.string()),
  period,
  timezone: z.string(),
  currency: z.string(),
  rowsCounted: z.number(),
  counted: z.string().optional(),
  asOf: z.string(),
  tiesTo: labelled.nullable(),
})

export const report = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    org: z.strictObject({
      name: z.string(),
      currency: z.string(),
      timezone: z.string(),
      locale: z.string(),
    }),
    period,
    asOf: z.string(),
    figures: z.array(
      z.strictObject({
        key: z.string(),
        label: z.string(),
        kind,
        value: cell,
        than: z.strictObject({ label: z.string(), value: cell, change: cell }).optional(),
      }),
    ),
    sections: z.array(section),
    controls: z.array(control),
    receipts: z.array(receipt),
    notes: z.array(z.string()),
  })
  .openapi('Report')
