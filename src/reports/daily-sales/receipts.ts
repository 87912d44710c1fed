/** Where the day's figures come from: one receipt for each. */
import { type MetricName, metrics } from '#domain/metrics/catalogue.ts'
import type { Control, Figure, Receipt, Report } from '../report.ts'

const paidOrders = 'orders in status PAID or FULFILLED'
const paid = 'payments in status SUCCEEDED'
const refunded = 'refunds in status PROCESSED'

/** Which control total stands behind which figure. */
const tiedBy: Partial<Record<MetricName, string>> = {
  net_sales: 'Sales lines',
  returns: 'Returns',
  collected: 'Payments',
  refunds: 'Refunds',
}

/** What was counted: order and return lines, and for money that moved what is said of it. */
export interface Counted {
  lines: number
  payments: number
  refunds: number
  /** What payments and refunds are counted by, when not one by one. */
  moneyBy?: string
}

export function receiptsOf(report: Report, counted: Counted): Receipt[] {
  const { org, period, asOf, controls } = report
  return report.figures.map((figure) => ({
    metric: figure.label,
    definition: metrics[figure.key as MetricName].definition,
    filters: [filterOf(figure)],
    period,
    timezone: org.timezone,
    currency: org.currency,
    ...countedFor(figure, counted),
    asOf,
    tiesTo: tieOf(figure, controls),
  }))
}

function filterOf({ key }: Figure): string {
  if (key === 'collected') return paid
  return key === 'refunds' ? refunded : paidOrders
}

function countedFor({ key }: Figure, { lines, moneyBy, ...money }: Counted) {
  const by = moneyBy ? { counted: moneyBy } : {}
  if (key === 'collected') return { rowsCounted: money.payments, ...by }
  if (key === 'refunds') return { rowsCounted: money.refunds, ...by }
  return { rowsCounted: lines }
}

function tieOf({ key }: Figure, controls: Control[]): Receipt['tiesTo'] {
  const control = controls.find(({ name }) => name === tiedBy[key as MetricName])
  return control ? control.left : null
}
