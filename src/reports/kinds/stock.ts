/** Reports of what is in stock. */
import { defineKind, type ReportKind } from '../catalogue.ts'
import { dayParams } from '../params.ts'
import { stockAgeingReport } from '../stock-ageing.ts'
import { stockValuationReport } from '../stock-valuation.ts'

const ofStock = {
  needs: 'reports:read',
  span: 'as-of',
  params: dayParams,
  formats: ['pdf', 'csv', 'xlsx'],
} as const

export const stockKinds: readonly ReportKind[] = [
  defineKind({
    ...ofStock,
    type: 'stock_valuation',
    title: 'Stock valuation',
    description: 'What stock is worth at cost, product by product, at the end of a day.',
    build: (sql, org, { day }, now) => stockValuationReport(sql, org, day, now),
  }),
  defineKind({
    ...ofStock,
    type: 'stock_ageing',
    title: 'Stock ageing',
    description: 'How long stock has been lying there, by age, with its value.',
    build: (sql, org, { day }, now) => stockAgeingReport(sql, org, day, now),
  }),
]
