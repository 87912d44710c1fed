/** The figures of a month's audit, each with what it counts and what it ties to. */
import type { Measured } from '../ledger/statement.ts'
import type { BookFacts } from './books.ts'
import type { LogFacts } from './log.ts'
import type { Series } from './numbering.ts'
import type { TradeFacts } from './trade.ts'

export interface AuditFacts {
  books: BookFacts
  log: LogFacts
  trade: TradeFacts
  series: Series[]
  /** Numbers that no paper bears, of all series. */
  missing: string
}

interface Told {
  label: string
  kind: 'money' | 'count' | 'text'
  definition: string
  of(facts: AuditFacts): string | null
  tiedBy?: string
}

const told: Record<string, Told> = {
  total_debits: {
    label: 'Total debits',
    kind: 'money',
    definition: 'debits of the entries dated in the month',
    of: ({ books }) => books.debits,
    tiedBy: 'Debits',
  },
  total_credits: {
    label: 'Total credits',
    kind: 'money',
    definition: 'credits of the entries dated in the month',
    of: ({ books }) => books.credits,
    tiedBy: 'Debits',
  },
  imbalance: {
    label: 'Imbalance',
    kind: 'money',
    definition: 'total debits less total credits',
    of: ({ books }) => books.imbalance,
  },
  unbalanced_entries: {
    label: 'Unbalanced entries',
    kind: 'count',
    definition: 'entries whose debits are not their credits, or that have no lines',
    of: ({ books }) => books.unbalanced,
  },
  backdated_entries: {
    label: 'Back-dated entries',
    kind: 'count',
    definition: 'entries dated in the month or posted in it, two days or more before their posting',
    of: ({ books }) => books.backdated,
  },
  numbering_gaps: {
    label: 'Missing numbers',
    kind: 'count',
    definition: 'numbers of entries, orders, returns and delivery notes that no paper bears',
    of: ({ missing }) => missing,
  },
  logins: {
    label: 'Logins',
    kind: 'count',
    definition: 'sessions of browsers and programs that began',
    of: ({ log }) => log.logins,
  },
  failed_logins: {
    label: 'Failed logins',
    kind: 'count',
    definition: 'wrong passwords, authenticator codes and linking codes',
    of: ({ log }) => log.failed_logins,
  },
  lock_outs: {
    label: 'Lock-outs',
    kind: 'count',
    definition: 'people locked out after too many wrong tries',
    of: ({ log }) => log.lock_outs,
  },
  role_changes: {
    label: 'Role changes',
    kind: 'count',
    definition: 'roles given or taken away, and what a role may do',
    of: ({ log }) => log.role_changes,
  },
  approvals_given: {
    label: 'Approvals given',
    kind: 'count',
    definition: 'proposals that were approved, by a person or by a rule',
    of: ({ trade }) => trade.approved,
    tiedBy: 'Approvals',
  },
  approvals_refused: {
    label: 'Approvals refused',
    kind: 'count',
    definition: 'proposals that were refused',
    of: ({ trade }) => trade.refused,
    tiedBy: 'Refused approvals',
  },
  price_changes: {
    label: 'Price changes',
    kind: 'count',
    definition: 'changes of a product’s price',
    of: ({ trade }) => trade.price_changes,
    tiedBy: 'Price changes',
  },
  stock_adjustments: {
    label: 'Stock adjustments',
    kind: 'count',
    definition: 'corrections, counts and write-offs of stock',
    of: ({ trade }) => trade.stock_adjustments,
  },
  adjusted_value: {
    label: 'Value of stock adjustments',
    kind: 'money',
    definition: 'what they changed the value of stock by',
    of: ({ trade }) => trade.adjusted_value,
  },
  refunds: {
    label: 'Refunds',
    kind: 'money',
    definition: 'money that went back, processed in the month',
    of: ({ trade }) => trade.refunded,
    tiedBy: 'Refunds',
  },
  audit_entries: {
    label: 'Audit entries',
    kind: 'count',
    definition: 'entries of the audit log',
    of: ({ log }) => log.entries,
    tiedBy: 'Audit entries',
  },
  late_entries: {
    label: 'Late audit entries',
    kind: 'count',
    definition: 'entries that tell of a time before the log was sealed without them',
    of: ({ log }) => log.late,
  },
  ai_calls: {
    label: 'AI calls',
    kind: 'count',
    definition: 'questions put to a model of somebody else',
    of: ({ log }) => log.ai_calls,
  },
  ai_tokens: {
    label: 'AI tokens',
    kind: 'count',
    definition: 'tokens read and written by models, as their servers told',
    of: ({ log }) => log.ai_tokens,
  },
  ai_cost: {
    label: 'AI cost (US dollars)',
    kind: 'text',
    definition: 'what the calls cost whose price is known',
    of: ({ log }) => log.ai_cost,
  },
}

export function measuredOf(facts: AuditFacts, before: AuditFacts | null): Measured[] {
  return Object.entries(told)
    .map(([key, { of, ...rest }]) => ({
      ...{ key, ...rest },
      value: of(facts),
      before: before && rest.kind !== 'text' ? of(before) : null,
    }))
    .filter(({ value }) => value !== null)
}
