/** What was looked at for each figure of a month's audit: its receipt says so. */
import type { AuditFacts } from './figures.ts'

interface Counted {
  counted: string
  rowsCounted: number
}

export function countedFor(key: string, { books, log, trade, series }: AuditFacts): Counted {
  const sum = (...numbers: string[]) => numbers.reduce((total, each) => total + Number(each), 0)
  const ofLog = of('entries of the audit log', sum(log.entries))
  const counted: Record<string, Counted> = {
    unbalanced_entries: of('journal entries', sum(books.entries)),
    backdated_entries: of('journal entries', sum(books.entries)),
    total_debits: of('journal lines', sum(books.journal_lines)),
    total_credits: of('journal lines', sum(books.journal_lines)),
    imbalance: of('journal lines', sum(books.journal_lines)),
    numbering_gaps: of('numbers given out', sum(...series.map(({ given }) => given))),
    approvals_given: of('decisions', sum(trade.approved, trade.refused)),
    approvals_refused: of('decisions', sum(trade.approved, trade.refused)),
    price_changes: of('changes of prices', sum(trade.price_changes)),
    stock_adjustments: of('stock movements', sum(trade.stock_adjustments)),
    adjusted_value: of('stock movements', sum(trade.stock_adjustments)),
    refunds: of('refunds', sum(trade.refunds)),
    ai_calls: of('calls of models', sum(log.ai_calls)),
    ai_tokens: of('calls of models', sum(log.ai_calls)),
    ai_cost: of('calls of models', sum(log.ai_calls)),
  }
  return counted[key] ?? ofLog
}

function of(counted: string, rowsCounted: number): Counted {
  return { counted, rowsCounted }
}
