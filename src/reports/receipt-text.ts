/** A receipt as a person reads it after "why?". */
import type { Words } from '#kit/words.ts'
import type { Receipt } from './report.ts'

export function receiptText(receipt: Receipt, words: Words): string {
  const { metric, definition, filters, period, timezone, currency, rowsCounted, asOf, tiesTo } =
    receipt
  const counted = receipt.counted ?? 'order and return lines'
  return [
    `**${metric}** = ${definition}.`,
    `Filters: ${filters.length > 0 ? filters.join('; ') : 'none'}`,
    `Period: ${words.period(period)} (${period.from} to ${period.to}), business days in ${timezone}`,
    `Currency: ${currency}`,
    `Counted: ${words.count(String(rowsCounted))} ${counted}`,
    `As of: ${asOf.slice(0, 16).replace('T', ' ')} UTC`,
    ...(tiesTo ? [`Ties to: ${tiesTo.label}, ${words.money(tiesTo.value)}`] : []),
  ].join('\n')
}
