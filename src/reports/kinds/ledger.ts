/** Reports of the books. */

import { balanceSheet } from '../balance-sheet.ts'
import { cashPosition } from '../cash-position.ts'
import { defineKind, type ReportKind } from '../catalogue.ts'
import { dayParams, namedPeriod, periodParams } from '../params.ts'
import { profitAndLoss } from '../profit-and-loss.ts'
import { receivablesAgeing } from '../receivables-ageing.ts'
import { taxSummary } from '../tax-summary.ts'
import { trialBalance } from '../trial-balance.ts'

const ofBooks = { needs: 'ledger:read', formats: ['pdf', 'csv', 'xlsx'] } as const

export const ledgerKinds: readonly ReportKind[] = [
  defineKind({
    ...ofBooks,
    type: 'profit_and_loss',
    title: 'Profit and loss',
    description: 'What was earned and what it cost, beside the period before.',
    span: 'period',
    params: periodParams,
    build: (sql, org, span, now) => profitAndLoss(sql, org, namedPeriod(org, span), now),
  }),
  defineKind({
    ...ofBooks,
    type: 'balance_sheet',
    title: 'Balance sheet',
    description: 'What the business owns and owes at the end of a day.',
    span: 'as-of',
    params: dayParams,
    build: (sql, org, { day }, now) => balanceSheet(sql, org, day, now),
  }),
  defineKind({
    ...ofBooks,
    type: 'trial_balance',
    title: 'Trial balance',
    description: 'Every account and its balance at the end of a day.',
    span: 'as-of',
    params: dayParams,
    build: (sql, org, { day }, now) => trialBalance(sql, org, day, now),
  }),
  defineKind({
    ...ofBooks,
    type: 'cash_position',
    title: 'Cash position',
    description: 'How much money there is and where, and what moved it that day.',
    span: 'as-of',
    params: dayParams,
    build: (sql, org, { day }, now) => cashPosition(sql, org, day, now),
  }),
  defineKind({
    ...ofBooks,
    type: 'tax_summary',
    title: 'Tax summary',
    description: 'Tax on what was sold and taken back, by rate, beside the tax account.',
    span: 'period',
    params: periodParams,
    build: (sql, org, span, now) => taxSummary(sql, org, namedPeriod(org, span), now),
  }),
  defineKind({
    ...ofBooks,
    type: 'receivables_ageing',
    title: 'Receivables ageing',
    description: 'Who owes money at the end of a day, and since when.',
    span: 'as-of',
    params: dayParams,
    build: (sql, org, { day }, now) => receivablesAgeing(sql, org, day, now),
  }),
]
