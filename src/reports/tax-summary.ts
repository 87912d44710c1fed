/** The tax on what was sold and taken back, by rate, beside what the books say is owed of it. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Period } from '#kit/day.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import { unpostedNote } from './ledger/journal.ts'
import {
  asControl,
  bareStatement,
  figuresOf,
  type Measured,
  receiptsOf,
} from './ledger/statement.ts'
import type { Report, Section } from './report.ts'
import { type AccountMoves, accountMoves } from './tax-summary/account.ts'
import { type RateLine, readRates, type TaxTotals } from './tax-summary/rates.ts'
import { taxTies } from './tax-summary/ties.ts'

/**
 * Order lines of paid and fulfilled orders and lines that came back, by tax rate, frozen. Money in the
 * org's currency, whole business days in its timezone. Ties to the days' own figures and, for what is
 * in the ledger, to the tax account; what is not in it is told. The report tables must be fresh.
 */
export async function taxSummary(sql: Sql, org: Org, period: Period, now: Date): Promise<Report> {
  const words = wordsFor(org)
  const span = { from: period.from, to: period.to }
  const name = `tax_summary_${span.from}_${span.to}`
  const bare = bareStatement(org, { name, title: 'Tax summary', period }, now)
  const { lines, totals } = await readRates(sql, span)
  const moves = await accountMoves(sql, span)
  const unposted = await unpostedNote(sql, span, words)
  if (totals.lines === 0 && moves.lines === 0)
    return { ...bare, notes: [`Nothing was sold or taken back in ${words.period(period)}.`] }

  const measured = measuredOf(totals)
  const report: Report = {
    ...bare,
    figures: await figuresOf(sql, measured, null),
    sections: [ratesSection(lines, totals, words), ...accountSection(moves, words)],
    controls: (await taxTies(sql, span, totals)).map(asControl),
    notes: [
      ...notesOf(lines),
      ...unposted,
      ...(span.to >= dayOf(now, org.timezone) ? ['The last of these days is not over yet.'] : []),
    ],
  }
  const receipts = receiptsOf(report, measured, totals.lines)
  const ofLines = { counted: 'order and return lines', filters: [saleFilter] }
  return { ...report, receipts: receipts.map((receipt) => ({ ...receipt, ...ofLines })) }
}

const saleFilter = 'orders in status PAID or FULFILLED, and what came back of them'

function measuredOf({ net_tax, sales_tax, returns_tax, net }: TaxTotals): Measured[] {
  const figure = (key: string, label: string, value: string, definition: string) => ({
    ...{ key, label, value, definition, before: null },
  })
  return [
    figure('net_tax', 'Tax on sales less returns', net_tax, 'tax of order lines less returned tax'),
    {
      ...figure('sales_tax', 'Tax on sales', sales_tax, 'tax of order lines'),
      tiedBy: 'Tax of orders',
    },
    figure('returns_tax', 'Tax on returns', returns_tax, 'tax of lines that came back'),
    {
      ...figure('net', 'Net sales before tax', net, 'gross sales less returns, before tax'),
      tiedBy: 'Sales lines',
    },
  ]
}

function ratesSection(lines: RateLine[], totals: TaxTotals, words: Words): Section {
  const money = (key: string, title: string) => ({ key, title, kind: 'money' as const })
  return {
    key: 'by_rate',
    title: 'By tax rate, before tax',
    columns: [
      { key: 'rate', title: 'Rate', kind: 'text' },
      money('sales', 'Sales'),
      money('sales_tax', 'Tax on sales'),
      money('returns', 'Returns'),
      money('returns_tax', 'Tax on returns'),
      money('net', 'Net sales'),
      money('net_tax', 'Net tax'),
    ],
    rows: lines.map(({ rate, ...sums }) => ({ rate: rateName(rate, words), ...sums })),
    totals: { rate: 'Total', ...sumsOf(totals) },
    brief: ['net', 'net_tax'],
  }
}

function sumsOf({ sales, sales_tax, returns, returns_tax, net, net_tax }: TaxTotals) {
  return { sales, sales_tax, returns, returns_tax, net, net_tax }
}

function rateName(rate: string | null, words: Words): string {
  if (rate === null) return 'Other'
  return rate === '0' ? 'No tax' : words.percent(rate)
}

/** Nothing where the tax account holds nothing. */
function accountSection({ lines, opening, moves, closing }: AccountMoves, words: Words): Section[] {
  if (lines === 0 && opening === '0') return []
  const row = (what: string, amount: string) => ({ what, amount })
  return [
    {
      key: 'account',
      title: 'The tax account',
      columns: [
        { key: 'what', title: 'What moved it', kind: 'text' },
        { key: 'amount', title: 'Owed', kind: 'money' },
      ],
      rows: [
        row(`At the start of ${words.day(moves.from)}`, opening),
        row('Posted for sales', moves.sales),
        row('Posted for returns', moves.returns),
        row('Written by hand, payments to the tax office among them', moves.byHand),
      ],
      totals: row(`At the end of ${words.day(moves.to)}`, closing),
    },
  ]
}

function notesOf(lines: RateLine[]): string[] {
  return lines.some(({ rate }) => rate === null)
    ? ['"Other" are lines whose tax is not at one rate: a charge for delivery, or a rounded total.']
    : []
}
