/** Exports: all lines of a period, for a spreadsheet. */
import { defineKind, type ReportKind } from '../catalogue.ts'
import { auditEntries } from '../exports/audit-entries.ts'
import { type Export, exportReport } from '../exports/export.ts'
import { journalLines } from '../exports/journal-lines.ts'
import { orderLines } from '../exports/order-lines.ts'
import { orders } from '../exports/orders.ts'
import { payments } from '../exports/payments.ts'
import { stockMovements } from '../exports/stock-movements.ts'
import { periodParams } from '../params.ts'

export const exportKinds: readonly ReportKind[] = [
  orders,
  orderLines,
  payments,
  stockMovements,
  journalLines,
  auditEntries,
].map(asKind)

function asKind(each: Export): ReportKind {
  const { type, title, description, needs, dataset } = each
  return defineKind({
    ...{ type, title, description, needs, dataset },
    span: 'period',
    params: periodParams,
    formats: ['csv', 'xlsx'],
    build: (sql, org, { from, to }, now) =>
      exportReport(sql, org, each, { days: { from, to }, now }),
  })
}
