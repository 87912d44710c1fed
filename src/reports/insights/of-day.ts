/** What is worth knowing about one business day: what moved, against what is usual for that weekday. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { dayOf, weekday } from '#kit/calendar.ts'
import type { Words } from '#kit/words.ts'
import type { Report } from '../report.ts'
import { untiedControls } from './controls.ts'
import { anomaliesOfDay } from './day-anomalies.ts'
import { anomaly, type Findings, type Found, fact } from './findings.ts'
import { forecastAfter } from './forecast.ts'
import { weekdays } from './naming.ts'
import { besideFacts, figureOf, moverFacts, salesFact } from './phrases.ts'
import type { DayValues } from './strays.ts'
import { tradedBefore } from './strays.ts'
import { moversOf, usualOf } from './usual.ts'

/** A weekday with records in so many of the last eight weeks is one on which the shop trades. */
const tradedMin = 7

/** `report`: the frozen daily sales. Reads the days before it only. */
export async function findingsOfDay(
  sql: Sql,
  org: Org,
  report: Report,
  words: Words,
): Promise<Findings> {
  const day = report.period.from
  const when = words.day(day)
  if (report.figures.length === 0) return nothingThatDay(sql, org, report, words)
  // Half a day beside whole ones would always look bad.
  if (dayOf(new Date(report.asOf), org.timezone) <= day) return soFar(report, words)

  const values = valuesOf(report)
  const usual = await usualOf(sql, day, values)
  const facts = [
    fact('when', () => when),
    salesFact(report, usual.get('net_sales'), words),
    ...besideFacts(report, usual, words),
    ...moverFacts(report, await moversOf(sql, day), words),
  ]
  return {
    when,
    facts,
    anomalies: await anomaliesOfDay(sql, org, report, { values, usual, words }),
    forecast: await forecastAfter(sql, org, day, words),
    summary: summaryOf(new Set(facts.map(({ id }) => id))),
  }
}

function valuesOf(report: Report): DayValues & Record<string, string> {
  const value = (key: string) => figureOf(report, key)?.value ?? '0'
  return {
    net_sales: value('net_sales'),
    gross_sales: value('gross_sales'),
    returns: value('returns'),
    refunds: value('refunds'),
    orders: value('orders'),
    average_order_value: value('average_order_value'),
  }
}

/** Two or three sentences, of the facts that there are. */
function summaryOf(has: ReadonlySet<string>): string {
  const beside = ['orders', 'average', 'returns']
    .filter((id) => has.has(id))
    .map((id) => `{{${id}}}`)
  const movers = [
    has.has('riser') ? 'The product that rose most was {{riser}}' : null,
    has.has('faller') ? 'the one that fell most was {{faller}}' : null,
  ].filter((part) => part !== null)
  return [
    '{{when}} closed with {{sales}}.',
    beside.length > 0 ? `It had ${listed(beside)}.` : null,
    movers.length > 0 ? `${movers.join('; ').replace(/^t/, 'T')}.` : null,
  ]
    .filter((sentence) => sentence !== null)
    .join(' ')
}

function listed(parts: string[]): string {
  const last = parts.at(-1)!
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}

function soFar(report: Report, words: Words): Findings {
  const value = figureOf(report, 'net_sales')?.value ?? '0'
  const when = words.day(report.period.from)
  return {
    when,
    facts: [
      fact('when', () => when),
      fact('sales', () => `net sales of ${words.money(value)} so far`),
    ],
    anomalies: untiedControls(report, words),
    forecast: null,
    summary: '{{when}} is not over yet: it has {{sales}}.',
  }
}

async function nothingThatDay(sql: Sql, org: Org, report: Report, words: Words): Promise<Findings> {
  const day = report.period.from
  const when = words.day(day)
  const isOver = dayOf(new Date(report.asOf), org.timezone) > day
  const before = isOver ? await tradedBefore(sql, day) : null
  const name = weekdays[weekday(day) - 1]
  const anomalies: Found[] = []
  if (before && before.traded >= tradedMin)
    anomalies.push(
      anomaly(
        'no_records',
        { severity: 'warning' },
        () =>
          `There are no records on ${when}, and ${before.traded} of the last ${before.days} ${name}s had some: was the shop closed, or are they still to come?`,
      ),
    )
  return {
    when,
    facts: [fact('when', () => when)],
    anomalies,
    forecast: before ? await forecastAfter(sql, org, day, words) : null,
    summary: 'There is nothing recorded on {{when}}.',
  }
}
