/** The figures of a digest, and where each comes from. */
import { metrics } from '#domain/metrics/catalogue.ts'
import type { DebtTotals } from '../receivables/debtors.ts'
import type { Figure, Receipt, Report } from '../report.ts'
import type { Compared } from './usual.ts'
import type { Counted, Running } from './waiting.ts'

export interface DigestFacts {
  compared: Compared
  debts: DebtTotals
  low: Running
  requests: Counted
  approvals: Counted
  restated: Counted
}

/** What stands as it stands, however little happened: by itself no reason to write to anybody. */
export const standingFigures = ['owed', 'over_90', 'out_of_stock', 'running_low']

/** Shown only when there is something to show. */
const asides: ReadonlySet<string> = new Set([
  ...['returns', 'refunds', 'owed', 'over_90', 'out_of_stock', 'running_low'],
  ...['order_requests', 'approvals', 'restated'],
])

const definitions: Record<string, [definition: string, counted: string]> = {
  owed: ['debits less credits of the account at the end of the last day', 'journal lines'],
  over_90: ['unpaid sales of more than 90 days before the last day', 'journal lines'],
  out_of_stock: ['stocked products that sell or have a reorder point, none left', 'products'],
  running_low: ['products that will be sold before more can come', 'products'],
  order_requests: ['requests of customers that nobody has answered', 'order requests'],
  approvals: ['writes that wait for a second person', 'proposals'],
  restated: ['days told in a daily report whose figures changed since', 'days'],
}
const tiedBy: Record<string, string> = {
  ...{ net_sales: 'Sales lines', returns: 'Returns', collected: 'Payments', refunds: 'Refunds' },
  owed: 'Control account',
}

/** Net sales first; the usual stands beside what was sold and paid. */
export function figuresOf(facts: DigestFacts, isOneDay: boolean): Figure[] {
  const { compared, debts, low, requests, approvals, restated } = facts
  const label = `the usual of ${compared.like.length} such ${isOneDay ? 'days' : 'times'} before`
  const sold = compared.measured.map(({ key, value, usual, change }): Figure => {
    const than = usual === null ? {} : { than: { label, value: usual, change } }
    return { key, label: metrics[key].label, kind: metrics[key].kind, value, ...than }
  })
  const money = (key: string, label: string, value: string): Figure => ({
    ...{ key, label, kind: 'money', value },
  })
  const count = (key: string, label: string, value: string): Figure => ({
    ...{ key, label, kind: 'count', value },
  })
  return [
    ...sold,
    money('owed', 'Owed by customers', debts.balance),
    money('over_90', 'Of it older than 90 days', debts['90+']),
    count('order_requests', 'Order requests waiting now', requests.count),
    count('approvals', 'Approvals waiting now', approvals.count),
    count('out_of_stock', 'Out of stock now', low.out),
    count('running_low', 'Running low now', String(Number(low.count) - Number(low.out))),
    count('restated', 'Earlier days that changed', restated.count),
  ].filter(({ key, value }) => !asides.has(key) || value !== '0')
}

export function receiptsOf(report: Report, { compared, debts }: DigestFacts): Receipt[] {
  const { org, period, asOf, controls } = report
  return report.figures.map(({ key, label, value }) => {
    const own = definitions[key]
    const sold = metrics[key as keyof typeof metrics]
    const isMoney = key === 'collected' || key === 'refunds'
    const ofBooks = own?.[1] === 'journal lines'
    const counted = own?.[1] ?? (isMoney ? 'days with records' : undefined)
    const rows = ofBooks
      ? debts.lines
      : own
        ? Number(value)
        : isMoney
          ? compared.days
          : compared.lines
    return {
      metric: label,
      definition: own?.[0] ?? sold.definition,
      filters: own ? [] : [filterOf(key)],
      period,
      timezone: org.timezone,
      currency: org.currency,
      rowsCounted: rows,
      ...(counted ? { counted } : {}),
      asOf,
      tiesTo: controls.find(({ name }) => name === tiedBy[key])?.left ?? null,
    }
  })
}

function filterOf(key: string): string {
  if (key === 'collected') return 'payments in status SUCCEEDED'
  if (key === 'refunds') return 'refunds in status PROCESSED'
  return 'orders in status PAID or FULFILLED'
}
