/** `tillie report`: a report as a file, the same as chat, API and pages give. */
import { createWriteStream } from 'node:fs'
import { extname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import type { FileFormat } from '#domain/report-runs.ts'
import { type House, requireOrg } from '#house.ts'
import { Refusal } from '#kit/refusal.ts'
import type { ReportKind } from '#reports/catalogue.ts'
import type { Made } from '#reports/desk.ts'
import { reportKinds } from '#reports/kinds.ts'
import { addBackfill } from './backfill.ts'
import { type Asked, addParams, paramsFrom } from './report-options.ts'
import { type Common, print, type Terminal, withCommon, withHouse } from './terminal.ts'

/** Whoever sits at a terminal can end it: as long as timers go. */
const waitMsMax = 24 * 3_600_000

interface ReportOptions extends Common, Asked {
  format?: FileFormat
  out: string
}

export function addReport(program: Command, terminal: Terminal) {
  const report = program.command('report').description('write a report to a file')
  for (const kind of reportKinds) addKind(report, kind, terminal)
  addBackfill(report, terminal)
}

function addKind(report: Command, kind: ReportKind, terminal: Terminal) {
  const command = withCommon(report.command(kind.type.replaceAll('_', '-')))
  addParams(command.description(kind.description), kind)
    .addOption(new Option('--format <format>', 'unless the name says it').choices(kind.formats))
    .requiredOption('--out <file>', 'where to write it')
    .action((options: ReportOptions, command: Command) => {
      const format = options.format ?? formatOf(kind, options.out)
      if (!format) command.error(`error: give --format ${kind.formats.join(' or ')}`)
      return write(terminal, kind, options, format)
    })
}

function write(terminal: Terminal, kind: ReportKind, options: ReportOptions, format: FileFormat) {
  return withHouse(terminal, options, async (house) => {
    const { config, db, desk, clock } = house
    const org = await requireOrg(db, config.TILLIE_ORG)
    const now = clock()
    const request = {
      ...{ type: kind.type, params: paramsFrom(kind, options, org, now), formats: [format] },
      ...{ via: 'terminal' as const, requestedBy: null, now },
    }
    const made = await desk.make(org.id, request, waitMsMax)
    if (made.is === 'failed') throw new Refusal(made.error)
    if (made.is === 'later') throw new Refusal('The report is still being made. Ask again later.')
    await writeOut(house, org.id, made, format, options.out)
    for (const note of made.report.notes) terminal.stderr.write(`${note}\n`)
    print(terminal, resolve(options.out))
  })
}

async function writeOut(house: House, orgId: number, made: Made, format: FileFormat, out: string) {
  const file = made.run.files.find((each) => each.format === format)!
  const from = await house.files.read(orgId, file.sha256)
  try {
    await pipeline(from, createWriteStream(out))
  } catch (fault) {
    throw new Refusal(`${out} cannot be written: ${(fault as Error).message}.`)
  }
}

function formatOf({ formats }: ReportKind, path: string): FileFormat | undefined {
  return formats.find((format) => `.${format}` === extname(path).toLowerCase())
}
