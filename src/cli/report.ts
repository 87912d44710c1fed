/** `tillie report`: a report as a file, the same as the chat would send. */
import { writeFileSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { freshen } from '#domain/report-views.ts'
import { requireOrg } from '#house.ts'
import type { Day } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import { dailySales } from '#reports/daily-sales.ts'
import { renderReport } from '#reports/render/render.ts'
import { type Common, print, type Terminal, withCommon, withDb } from './terminal.ts'

const formats = ['pdf', 'csv'] as const
type FileFormat = (typeof formats)[number]

interface ReportOptions extends Common {
  date: Day
  format?: FileFormat
  out: string
}

export function addReport(program: Command, terminal: Terminal) {
  const report = program.command('report').description('write a report to a file')
  withCommon(report.command('daily-sales'))
    .description('one business day, beside the same weekday a week before')
    .requiredOption('--date <day>', 'the business day, such as 2026-11-20', readDay)
    .addOption(new Option('--format <format>', 'unless the name says it').choices(formats))
    .requiredOption('--out <file>', 'where to write it')
    .action((options: ReportOptions, command: Command) => {
      const format = options.format ?? formatOf(options.out)
      if (!format) command.error(`error: give --format ${formats.join(' or ')}`)
      return writeDailySales(terminal, options, format)
    })
}

function writeDailySales(terminal: Terminal, options: ReportOptions, format: FileFormat) {
  return withDb(terminal, options, async ({ db, config, clock }) => {
    const org = await requireOrg(db, config.TILLIE_ORG)
    await freshen(db, org.id)
    const report = await db.asReader(org.id, (sql) => dailySales(sql, org, options.date, clock()))
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
