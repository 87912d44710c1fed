/** What is out of the ordinary about a day. Each says its own figures; none says why. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { weekday } from '#kit/calendar.ts'
import type { Words } from '#kit/words.ts'
import type { Report } from '../report.ts'
import { untiedControls } from './controls.ts'
import { anomaly, type Found } from './findings.ts'
import { shortName, weekdays } from './naming.ts'
import { areUnusual, type SignIns, signInsOf } from './sign-ins.ts'
import { type DayValues, largestOrder, type Stray, straysOf } from './strays.ts'
import type { Measure, Usual } from './usual.ts'

/** An order of this share of a day's sales is worth a word, when there were enough others. */
const largeOrderShare = 0.25
const ordersMin = 10

/** The gravest first. `values` are the frozen report's. */
export async function anomaliesOfDay(
  sql: Sql,
  org: Org,
  report: Report,
  given: { values: DayValues; usual: Map<Measure, Usual>; words: Words },
): Promise<Found[]> {
  const { values, words } = given
  const day = report.period.from
  const found: (Found | null)[] = [...untiedControls(report, words)]
  const strays = await straysOf(sql, day, values)
  const stray = (series: Stray['series']) => strays.find((each) => each.series === series)
  found.push(belowZero(values, words), belowCost(report, words))
  found.push(farSales(report, given, stray('sales')))
  found.push(manyReturns(report, given, stray('returns')))
  found.push(manyRefunds(values, words, stray('refunds')))
  found.push(...failedSignIns(await signInsOf(sql, org, day)))
  found.push(largeOrder(await largestOrder(sql, day), words))
  const all = found.filter((each) => each !== null)
  return [
    ...all.filter(({ severity }) => severity === 'warning'),
    ...all.filter(({ severity }) => severity === 'note'),
  ]
}

function belowZero({ net_sales: net }: DayValues, words: Words): Found | null {
  if (!net.startsWith('-')) return null
  return anomaly(
    'below_zero',
    { severity: 'warning', figure: 'Net sales' },
    () => `Net sales are below zero (${words.money(net)}): more came back than was sold.`,
  )
}

function belowCost({ figures }: Report, words: Words): Found | null {
  const margin = figures.find(({ key }) => key === 'gross_margin')?.value
  if (!margin?.startsWith('-')) return null
  return anomaly(
    'below_cost',
    { severity: 'warning', figure: 'Gross margin' },
    () => `The gross margin is ${words.percent(margin)}: what was sold cost more than it brought.`,
  )
}

function farSales(
  { period }: Report,
  { values, usual, words }: { values: DayValues; usual: Map<Measure, Usual>; words: Words },
  stray: Stray | undefined,
): Found | null {
  const same = usual.get('net_sales')
  if (!stray || !same || same.change === null) return null
  const isLow = stray.z < 0
  // The middle of the season and that of the last weeks must agree on the way.
  if (same.change.startsWith('-') !== isLow) return null
  const name = weekdays[weekday(period.from) - 1]
  const last = stray.isFurthest
    ? ` No other of the ${stray.days} trading days before was as far from its weekday.`
    : ''
  return anomaly(
    'far_sales',
    { severity: isLow ? 'warning' : 'note', figure: 'Net sales' },
    () =>
      `Net sales of ${words.money(values.net_sales)} are far ${isLow ? 'below' : 'above'} the usual ${name} (${words.money(same.usual)}).${last}`,
  )
}

function manyReturns(
  report: Report,
  { values, words }: { values: DayValues; words: Words },
  stray: Stray | undefined,
): Found | null {
  if (!stray) return null
  const largest = report.sections.find(({ key }) => key === 'returns')?.rows[0]
  return anomaly('returns', { severity: 'warning', figure: 'Returns' }, (name) => {
    const middle = `on the middle one of the ${stray.days} trading days before they were ${words.percent(stray.middle)}`
    const one = largest?.returns
      ? ` The largest single one was ${words.money(largest.returns)}${largest.number ? ` (${name(shortName(largest.number), 'a document')})` : ''}.`
      : ''
    return `Returns of ${words.money(values.returns)} were ${words.percent(stray.value)} of gross sales; ${middle}.${one}`
  })
}

function manyRefunds({ refunds }: DayValues, words: Words, stray: Stray | undefined): Found | null {
  if (!stray) return null
  return anomaly(
    'refunds',
    { severity: 'warning', figure: 'Refunds' },
    () =>
      `Refunds of ${words.money(refunds)} were far above those of the ${stray.days} trading days before.`,
  )
}

function failedSignIns(signIns: SignIns): Found[] {
  const { failed, failedBefore, daysBefore, lockedOut, reused } = signIns
  const found: Found[] = []
  const warn = (id: string, text: string) =>
    found.push(anomaly(id, { severity: 'warning' }, () => text))
  if (areUnusual(signIns))
    warn(
      'sign_ins',
      `${failed} sign-ins failed that day; on the worst of the ${daysBefore} days before it were ${failedBefore}.`,
    )
  if (lockedOut > 0)
    warn(
      'lock_outs',
      `After too many wrong tries, sign-in was locked ${times(lockedOut)} that day.`,
    )
  if (reused > 0)
    warn(
      'reused',
      `A session's old key was used again ${times(reused)} that day; such a session is ended at once.`,
    )
  return found
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

function largeOrder(order: Awaited<ReturnType<typeof largestOrder>>, words: Words): Found | null {
  if (!order || order.orders < ordersMin || Number(order.share) < largeOrderShare) return null
  return anomaly('large_order', { severity: 'note', figure: 'Gross sales' }, (name) => {
    const called = name(` (${shortName(order.number)})`, '')
    return `One order${called} makes up ${words.percent(order.share)} of gross sales, ${words.money(order.value)}.`
  })
}
