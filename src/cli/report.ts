/** `tillie report`: a report as a file, the same as the chat would send. */
import { writeFileSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { freshen } from '#domain/report-views.ts'
import { requireOrg } from '#house.ts'
import { dayFrom, dayOf, monthSpan, spanAround } from '#kit/calendar.ts'
import type { Day, Period } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import { wordsFor } from '#kit/words.ts'
import { balanceSheet } from '#reports/balance-sheet.ts'
import { cashPosition } from '#reports/cash-position.ts'
import { dailySales } from '#reports/daily-sales.ts'
import { profitAndLoss } from '#reports/profit-and-loss.ts'
import { renderReport } from '#reports/render/render.ts'
import type { Report } from '#reports/report.ts'
import { stockAgeingReport } from '#reports/stock-ageing.ts'
import { stockValuationReport } from '#reports/stock-valuation.ts'
import { trialBalance } from '#reports/trial-balance.ts'
import { type Common, print, type Terminal, withCommon, withDb } from './terminal.ts'

const formats = ['pdf', 'csv'] as const
type FileFormat = (typeof formats)[number]

interface ReportOptions extends Common {
  date?: Day
  month?: string
  from?: Day
  to?: Day
  format?: FileFormat
  out: string
}

/** Of the business's day it is now, or of what was asked for. */
type Make = (sql: Sql, org: Org, asked: ReportOptions, now: Date) => Promise<Report>

const ofDay = [
  ['balance-sheet', 'what the business owns and owes at the end of a day', balanceSheet],
  ['trial-balance', 'every account and its balance at the end of a day', trialBalance],
  ['cash-position', 'how much money there is, and what moved it that day', cashPosition],
  ['stock-ageing', 'how long stock has been lying there', stockAgeingReport],
  ['stock-valuation', 'what stock is worth', stockValuationReport],
] as const

export function addReport(program: Command, terminal: Terminal) {
  const report = program.command('report').description('write a report to a file')
  const add = (name: string, description: string) =>
    withCommon(report.command(name)).description(description)

  const daily = add('daily-sales', 'one business day, beside the same weekday a week before')
  daily.requiredOption('--date <day>', 'the business day, such as 2026-11-20', readDay)
  toFile(daily, terminal, (sql, org, { date }, now) => dailySales(sql, org, date!, now))

  const result = add(
    'profit-and-loss',
    'what was earned and what it cost; this month when not said',
  )
  result
    .option('--month <month>', 'such as 2026-10', readMonth)
    .option('--from <day>', 'first business day', readDay)
    .option('--to <day>', 'last business day', readDay)
  toFile(result, terminal, (sql, org, asked, now) =>
    profitAndLoss(sql, org, periodOf(org, asked, now), now),
  )
  for (const [name, description, make] of ofDay) {
    const one = add(name, description)
    one.option('--date <day>', 'the business day; today when not said', readDay)
    toFile(one, terminal, (sql, org, { date }, now) =>
      make(sql, org, date ?? dayOf(now, org.timezone), now),
    )
  }
}

function toFile(command: Command, terminal: Terminal, make: Make) {
  command
    .addOption(new Option('--format <format>', 'unless the name says it').choices(formats))
    .requiredOption('--out <file>', 'where to write it')
    .action((options: ReportOptions, command: Command) => {
      const format = options.format ?? formatOf(options.out)
      if (!format) command.error(`error: give --format ${formats.join(' or ')}`)
      return writeReport(terminal, options, format, make)
    })
}

function writeReport(terminal: Terminal, options: ReportOptions, format: FileFormat, make: Make) {
  return withDb(terminal, options, async ({ db, config, clock }) => {
    const org = await requireOrg(db, config.TILLIE_ORG)
    await freshen(db, org.id)
    const report = await db.asReader(org.id, (sql) => make(sql, org, options, clock()))
    const { bytes } = await renderReport(report, format)
    try {
      writeFileSync(options.out, bytes)
    } catch (fault) {
      throw new Refusal(`${options.out} cannot be written: ${(fault as Error).message}.`)
    }
    for (const note of report.notes) terminal.stderr.write(`${note}\n`)
    print(terminal, resolve(options.out))
  })
}

/** A month, or days; what is left open begins with the month and ends today. */
function periodOf(org: Org, { month, from, to }: ReportOptions, now: Date): Period {
  const words = wordsFor(org)
  const [year, number] = (month ?? '').split('-').map(Number)
  const whole = month ? monthSpan(year!, number!) : null
  const last = whole?.to ?? to ?? dayOf(now, org.timezone)
  const cut = { weekStart: org.weekStart, fiscalYearStart: org.fiscalYearStart }
  const span = whole ?? { from: from ?? spanAround(last, 'month', cut).from, to: last }
  if (span.from > span.to) throw new Refusal('The first day must not be after the last one.')
  return { ...span, label: words.period({ ...span, label: '' }) }
}

function formatOf(path: string): FileFormat | undefined {
  return formats.find((format) => `.${format}` === extname(path).toLowerCase())
}

function readDay(text: string): Day {
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
