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

/** `lines`: order and return lines of the day. */
export function receiptsOf(report: Report, lines: number): Receipt[] {
  const { org, period, asOf, controls } = report
  return report.figures.map((figure) => ({
    metric: figure.label,
    definition: metrics[figure.key as MetricName].definition,
    filters: [filterOf(figure)],
    period,
    timezone: org.timezone,
    currency: org.currency,
    rowsCounted: countedFor(figure, report, lines),
    asOf,
    tiesTo: tieOf(figure, controls),
  }))
}

function filterOf({ key }: Figure): string {
  if (key === 'collected') return paid
  return key === 'refunds' ? refunded : paidOrders
}

/** Money that moved is counted by payments and refunds, all else by lines. */
function countedFor({ key }: Figure, { sections }: Report, lines: number): number {
  const payments = sections.find((section) => section.key === 'payments')?.totals
  if (key === 'collected') return Number(payments?.payments ?? 0)
  return key === 'refunds' ? Number(payments?.refunds_count ?? 0) : lines
}

function tieOf({ key }: Figure, controls: Control[]): Receipt['tiesTo'] {
  const control = controls.find(({ name }) => name === tiedBy[key as MetricName])
  return control ? control.left : null
}
