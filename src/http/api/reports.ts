/** Reports as frozen objects, with their controls and receipts: the same that chat, PDF and CSV show. */
import { z } from '@hono/zod-openapi'
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import { wordsFor } from '#kit/words.ts'
import { balanceSheet } from '#reports/balance-sheet.ts'
import { cashPosition } from '#reports/cash-position.ts'
import { profitAndLoss } from '#reports/profit-and-loss.ts'
import { reconcile } from '#reports/reconcile.ts'
import type { Report } from '#reports/report.ts'
import { stockAgeingReport } from '#reports/stock-ageing.ts'
import { trialBalance } from '#reports/trial-balance.ts'
import { day, listOf } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { control, report } from './report-schemas.ts'

const tag = 'Reports'
/** Of the end of one day. */
function ofDay(
  path: string,
  summary: string,
  needs: 'ledger:read' | 'reports:read',
  build: (sql: Sql, org: Org, day: Day, now: Date) => Promise<Report>,
): AnyOperation {
  return operation({
    ...{ method: 'get', path, tag, needs, summary },
    query: z.object({ day: day().optional().openapi({ description: 'Today when left out' }) }),
    ...{ status: 200, gives: 'The report', schema: report },
    run: async (sql, { org, query, now }) => ({
      body: await build(sql, org, query.day ?? dayOf(now, org.timezone), now),
    }),
  })
}

export const reports: AnyOperation[] = [
  operation({
    ...{ method: 'get', path: '/reports/profit-loss', tag, needs: 'ledger:read' },
    summary: 'Profit and loss from journal lines, beside the period before',
    query: z.object({ from: day(), to: day() }),
    ...{ status: 200, gives: 'The report', schema: report },
    run: async (sql, { org, query: { from, to }, now }) => {
      if (to < from) throw new Refusal(`${to} is before ${from}: the period ends before it begins.`)
      const label = wordsFor(org).period({ from, to, label: '' })
      return { body: await profitAndLoss(sql, org, { from, to, label }, now) }
    },
  }),
  ofDay('/reports/balance-sheet', 'What is owned and owed', 'ledger:read', balanceSheet),
  ofDay('/reports/trial-balance', 'Every account and its side', 'ledger:read', trialBalance),
  ofDay('/reports/cash-position', 'Money in hand and at the bank', 'ledger:read', cashPosition),
  ofDay('/reports/stock-aging', 'How long stock has lain there', 'reports:read', stockAgeingReport),
  operation({
    ...{ method: 'get', path: '/reports/reconciliation', tag, needs: 'ledger:read' },
    summary: 'Do the control accounts tie to their records?',
    ...{ status: 200, gives: 'Each control', schema: listOf(control) },
    run: async (sql) => ({ body: { items: await reconcile(sql) } }),
  }),
]
