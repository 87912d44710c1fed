/** A day's figures as phrases that are true wherever they stand: the figure, and what is usual beside it. */
import { weekday } from '#kit/calendar.ts'
import type { Words } from '#kit/words.ts'
import { isZero, written } from '../render/figures.ts'
import type { Figure, Report } from '../report.ts'
import { type Fact, fact } from './findings.ts'
import { shortName, weekdays } from './naming.ts'
import type { Measure, Mover, Usual } from './usual.ts'

/** So many days make "each of the last …" worth saying. */
const rankedDaysMin = 5

/** "net sales of £31,234.00, 12.4% below the usual Tuesday (£35,650.00, the middle of the last 8)" */
export function salesFact(report: Report, usual: Usual | undefined, words: Words): Fact {
  const figure = figureOf(report, 'net_sales')!
  const beside = usual ? besideUsual(usual, report, words) : besideBefore(figure, words)
  return fact('sales', () => `net sales of ${words.money(figure.value ?? '0')}${beside}`)
}

function besideUsual({ usual, change, days, below, above }: Usual, report: Report, words: Words) {
  const name = weekdays[weekday(report.period.from) - 1]
  const middle = `${words.money(usual)}, the middle of the last ${days}`
  // Below nothing there is no share of it.
  if (change === null || Number(change) < -1)
    return `, where the usual ${name} has ${words.money(usual)}`
  const is = isZero(change) ? 'the same as' : `${size(change, words)} ${way(change)}`
  const rank = rankOf(days, below, above)
  return `, ${is} the usual ${name} (${middle})${rank}`
}

function rankOf(days: number, below: number, above: number): string {
  if (days < rankedDaysMin) return ''
  if (above === days) return ' and below each of them'
  return below === days ? ' and above each of them' : ''
}

function besideBefore({ than, kind }: Figure, words: Words): string {
  if (!than || than.value === null) return ''
  const before = `${than.label} (${written(than.value, kind, words)})`
  if (than.change === null) return `, after ${before}`
  if (isZero(than.change)) return `, the same as on ${before}`
  return `, ${size(than.change, words)} ${way(than.change)} ${before}`
}

/** The other figures of a day, each with its usual in brackets. */
export function besideFacts(
  report: Report,
  usual: ReadonlyMap<Measure, Usual>,
  words: Words,
): Fact[] {
  const value = (key: string) => figureOf(report, key)?.value ?? null
  const orders = value('orders')
  const average = value('average_order_value')
  const [returns, gross, refunds] = [value('returns'), value('gross_sales'), value('refunds')]
  const margin = value('gross_margin')
  const facts: Fact[] = []
  const add = (id: string, text: string) => facts.push(fact(id, () => text))
  if (orders !== null) {
    const count = isZero(orders) ? 'no orders' : `${words.count(orders)} ${plural(orders, 'order')}`
    add('orders', `${count}${usually(usual.get('orders'), words.count)}`)
  }
  if (average !== null && orders !== '1')
    add(
      'average',
      `${words.money(average)} an order on average${usually(usual.get('average_order_value'), words.money)}`,
    )
  if (returns !== null && !isZero(returns)) {
    const share = gross !== null && !isZero(gross) ? '' : ' without a sale'
    add(
      'returns',
      `returns of ${words.money(returns)}${share}${usually(usual.get('returns'), words.money)}`,
    )
  }
  if (refunds !== null && !isZero(refunds))
    add(
      'refunds',
      `refunds of ${words.money(refunds)}${usually(usual.get('refunds'), words.money)}`,
    )
  if (margin !== null) add('margin', `a gross margin of ${words.percent(margin)}`)
  return facts
}

/** " (usually 88)" */
function usually(usual: Usual | undefined, say: (value: string) => string): string {
  return usual ? ` (usually ${say(usual.usual)})` : ''
}

/** "REGENCY CAKESTAND at £1,234.00, up from £345.00 on an average Tuesday" */
export function moverFacts(report: Report, movers: readonly Mover[], words: Words): Fact[] {
  const name = weekdays[weekday(report.period.from) - 1]
  return movers.map(({ product, value, usual, rose }) =>
    fact(rose ? 'riser' : 'faller', (called) => {
      const what = called(shortName(product), 'one product')
      const way = rose ? 'up' : 'down'
      return `${what} at ${words.money(value)}, ${way} from ${words.money(usual)} on an average ${name}`
    }),
  )
}

export function figureOf({ figures }: Report, key: string): Figure | undefined {
  return figures.find((figure) => figure.key === key)
}

export function size(change: string, words: Words): string {
  return words.percent(change.replace('-', ''))
}

export function way(change: string): 'above' | 'below' {
  return change.startsWith('-') ? 'below' : 'above'
}

function plural(count: string, word: string): string {
  return count === '1' ? word : `${word}s`
}
