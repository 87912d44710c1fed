/** Reports of what was sold. */
import { z } from 'zod'
import { defineKind, type ReportKind } from '../catalogue.ts'
import { dailySales } from '../daily-sales.ts'
import { dayParams, inOrder, namedPeriod, periodShape } from '../params.ts'
import { summaryCuts } from '../sales-summary/sections.ts'
import { salesSummary } from '../sales-summary.ts'

const summaryParams = inOrder(
  z.strictObject({
    ...periodShape,
    by: z.enum(summaryCuts).default('day').describe('What the table is cut by'),
  }),
)

export const salesKinds: readonly ReportKind[] = [
  defineKind({
    type: 'daily_sales',
    title: 'Daily sales',
    description: 'One business day: sales, returns, payments and what they tie to.',
    needs: 'reports:read',
    span: 'day',
    params: dayParams,
    formats: ['pdf', 'csv', 'xlsx', 'png'],
    build: (sql, org, { day }, now) => dailySales(sql, org, day, now),
  }),
  defineKind({
    type: 'sales_summary',
    title: 'Sales summary',
    description: 'Any days beside those before, cut by day, product, customer or category.',
    needs: 'reports:read',
    span: 'period',
    params: summaryParams,
    formats: ['pdf', 'csv', 'xlsx', 'png'],
    build: (sql, org, { from, to, by }, now) =>
      salesSummary(sql, org, { period: namedPeriod(org, { from, to }), by }, now),
  }),
]
