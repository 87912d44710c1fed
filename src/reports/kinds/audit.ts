/** Packs for whoever checks the books: reports, the lines behind them, and the proof of both. */
import {
  backdated,
  journalLines,
  numberingGaps,
  unbalancedEntries,
} from '../audit/datasets/books.ts'
import { logDatasets, wholeLog } from '../audit/datasets/log.ts'
import { tradeDatasets } from '../audit/datasets/trade.ts'
import { spanOfMonth } from '../audit/month.ts'
import { defineKind, type ReportKind } from '../catalogue.ts'
import { type Member, monthEnd } from '../month-end.ts'
import { monthlyAudit } from '../monthly-audit.ts'
import { monthParams } from '../params.ts'
import { ledgerKinds } from './ledger.ts'
import { salesKinds } from './sales.ts'
import { stockKinds } from './stock.ts'

const ofMonth = {
  needs: 'audit:read',
  span: 'month',
  params: monthParams,
  formats: ['zip', 'pdf', 'csv', 'xlsx'],
} as const

const datasets = [
  ...logDatasets,
  ...tradeDatasets,
  journalLines,
  unbalancedEntries,
  backdated,
  numberingGaps,
  wholeLog,
]

const monthlyAuditKind = defineKind({
  ...ofMonth,
  type: 'monthly_audit',
  title: 'Monthly audit',
  description: 'Logins, rights, approvals, changes, the ledger and its proof, as one signed ZIP.',
  alsoNeeds: ['ledger:read'],
  build: (sql, org, { month }, now) => monthlyAudit(sql, org, month, now),
  pack: { reports: () => [], datasets },
})

/** Of the month's days, or of the end of its last. */
const inPack = [
  ...['profit_and_loss', 'balance_sheet', 'trial_balance', 'cash_position', 'tax_summary'],
  ...['receivables_ageing', 'sales_summary', 'stock_valuation', 'stock_ageing'],
]

/** Everything of the month, the audit too. */
function membersOf(month: string): Member[] {
  const { from, to } = spanOfMonth(month)
  const all = [...ledgerKinds, ...salesKinds, ...stockKinds]
  const members = inPack.map((type) => {
    const kind = all.find((each) => each.type === type)!
    const params = kind.span === 'period' ? { from, to } : { day: to }
    return { kind, params: kind.params.parse(params) }
  })
  return [...members, { kind: monthlyAuditKind, params: { month } }]
}

const monthEndKind = defineKind({
  ...ofMonth,
  type: 'month_end_pack',
  title: 'Month-end pack',
  description: 'All reports of a month and the lines behind them, as one signed ZIP.',
  alsoNeeds: ['ledger:read', 'reports:read'],
  build: (sql, org, { month }, now) =>
    monthEnd(sql, org, { month, members: membersOf(month) }, now),
  pack: { reports: ({ month }) => membersOf(month), datasets },
})

export const auditKinds: readonly ReportKind[] = [monthlyAuditKind, monthEndKind]
