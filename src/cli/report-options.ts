/** What a report is asked for with on the command line: days, a month, and the choices of its kind. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Org } from '#domain/org.ts'
import { dayFrom, dayOf, monthSpan, spanAround } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import type { ReportKind } from '#reports/catalogue.ts'

export interface Asked {
  date?: Day
  month?: string
  from?: Day
  to?: Day
  [choice: string]: unknown
}

/** What every kind has by its span; anything else is a choice of its own. */
const ofSpan = new Set(['day', 'month', 'from', 'to'])

export function addParams(command: Command, { span, params }: ReportKind): Command {
  if (span === 'day') command.requiredOption('--date <day>', 'such as 2026-11-20', readDay)
  if (span === 'as-of') command.option('--date <day>', 'today when not said', readDay)
  if (span === 'month') command.requiredOption('--month <month>', 'such as 2026-10', readMonth)
  if (span === 'period')
    command
      .option('--month <month>', 'such as 2026-10; this month when nothing is said', readMonth)
      .option('--from <day>', 'first business day', readDay)
      .option('--to <day>', 'last business day', readDay)
  for (const name of choicesOf(params))
    command.addOption(new Option(`--${name} <${name}>`, descriptionOf(params, name)))
  return command
}

/** As the kind takes them; what is left open of a period begins with the month and ends today. */
export function paramsFrom(
  { span, params }: ReportKind,
  asked: Asked,
  org: Org,
  now: Date,
): Record<string, string> {
  const today = dayOf(now, org.timezone)
  const said = choicesOf(params).flatMap((name) =>
    typeof asked[name] === 'string' ? [[name, asked[name]]] : [],
  )
  const choices = Object.fromEntries(said)
  if (span === 'month') return { month: asked.month!, ...choices }
  if (span !== 'period') return { day: asked.date ?? today, ...choices }
  return { ...periodOf(asked, org, today), ...choices }
}

function periodOf({ month, from, to }: Asked, org: Org, today: Day) {
  const [year, number] = (month ?? '').split('-').map(Number)
  if (month) return monthSpan(year!, number!)
  const last = to ?? today
  const cut = { weekStart: org.weekStart, fiscalYearStart: org.fiscalYearStart }
  const first = from ?? spanAround(last, 'month', cut).from
  if (first > last) throw new Refusal('The first day must not be after the last one.')
  return { from: first, to: last }
}

function choicesOf(params: ReportKind['params']): string[] {
  return Object.keys(params.shape).filter((name) => !ofSpan.has(name))
}

function descriptionOf({ shape }: ReportKind['params'], name: string): string {
  const field = shape[name] as { description?: string } | undefined
  return field?.description ?? ''
}

export function readDay(text: string): Day {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text)
  const instant = new Date(`${text}T00:00:00Z`)
  if (!isDay || Number.isNaN(instant.getTime()) || !instant.toISOString().startsWith(text))
    throw new InvalidArgumentError('Write it as 2026-11-20.')
  return text
}

function readMonth(text: string): string {
  const [, year, month] = /^(\d{4})-(\d\d)$/.exec(text) ?? []
  if (!year || !dayFrom(Number(year), Number(month), 1))
    throw new InvalidArgumentError('Write it as 2026-10.')
  return text
}
