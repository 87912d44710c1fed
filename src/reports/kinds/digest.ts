/** The digest: what an owner wants to know of a day, a week or a month, on one page. */
import { defineKind, type ReportKind } from '../catalogue.ts'
import { standingFigures } from '../digest/figures.ts'
import { digest } from '../digest.ts'
import { namedPeriod, periodParams } from '../params.ts'

export const digestKinds: readonly ReportKind[] = [
  defineKind({
    type: 'digest',
    title: 'Digest',
    description: 'Some days on one page: sales beside the usual, money, debts, what waits.',
    needs: 'reports:read',
    alsoNeeds: ['ledger:read', 'inventory:read', 'sales:read'],
    span: 'period',
    params: periodParams,
    formats: ['pdf', 'csv', 'xlsx'],
    standing: [...standingFigures, 'low_stock'],
    build: (sql, org, span, now) => digest(sql, org, namedPeriod(org, span), now),
  }),
]
